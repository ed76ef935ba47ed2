"""Evidence of a day's work: a form to the bucket, a look at what arrived, the attaching itself, and the way back."""

from chalice.app import Response

from chalicelib.domain.evidence import MOST_PIECES
from chalicelib.domain.people import EmployeeId, Role
from chalicelib.domain.uploads import Unfit
from chalicelib.web.door import need_todays_code
from chalicelib.web.request import Request
from chalicelib.web.responses import page, posting_to, redirect, scripted
from chalicelib.web.written import day_of
from chalicelib.workflows import evidence


def show_evidence(request: Request, employee: str, day: str) -> Response:
    """The day's files, and the form that brings one more to the bucket."""
    return _shown(request, employee, day, None)


def check_piece(request: Request, employee: str, day: str, upload: str) -> Response:
    """What arrived, to be attached; arriving alone changes nothing. What cannot be attached may be chosen again."""
    owner = _whose(request, employee)
    try:
        found = evidence.arrived(request.office, request.actor, owner, day_of(day), upload)
    except Unfit as refusal:
        return _shown(request, employee, day, refusal)
    return page(
        request,
        "evidence/check.html",
        here="today",
        desk=found.desk,
        kind=found.media_type.ending.upper(),
        kilobytes=-(-found.size // 1024),
        at=evidence.evidence_address(owner, day_of(day)),
        upload=upload,
        form_key=request.office.new_id(),
    )


def attach_piece(request: Request, employee: str, day: str, upload: str) -> Response:
    """Attaches what arrived."""
    owner, caption = _whose(request, employee), request.form.one("caption")
    try:
        shown = evidence.attach(
            request.office,
            request.actor,
            owner,
            day_of(day),
            upload,
            caption,
            request.sent,
            request.origin(),
            request.at,
        )
    except Unfit as refusal:
        return _shown(request, employee, day, refusal)
    return redirect(request, shown)


def remove_piece(request: Request, employee: str, day: str) -> Response:
    """Takes a file away again."""
    owner, piece = _whose(request, employee), request.form.one("piece")
    shown = evidence.remove(
        request.office, request.actor, owner, day_of(day), piece, request.sent, request.origin(), request.at
    )
    return redirect(request, shown)


def _whose(request: Request, employee: str) -> EmployeeId:
    """Whose day it is; a secretary who attaches for somebody else has a code of today."""
    if employee != request.actor.id and request.actor.has(Role.SECRETARY):
        need_todays_code(request)
    return EmployeeId(employee)


def _shown(request: Request, employee: str, day: str, refusal: Unfit | None) -> Response:
    owner, on = _whose(request, employee), day_of(day)
    wrong = request.words.told(refusal.message) if refusal else ""
    desk = evidence.open_evidence(request.office, request.actor, owner, on)
    upload = None
    here = evidence.evidence_address(owner, on)
    if len(desk.evidence.pieces) < MOST_PIECES:
        name = request.office.new_id()
        upload = evidence.upload_form(request.office, desk, name, request.absolute(f"{here}/uploads/{name}"))
    shown = page(
        request,
        "evidence/evidence.html",
        422 if wrong else 200,
        here="today",
        desk=desk,
        at=here,
        upload=upload,
        most=MOST_PIECES,
        wrong=wrong,
        has_errors=bool(wrong),
        form_key=request.office.new_id(),
    )
    return scripted(posting_to(shown, upload.url)) if upload else shown
