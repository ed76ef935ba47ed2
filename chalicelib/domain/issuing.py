"""Issuing the letter: who signs as what, and everything the letter says, from an order that is being approved."""

from datetime import date, time, timedelta

from msgspec import Struct

from chalicelib.domain.letter_styles import LetterStyle, usual_style
from chalicelib.domain.letters import (
    Letter,
    LetterDay,
    Listed,
    Person,
    Signatory,
    SigningPost,
    bare_name,
    content_hash,
    number_from,
    shows_degrees,
    shows_rank,
)
from chalicelib.domain.orders import IssuedLetter, Order
from chalicelib.domain.people import Employee, Kind, Unit

TO_THOSE_LISTED = "pegawai sebagaimana tercantum dalam lampiran surat ini"
CITY_SECRETARY_ECHELON = "II.a"


class Signer(Struct, frozen=True):
    """Who signs: a person, in their own post or in that of `holder`, for whom they act ("Plh." or "Plt.")."""

    person: Employee
    holder: Employee
    acting: str = ""


def in_own_post(person: Employee) -> Signer:
    """Someone who signs by the post they hold."""
    return Signer(person, person)


def signing_post(holder: Employee) -> SigningPost:
    """On whose authority the holder of a post signs, as far as Permendagri 1/2023 tells posts apart."""
    if holder.kind is Kind.OFFICIAL:
        return SigningPost.MAYOR
    return SigningPost.CITY_SECRETARY if holder.echelon == CITY_SECRETARY_ECHELON else SigningPost.OTHER


def signatory_of(signer: Signer, city: str, above: tuple[str, ...] = ()) -> Signatory:
    """The signatory block: the city secretary signs on behalf of the mayor, everyone else by their own post.

    The post decides what is shown, its present officer lends name, rank and NIP: "Plh." or "Plt." stands before it, and
    who acts as mayor or city secretary signs with the bare name (Permendagri 1/2023 art. 44).
    `above` is what the unit's style puts in place of the post's own lines.
    """
    post, person = signing_post(signer.holder), signer.person
    lines: tuple[str, ...] = (f"{signer.holder.post},",)
    if post is SigningPost.CITY_SECRETARY:
        lines = (f"a.n. Wali Kota {city}", *lines)
    name = person.name if shows_degrees(post, acting=bool(signer.acting)) else bare_name(person.name)
    return Signatory(name, person.nip, person.rank, _acting(signer.acting, above or lines), shows_rank(post))


def _acting(acting: str, lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines above a name with "Plh." or "Plt." before the post: the first line that is not somebody else's."""
    place = next((n for n, line in enumerate(lines) if not line.startswith("a.n.")), 0)
    return tuple(f"{acting} {line}" if acting and n == place else line for n, line in enumerate(lines))


def _above(signer: Signer, issuing: Unit, style: LetterStyle) -> tuple[str, ...]:
    """What the style puts above the signer's name; the head's lines never stand above any other post."""
    if signer.holder.id == issuing.head:
        return style.head_lines
    own = signing_post(signer.holder) is SigningPost.OTHER and style.on_behalf
    return (style.on_behalf, f"{signer.holder.post},") if own else ()


def issued_letter(
    order: Order,
    employee: Employee | None,
    signer: Signer,
    issuing: Unit,
    serial: int,
    instructions: tuple[str, ...],
    city: str,
    on: date,
    style: LetterStyle | None = None,
) -> IssuedLetter:
    """The letter of an approved order, numbered `serial` by the issuing unit and dated `on`, with its hash.

    `employee` is whom it sends, None where the order itself names its people: several of them on an attachment.
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
        to=_addressee(order, employee),
        days=tuple(LetterDay(day.date, day.start, day.end) for day in order.days),
        tasks=order.tasks,
        instructions=instructions,
        signatory=signatory_of(signer, city, _above(signer, issuing, style)),
        copies=style.copies,
        attachment=_attachment(order),
    )
    return IssuedLetter(letter, content_hash(letter))


def _attachment(order: Order) -> tuple[Listed, ...]:
    if not order.is_collective:
        return ()
    return tuple(Listed(each.name, each.nip, each.rank, each.post, each.dates) for each in order.covers)


def _addressee(order: Order, employee: Employee | None) -> Person:
    if order.is_collective:
        return Person(TO_THOSE_LISTED, None, None, "", order.unit_name)
    who = employee or order.covers[0]
    return Person(who.name, who.nip, who.rank, who.post, order.unit_name)


def sample_letter(style: LetterStyle, issuing: Unit, head: Employee | None, city: str, on: date) -> Letter:
    """What a letter of the unit would look like by `style`: nobody's, and without taking a number."""
    if head:
        signer = in_own_post(head)
        signatory = signatory_of(signer, city, _above(signer, issuing, style))
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
