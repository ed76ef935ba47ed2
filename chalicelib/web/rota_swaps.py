"""Swapping home days: asking a colleague, answering, deciding."""

from chalice.app import Response

from chalicelib.domain.people import EmployeeId
from chalicelib.domain.refusals import Invalid, NotFound, Refusal
from chalicelib.domain.rota_swaps import Answer, SwapState
from chalicelib.domain.texts import text
from chalicelib.web.approval_forms import seen_revision
from chalicelib.web.forms import refuse_misread, show_refusal
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.web.rota_forms import SwapForm
from chalicelib.workflows import rota_swaps

STATES = {
    SwapState.ASKED: (text("Menunggu jawaban rekan"), "waiting"),
    SwapState.AGREED: (text("Menunggu persetujuan"), "waiting"),
    SwapState.DECLINED: (text("Tidak disanggupi"), "bad"),
    SwapState.WITHDRAWN: (text("Ditarik kembali"), "neutral"),
    SwapState.APPROVED: (text("Disetujui"), "good"),
    SwapState.REFUSED: (text("Ditolak"), "bad"),
}
ANSWERS = {
    Answer.AGREE: (text("Sanggup"), "primary"),
    Answer.DECLINE: (text("Tidak sanggup"), "secondary"),
    Answer.WITHDRAW: (text("Tarik kembali"), "secondary"),
    Answer.APPROVE: (text("Setujui"), "primary"),
    Answer.REFUSE: (text("Tolak"), "secondary"),
}


def list_swaps(request: Request) -> Response:
    """The swaps one has to do with, and a form for another."""
    return _list(request, SwapForm())


def ask(request: Request) -> Response:
    """Asks a colleague for a swap."""
    form = SwapForm(request.form)
    try:
        refuse_misread(form)
        other, (gives, takes) = EmployeeId(form.other.data or ""), form.days()
        office, actor, origin = request.office, request.actor, request.origin()
        return redirect(request, rota_swaps.ask(office, actor, other, gives, takes, request.sent, origin, request.at))
    except Invalid as refusal:
        return _list(request, form, refusal)


def show(request: Request, swap_id: str) -> Response:
    """A swap, and what may be said to it."""
    return _shown(request, swap_id)


def answer(request: Request, swap_id: str) -> Response:
    """Agrees, declines, withdraws, approves or refuses."""
    said, seen = _answer(request.form.one("answer")), seen_revision(request.form.one("seen"))
    office, actor, origin = request.office, request.actor, request.origin()
    try:
        shown = rota_swaps.answer(office, actor, swap_id, said, seen, request.sent, origin, request.at)
        return redirect(request, shown)
    except Invalid as refusal:
        return _shown(request, swap_id, refusal)


def _list(request: Request, form: SwapForm, refusal: Refusal | None = None) -> Response:
    desk = rota_swaps.open_desk(request.office, request.actor, request.at)
    form.offer(desk.days, desk.colleagues, request.words.long_date)
    if isinstance(refusal, Invalid) and refusal.problems:
        show_refusal(form, refusal)
    return page(
        request,
        "rota_swaps/list.html",
        422 if refusal else 200,
        here="rota",
        desk=desk,
        states=STATES,
        form=form,
        form_key=request.office.new_id(),
        has_errors=bool(form.errors),
    )


def _shown(request: Request, swap_id: str, refusal: Invalid | None = None) -> Response:
    swap = rota_swaps.see(request.office, request.actor, swap_id)
    return page(
        request,
        "rota_swaps/swap.html",
        422 if refusal else 200,
        here="rota",
        swap=swap,
        at=rota_swaps.shown_at(swap),
        state=STATES[swap.state],
        answers=[(each, *ANSWERS[each]) for each in swap.answers(request.actor)],
        problems=[each.message for each in refusal.problems] if refusal else [],
        form_key=request.office.new_id(),
    )


def _answer(written: str) -> Answer:
    try:
        return Answer(written)
    except ValueError:
        raise NotFound from None
