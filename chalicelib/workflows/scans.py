"""The letter signed by hand: brought straight to the bucket, looked at there, then attached to its order.

The bucket's form only puts a file aside. It counts when the person, back on our page, attaches what arrived; its type
is what its content says, whatever its name.
"""

import re
from datetime import datetime
from hashlib import sha256

from msgspec import Struct

from chalicelib.domain.deciding import scanned
from chalicelib.domain.orders import Order, OrderId, Status
from chalicelib.domain.people import Actor
from chalicelib.domain.records import Create, Replace, order_key
from chalicelib.domain.refusals import Conflict, Forbidden, NotFound
from chalicelib.domain.scans import ATTACHED, BUCKET_TAKES, Scan, ScanType, Upload, refuse_unfit, type_of
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.orders import may_attach_scan, note_view
from chalicelib.workflows.ports import Office

_UPLOAD = re.compile(r"[a-z2-7]{16}")


class Arrived(Struct, frozen=True):
    """A file that arrived and may be attached."""

    order: Order
    media_type: ScanType
    content: bytes


def open_upload(office: Office, actor: Actor, order_id: OrderId, upload: str, back: str) -> tuple[Order, Upload]:
    """The order and a form that brings its scan to the bucket and the browser on to `back`. One request.

    Raises NotFound for strangers, Forbidden for those who only look, Conflict for an order that is not approved.
    """
    order = _order(office, actor, order_id)
    return order, office.files.offer(set_aside(order_id, upload), BUCKET_TAKES, back)


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
    becomes = scanned(found.order, keep(office, order_id, found.media_type, found.content, actor, at))
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
    return Arrived(order, *judged(office, order.id, upload))


def judged(office: Office, owner: str, upload: str) -> tuple[ScanType, bytes]:
    """What was put aside for the record `owner`, and its type by its content. Raises Unfit saying what is wrong."""
    name = set_aside(owner, upload)
    refuse_unfit(office.files.size(name))
    content = office.files.read(name)
    return type_of(content), content


def keep(office: Office, owner: str, media_type: ScanType, content: bytes, actor: Actor, at: datetime) -> Scan:
    """Keeps what arrived for `owner` where no upload form leads. One request; the record is still to be written."""
    digest = sha256(content).hexdigest()
    name = f"scans/{owner}/{digest[:16]}.{media_type.ending}"
    office.files.save(name, content, media_type.value)
    return Scan(name, media_type, digest, len(content), at, actor.id, actor.name)


def set_aside(owner: str, upload: str) -> str:
    """Where the bucket's form puts a file for `owner`. Raises NotFound for what is no upload of ours."""
    if not _UPLOAD.fullmatch(upload):
        raise NotFound
    return f"scans/incoming/{owner}/{upload}"
