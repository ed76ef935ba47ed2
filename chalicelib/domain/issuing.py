"""Issuing the letter: who signs as what, and everything the letter says, from an order that is being approved."""

from datetime import date

from chalicelib.domain.letters import (
    DEFAULT_TITLE,
    Letter,
    LetterDay,
    Person,
    Signatory,
    SigningPost,
    content_hash,
    number_from,
    shows_rank,
)
from chalicelib.domain.orders import IssuedLetter, Order
from chalicelib.domain.people import Employee, Kind, Unit

CITY_SECRETARY_ECHELON = "II.a"


def signing_post(signer: Employee) -> SigningPost:
    """On whose authority `signer` signs, as far as Permendagri 1/2023 tells posts apart."""
    if signer.kind is Kind.OFFICIAL:
        return SigningPost.MAYOR
    return SigningPost.CITY_SECRETARY if signer.echelon == CITY_SECRETARY_ECHELON else SigningPost.OTHER


def signatory_of(signer: Employee, city: str) -> Signatory:
    """The signatory block: the city secretary signs on behalf of the mayor, everyone else by their own post."""
    post = signing_post(signer)
    lines: tuple[str, ...] = (f"{signer.post},",)
    if post is SigningPost.CITY_SECRETARY:
        lines = (f"a.n. Wali Kota {city}", *lines)
    return Signatory(signer.name, signer.nip, signer.rank, lines, shows_rank(post))


def issued_letter(
    order: Order,
    employee: Employee,
    signer: Employee,
    issuing: Unit,
    serial: int,
    instructions: tuple[str, ...],
    city: str,
    on: date,
) -> IssuedLetter:
    """The letter of an approved order, numbered `serial` by the issuing unit and dated `on`, with its hash."""
    letter = Letter(
        title=DEFAULT_TITLE,
        city=city,
        unit_name=issuing.name,
        address_lines=issuing.address,
        number=number_from(issuing.number_pattern, serial=serial, unit_code=issuing.id, on=on),
        circular=order.circular,
        place=city,
        issued_on=on,
        zone_label=order.zone.name,
        to=Person(employee.name, employee.nip, employee.rank, employee.post, order.unit_name),
        days=tuple(LetterDay(day.date, day.start, day.end) for day in order.days),
        tasks=order.tasks,
        instructions=instructions,
        signatory=signatory_of(signer, city),
        copies=(f"Sekretaris Daerah Kota {city}", f"Kepala BKPSDM Kota {city}"),
    )
    return IssuedLetter(letter, content_hash(letter))
