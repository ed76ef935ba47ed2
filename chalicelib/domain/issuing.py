"""Issuing the letter: who signs as what, and everything the letter says, from an order that is being approved."""

from datetime import date, time, timedelta

from chalicelib.domain.letter_styles import LetterStyle, usual_style
from chalicelib.domain.letters import (
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


def signatory_of(signer: Employee, city: str, above: tuple[str, ...] = ()) -> Signatory:
    """The signatory block: the city secretary signs on behalf of the mayor, everyone else by their own post.

    `above` is what the unit's style puts in place of all that.
    """
    post = signing_post(signer)
    lines: tuple[str, ...] = (f"{signer.post},",)
    if post is SigningPost.CITY_SECRETARY:
        lines = (f"a.n. Wali Kota {city}", *lines)
    return Signatory(signer.name, signer.nip, signer.rank, above or lines, shows_rank(post))


def _above(signer: Employee, issuing: Unit, style: LetterStyle) -> tuple[str, ...]:
    """What the style puts above the signer's name; the head's lines never stand above anyone else's."""
    if signer.id == issuing.head:
        return style.head_lines
    own = signing_post(signer) is SigningPost.OTHER and style.on_behalf
    return (style.on_behalf, f"{signer.post},") if own else ()


def issued_letter(
    order: Order,
    employee: Employee,
    signer: Employee,
    issuing: Unit,
    serial: int,
    instructions: tuple[str, ...],
    city: str,
    on: date,
    style: LetterStyle | None = None,
) -> IssuedLetter:
    """The letter of an approved order, numbered `serial` by the issuing unit and dated `on`, with its hash.

    `style` is the issuing unit's own, None for the usual one.
    """
    style = style or usual_style(issuing, city)
    letter = Letter(
        title=style.title,
        city=city,
        unit_name=issuing.name,
        address_lines=style.letterhead,
        number=number_from(style.number_pattern, serial=serial, unit_code=issuing.id, on=on),
        circular=order.circular,
        place=city,
        issued_on=on,
        zone_label=order.zone.name,
        to=Person(employee.name, employee.nip, employee.rank, employee.post, order.unit_name),
        days=tuple(LetterDay(day.date, day.start, day.end) for day in order.days),
        tasks=order.tasks,
        instructions=instructions,
        signatory=signatory_of(signer, city, _above(signer, issuing, style)),
        copies=style.copies,
    )
    return IssuedLetter(letter, content_hash(letter))


def sample_letter(style: LetterStyle, issuing: Unit, head: Employee | None, city: str, on: date) -> Letter:
    """What a letter of the unit would look like by `style`: nobody's, and without taking a number."""
    if head:
        signatory = signatory_of(head, city, _above(head, issuing, style))
    else:
        above = style.head_lines or (f"Kepala {issuing.name},",)
        signatory = Signatory("Nama Penanda Tangan", None, None, above, shows_rank=False)
    monday = on + timedelta(7 - on.weekday())
    return Letter(
        title=style.title,
        city=city,
        unit_name=issuing.name,
        address_lines=style.letterhead,
        number=number_from(style.number_pattern, serial=1, unit_code=issuing.id, on=on),
        circular="Surat Edaran Wali Kota yang berlaku",
        place=city,
        issued_on=on,
        zone_label=issuing.zone.name,
        to=Person("Nama Pegawai", None, "Pangkat (golongan)", "Jabatan pegawai", issuing.name),
        days=tuple(LetterDay(monday + timedelta(days), time(7, 30), time(16)) for days in (0, 2)),
        tasks=("tugas pertama menurut permohonan", "tugas kedua menurut permohonan"),
        instructions=("menyampaikan laporan harian pada hari yang sama",),
        signatory=signatory,
        copies=style.copies,
    )
