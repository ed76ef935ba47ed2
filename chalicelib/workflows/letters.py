"""The letter of an approved order: made by a worker, downloaded by those concerned, verified by anyone who holds it."""

from contextlib import suppress
from datetime import date, datetime

from msgspec import Struct

from chalicelib.domain.calendars import local_date
from chalicelib.domain.letters import nip_masked
from chalicelib.domain.orders import IssuedLetter, Order, OrderId
from chalicelib.domain.outbox import Errand, entry
from chalicelib.domain.people import Actor
from chalicelib.domain.records import Create, order_key
from chalicelib.domain.refusals import Forbidden, NotFound, Preparing, Stale
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin
from chalicelib.workflows.orders import note_view
from chalicelib.workflows.ports import Office

PDF = "application/pdf"


class PublicLetter(Struct, frozen=True):
    """What anyone who holds the letter may learn: enough to compare, nothing about the person (UU 27/2022)."""

    number: str
    unit_name: str
    issued_on: date
    dates: tuple[date, ...]
    cancelled: tuple[date, ...]
    """Those of `dates` that were called off."""
    nip: str
    people: int
    """How many it sends; whoever they are is not said."""
    content_hash: str
    is_over: bool
    is_scanned: bool
    """Whether it was signed by hand, the scan being kept; the approval in the system stands in either case."""


def file_name(order_id: OrderId, issued: IssuedLetter) -> str:
    """Where the bucket keeps the letter; another content would be another file."""
    return f"letters/{order_id}/{issued.content_hash[:16]}.pdf"


def make_letter(office: Office, order_id: OrderId) -> None:
    """Makes the PDF of an approved order; making it again gives the same bytes in the same place."""
    order = office.records.read(order_key(order_id)).get(order_key(order_id))
    if order.letter:
        office.files.save(file_name(order.id, order.letter), office.papers.letter(order), PDF)


def letter_link(office: Office, actor: Actor, order_id: OrderId, origin: Origin, at: datetime) -> tuple[Order, str]:
    """The order and an address that downloads its letter, for those concerned and those who answer for the unit.

    Raises Refusal while the worker is making it, and for one of several whom it names, as it holds the others' NIP; a
    letter the bucket has lost is made again.
    """
    order = office.records.read(order_key(order_id)).get(order_key(order_id))
    if order.named(actor.id) and not (order.concerns(actor.id) or actor.keeps(order.unit)):
        raise Forbidden(text("Lampiran surat kolektif memuat NIP. Mintalah salinannya kepada sekretaris unit."))
    if not (order.concerns(actor.id) or actor.keeps(order.unit)) or order.letter is None:
        raise NotFound
    name = file_name(order.id, order.letter)
    if not office.files.exists(name):
        _ask_for_letter(office, order.id, at)
        raise Preparing(text("Surat sedang disiapkan."))
    note_view(office, actor, f"ORDER#{order.id}", order.employee, origin, at)
    return order, office.files.link(name, f"surat-{order.letter.letter.number.replace('/', '-')}.pdf")


def _ask_for_letter(office: Office, order_id: OrderId, at: datetime) -> None:
    """Writes the errand once a minute at most, however often somebody asks meanwhile."""
    name = f"letter-{order_id}-{at:%Y%m%d%H%M}"
    with suppress(Stale):
        office.records.commit(Create(entry(name, Errand.MAKE_LETTER, at, order=order_id)))


def verify(office: Office, order_id: OrderId, at: datetime) -> PublicLetter:
    """What the public page behind the QR code shows. One request. Raises NotFound unless the letter is genuine."""
    order: Order | None = office.records.read(order_key(order_id)).find(order_key(order_id))
    if order is None or order.letter is None:
        raise NotFound(text("Surat ini tidak tercatat. Periksa kembali alamat pada kode QR."))
    letter = order.letter.letter
    return PublicLetter(
        number=letter.number,
        unit_name=order.unit_name,
        issued_on=letter.issued_on,
        dates=order.dates,
        cancelled=order.cancelled,
        nip=nip_masked(order.nip),
        people=max(1, len(letter.attachment)),
        content_hash=order.letter.content_hash,
        is_over=order.dates[-1] < local_date(at, order.zone.info),
        is_scanned=order.scan is not None,
    )
