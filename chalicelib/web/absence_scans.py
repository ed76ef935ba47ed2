"""The letter of an absence: brought to the bucket, looked at, attached, downloaded; and one's own absences."""

from chalice.app import Response

from chalicelib.domain.absences import AbsenceId
from chalicelib.domain.people import EmployeeId, Role, UnitId
from chalicelib.domain.scans import Unfit
from chalicelib.web.door import need_todays_code
from chalicelib.web.request import Request
from chalicelib.web.responses import page, posting_to, redirect
from chalicelib.web.tags import ABSENCE_NAMES, PARTS
from chalicelib.workflows import absence_scans


def choose_scan(request: Request, unit: str, employee: str, absence: str) -> Response:
    """The form that brings one file to the bucket."""
    return _choose(request, unit, employee, absence, None)


def check_scan(request: Request, unit: str, employee: str, absence: str, upload: str) -> Response:
    """What arrived, to be attached; arriving alone changes nothing. What cannot be attached may be chosen again."""
    of, whose, name = UnitId(unit), EmployeeId(employee), AbsenceId(absence)
    try:
        found = absence_scans.arrived(request.office, request.actor, of, whose, name, upload)
    except Unfit as refusal:
        return _choose(request, unit, employee, absence, refusal)
    return page(
        request,
        "absences/scan.html",
        here="months",
        absence=found.absence,
        at=_address(unit, employee, absence),
        kinds=ABSENCE_NAMES,
        kind=found.media_type.ending.upper(),
        kilobytes=-(-len(found.content) // 1024),
        upload=upload,
        form_key=request.office.new_id(),
    )


def attach_scan(request: Request, unit: str, employee: str, absence: str, upload: str) -> Response:
    """Attaches what arrived."""
    of, whose, name = UnitId(unit), EmployeeId(employee), AbsenceId(absence)
    office, actor, origin = request.office, request.actor, request.origin()
    shown = absence_scans.attach(office, actor, of, whose, name, upload, request.sent, origin, request.at)
    return redirect(request, shown)


def download_scan(request: Request, employee: str, absence: str) -> Response:
    """The letter, by a short-lived address, as an attachment only; as secretary with a code of today."""
    if request.actor.id != employee and request.actor.has(Role.SECRETARY):
        need_todays_code(request)
    whose, name = EmployeeId(employee), AbsenceId(absence)
    link = absence_scans.scan_link(request.office, request.actor, whose, name, request.origin(), request.at)
    return redirect(request, link)


def list_own(request: Request) -> Response:
    """One's own absences, with their letters."""
    mine = absence_scans.own(request.office, request.actor)
    return page(request, "absences/mine.html", here="today", absences=mine, kinds=ABSENCE_NAMES, parts=PARTS)


def _choose(request: Request, unit: str, employee: str, absence: str, refusal: Unfit | None) -> Response:
    of, whose, name = UnitId(unit), EmployeeId(employee), AbsenceId(absence)
    upload, here = request.office.new_id(), _address(unit, employee, absence)
    back = request.absolute(f"{here}/uploads/{upload}")
    found, form = absence_scans.open_upload(request.office, request.actor, of, whose, name, upload, back)
    wrong = request.words.told(refusal.message) if refusal else ""
    shown = page(
        request,
        "absences/new_scan.html",
        422 if wrong else 200,
        here="months",
        absence=found,
        at=here,
        upload=form,
        wrong=wrong,
        has_errors=bool(wrong),
    )
    return posting_to(shown, form.url)


def _address(unit: str, employee: str, absence: str) -> str:
    return f"/units/{unit}/absences/{employee}/{absence}"
