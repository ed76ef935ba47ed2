"""The letter signed by hand: brought straight to the bucket, looked at there, then attached to its order."""

from datetime import datetime

from msgspec import Struct

from chalicelib.domain.deciding import scanned
from chalicelib.domain.orders import Order, OrderId, Status
from chalicelib.domain.people import Actor
from chalicelib.domain.records import Create, Replace, order_key
from chalicelib.domain.refusals import Conflict, Forbidden, NotFound
from chalicelib.domain.scans import ATTACHED, SCANS
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.domain.uploads import FileType, Upload
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.orders import may_attach_scan, note_view
from chalicelib.workflows.ports import Office
from chalicelib.workflows.uploads import Folder, judged, keep, offer


class Arrived(Struct, frozen=True):
    """A file that arrived and may be attached."""

    order: Order
    media_type: FileType
    content: bytes


def open_upload(office: Office, actor: Actor, order_id: OrderId, upload: str, back: str) -> tuple[Order, Upload]:
    """The order and a form that brings its scan to the bucket and the browser on to `back`. One request.

    Raises NotFound for strangers, Forbidden for those who only look, Conflict for an order that is not approved.
    """
    order = _order(office, actor, order_id)
    return order, offer(office, Folder.SCANS, order_id, upload, back)


def permitted(office: Office, actor: Actor, order_id: OrderId) -> Order:
    """The order that the actor may attach a scan to. One request; refusals as above."""
    return _order(office, actor, order_id)


def arrived(office: Office, actor: Actor, order_id: OrderId, upload: str) -> Arrived:
    """What arrived, judged by its content. Raises Unfit saying what is wrong with it."""
    return _arrived(office, _order(office, actor, order_id), upload)


def attach(
    office: Office, actor: Actor, order_id: OrderId, upload: str, sent: Sent, origin: Origin, at: datetime
) -> str:
    """Attaches what arrived and returns where it is shown; a scan that was there before stays in the bucket.

    The file is kept under a name of its own content, out of reach of the form that brought it.
    """
    earlier = earlier_result(office.records.read(sent.name), sent)
    if earlier:
        return earlier
    found = _arrived(office, _order(office, actor, order_id), upload)
    becomes = scanned(found.order, keep(office, Folder.SCANS, order_id, found.media_type, found.content, actor, at))
    about, whose = f"ORDER#{order_id}", becomes.employee
    return commit_once(
        office,
        sent,
        f"/orders/{order_id}",
        at,
        Replace(becomes),
        Create(
            TrailEntry(
                about, becomes.revision, office.new_id(), at, actor.id, actor.name, ATTACHED, origin, concerns=whose
            )
        ),
    )


def scan_link(office: Office, actor: Actor, order_id: OrderId, origin: Origin, at: datetime) -> tuple[Order, str]:
    """The order and an address that downloads its scan, for those who may download its letter."""
    order = office.records.read(order_key(order_id)).get(order_key(order_id))
    if not (order.concerns(actor.id) or actor.keeps(order.unit)) or order.letter is None or order.scan is None:
        raise NotFound
    note_view(office, actor, f"ORDER#{order.id}", order.employee, origin, at)
    shown_as = f"surat-{order.letter.letter.number.replace('/', '-')}-pindaian.{order.scan.media_type.ending}"
    return order, office.files.link(order.scan.file, shown_as)


def _order(office: Office, actor: Actor, order_id: OrderId) -> Order:
    order = office.records.read(order_key(order_id)).get(order_key(order_id))
    if not (order.concerns(actor.id) or actor.keeps(order.unit)):
        raise NotFound
    if not may_attach_scan(order, actor):
        raise Forbidden(text("Pindaian dilampirkan oleh pegawai, pejabat yang menyetujui, atau sekretaris unit."))
    if order.status is not Status.APPROVED:
        raise Conflict(text("Pindaian hanya dapat dilampirkan pada surat yang sudah disetujui."))
    return order


def _arrived(office: Office, order: Order, upload: str) -> Arrived:
    return Arrived(order, *judged(office, Folder.SCANS, order.id, upload, SCANS))
