"""Evidence of a day's work: brought to the bucket, looked at, attached to the day, taken away again, downloaded.

It comes the way a signed letter does (see `uploads`). It stands beside the draft before the report is filed, and beside
the report until that is accepted.
"""

from datetime import date, datetime

from msgspec import Struct

from chalicelib.domain.evidence import ATTACHED, EVIDENCE, REMOVED, Evidence, Piece, attached, refuse_more, removed
from chalicelib.domain.people import Actor, EmployeeId, refuse_on_behalf
from chalicelib.domain.records import (
    Change,
    Create,
    Replace,
    Still,
    employee_key,
    evidence_key,
    report_key,
    saved_draft_key,
)
from chalicelib.domain.refusals import Conflict, NotFound
from chalicelib.domain.reports import DailyReport
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.domain.uploads import FileType, Upload
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.ports import Office
from chalicelib.workflows.uploads import Folder, judged, keep, offer


class EvidenceDesk(Struct, frozen=True):
    """A day whose evidence may change; `report` is None before it is filed."""

    evidence: Evidence
    report: DailyReport | None
    employee_name: str
    """Of another employee, whose secretary is at work; "" for one's own."""

    @property
    def still(self) -> Change:
        """That the report is what it was: nothing changes beside one that was accepted meanwhile."""
        owner, day = self.evidence.employee, self.evidence.date
        return Still(report_key(owner, day), self.report.revision if self.report else 0)


class EvidenceArrived(Struct, frozen=True):
    """A file that arrived and may be attached."""

    desk: EvidenceDesk
    media_type: FileType
    size: int
    """Bytes."""


def open_evidence(office: Office, actor: Actor, owner: EmployeeId, day: date) -> EvidenceDesk:
    """The day's evidence as its owner, or the secretary of one without mail, may change it. One request.

    Raises NotFound for a day without draft or report, Conflict once the report is accepted, Forbidden for others' days.
    """
    draft = saved_draft_key(owner, day)
    found = office.records.read(report_key(owner, day), draft, evidence_key(owner, day), employee_key(owner))
    employee = found.get(employee_key(owner))
    if owner != actor.id:
        refuse_on_behalf(actor, employee)
    report = found.find(report_key(owner, day))
    if report is None and found.find(draft) is None:
        raise NotFound(text("Belum ada laporan untuk hari ini. Simpan laporannya sebagai draf, lalu lampirkan bukti."))
    if report and report.is_accepted:
        raise Conflict(text("Laporan ini sudah diterima; buktinya tidak berubah lagi."))
    evidence = found.find(evidence_key(owner, day)) or Evidence(owner, day)
    return EvidenceDesk(evidence, report, employee.name if owner != actor.id else "")


def upload_form(office: Office, desk: EvidenceDesk, upload: str, back: str) -> Upload:
    """A form that brings one more file and the browser on to `back`; no request."""
    return offer(office, Folder.EVIDENCE, _place(desk.evidence), upload, back)


def arrived(office: Office, actor: Actor, owner: EmployeeId, day: date, upload: str) -> EvidenceArrived:
    """What arrived, judged by its content. Raises Unfit saying what is wrong with it."""
    desk = open_evidence(office, actor, owner, day)
    media_type, content = judged(office, Folder.EVIDENCE, _place(desk.evidence), upload, EVIDENCE)
    return EvidenceArrived(desk, media_type, len(content))


def attach(
    office: Office,
    actor: Actor,
    owner: EmployeeId,
    day: date,
    upload: str,
    caption: str,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Attaches what arrived and returns where the day's evidence is shown."""
    earlier = earlier_result(office.records.read(sent.name), sent)
    if earlier:
        return earlier
    desk = open_evidence(office, actor, owner, day)
    place = _place(desk.evidence)
    media_type, content = judged(office, Folder.EVIDENCE, place, upload, EVIDENCE)
    refuse_more(desk.evidence)
    stored = keep(office, Folder.EVIDENCE, place, media_type, content, actor, at)
    return _commit(office, actor, desk, attached(desk.evidence, stored, caption), ATTACHED, sent, origin, at)


def remove(
    office: Office,
    actor: Actor,
    owner: EmployeeId,
    day: date,
    piece: str,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    """Takes a file away again and returns where the day's evidence is shown; the bucket keeps it for some weeks."""
    earlier = earlier_result(office.records.read(sent.name), sent)
    if earlier:
        return earlier
    desk = open_evidence(office, actor, owner, day)
    gone = desk.evidence.piece(piece)
    shown = _commit(office, actor, desk, removed(desk.evidence, piece), REMOVED, sent, origin, at)
    office.files.remove(gone.stored.file)
    return shown


def evidence_address(owner: EmployeeId, day: date) -> str:
    """Where a day's evidence is shown to whoever attaches it."""
    return f"/evidence/{owner}/{day}"


def _commit(
    office: Office,
    actor: Actor,
    desk: EvidenceDesk,
    becomes: Evidence,
    what: str,
    sent: Sent,
    origin: Origin,
    at: datetime,
) -> str:
    line = TrailEntry(
        f"EVIDENCE#{becomes.employee}#{becomes.date}",
        becomes.revision,
        office.new_id(),
        at,
        actor.id,
        actor.name,
        what,
        origin,
        concerns=becomes.employee,
    )
    write: Change = Create(becomes) if becomes.revision == 1 else Replace(becomes)
    shown = evidence_address(becomes.employee, becomes.date)
    return commit_once(office, sent, shown, at, desk.still, write, Create(line))


def _place(evidence: Evidence) -> str:
    return f"{evidence.employee}/{evidence.date}"


def link_to(office: Office, evidence: Evidence, piece: Piece) -> str:
    """A short-lived address that downloads one file, as an attachment only."""
    return office.files.link(piece.stored.file, evidence.shown_as(piece))
