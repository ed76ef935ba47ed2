"""Circulars: the administrator writes, looks over, puts in force, replaces and ends them; everyone reads their own."""

from datetime import date

from chalice.app import Response

from chalicelib.domain.circulars import Circular, CircularRegister
from chalicelib.domain.people import Unit
from chalicelib.domain.presets import PRESET_NAMES, Preset
from chalicelib.domain.refusals import Invalid, Refusal, Stale
from chalicelib.domain.texts import text
from chalicelib.web.approval_forms import seen_revision
from chalicelib.web.circular_forms import LONGEST_ID, CircularForm, EndForm
from chalicelib.web.circular_words import decided_by, rules
from chalicelib.web.forms import refuse_misread, show_refusal
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.wording import Wording
from chalicelib.workflows import adjusting, circulars
from chalicelib.workflows.circulars import Writing

UNTYPED = frozenset({"csrf", "form_key", "change", "seen"})
IN_FORCE, COMING, ENDED = "in_force", "coming", "ended"
STATUS_TAGS = {
    IN_FORCE: (text("Berlaku"), "good"),
    COMING: (text("Akan berlaku"), "waiting"),
    ENDED: (text("Tidak berlaku lagi"), "neutral"),
}
ACTS = {
    "put_in_force": text("Diberlakukan"),
    "replace": text("Diberlakukan sebagai pengganti"),
    "end_circular": text("Hari terakhir ditetapkan"),
    "call_back": text("Dibatalkan sebelum berlaku"),
}


def list_circulars(request: Request) -> Response:
    """What is in force, what comes, what is over, and how far the last change has got."""
    shelf = circulars.shelf(request.office, request.actor, request.at)
    groups: dict[str, list[Circular]] = {IN_FORCE: [], COMING: [], ENDED: []}
    for each in shelf.register.circulars:
        groups[status_of(each, shelf.register, shelf.today)].append(each)
    return page(
        request,
        "circulars/list.html",
        here="circulars",
        shelf=shelf,
        groups={status: sorted(found, key=lambda each: each.start, reverse=True) for status, found in groups.items()},
        tags=STATUS_TAGS,
        bound={each.id: len(shelf.register.binding(each.id, shelf.today)) for each in shelf.register.circulars},
        presets=PRESET_NAMES,
        form_key=request.office.new_id(),
    )


def status_of(circular: Circular, register: CircularRegister, today: date) -> str:
    """Whether a circular binds anyone today, will, or does no more."""
    if register.binding(circular.id, today):
        return IN_FORCE
    return COMING if circular.start > today and not circular.is_called_back else ENDED


def new_circular(request: Request) -> Response:
    """The form, filled from a preset or from the circular that is to be replaced."""
    asked, replaces = request.query.get("preset", ""), request.query.get("replaces", "")[:LONGEST_ID]
    start_from = Preset(asked) if asked in {each.value for each in Preset} else Preset.BLANK
    writing = circulars.begin(request.office, request.actor, start_from, replaces, request.at)
    return _form(request, CircularForm.of(writing.circular), writing, writing.seen)


def check_circular(request: Request) -> Response:
    """Shows what the circular would come to, or what is wrong with it."""
    form = CircularForm(request.form)
    if request.form.one("change"):
        return _again(request, form)
    try:
        refuse_misread(form)
        draft = form.circular(request.form.one("replaces"))
        preview = circulars.look_over(request.office, request.actor, draft, request.at)
    except Invalid as refusal:
        return _again(request, form, refusal)
    return page(
        request,
        "circulars/check.html",
        here="circulars",
        preview=preview,
        circular=preview.circular,
        rules=rules(preview.circular, request.words),
        decided_by=decided_by(preview.circular.chain, request.words),
        typed=[pair for pair in request.form.pairs if pair[0] not in UNTYPED],
        seen=seen_revision(request.form.one("seen")),
        form_key=request.office.new_id(),
    )


def put_in_force(request: Request) -> Response:
    """Puts the circular in force from its first day."""
    form, seen = CircularForm(request.form), seen_revision(request.form.one("seen"))
    try:
        refuse_misread(form)
        draft, sent, origin = form.circular(request.form.one("replaces")), request.sent, request.origin()
        shown = circulars.put_in_force(request.office, request.actor, draft, seen, sent, origin, request.at)
        return redirect(request, shown)
    except (Invalid, Stale) as refusal:
        return _again(request, form, refusal)


def show_circular(request: Request, circular_id: str) -> Response:
    """A circular with what it comes to, and what became of it."""
    return _show(request, circular_id, EndForm())


def end_circular(request: Request, circular_id: str) -> Response:
    """Gives a circular its last day, after asking once more."""
    form, seen = EndForm(request.form), seen_revision(request.form.one("seen"))
    try:
        refuse_misread(form)
        last = form.last.data or date.min
        if not request.form.one("confirmed"):
            return _ask_end(request, circular_id, last)
        sent, origin = request.sent, request.origin()
        shown = circulars.end(request.office, request.actor, circular_id, last, seen, sent, origin, request.at)
        return redirect(request, shown)
    except (Invalid, Stale) as refusal:
        return _show(request, circular_id, form, refusal)


def resume(request: Request, adjustment: str) -> Response:
    """Has the opened months go on following a change."""
    changed, _, name = adjusting.resume(request.office, request.actor, adjustment, request.at).partition("#")
    places = {"CALENDAR": f"/calendar/{name}", "OUTAGE": "/outages"}
    return redirect(request, places.get(changed, "/circulars"))


def show_own(request: Request) -> Response:
    """What binds one's own unit."""
    binding = circulars.own(request.office, request.actor, request.at)
    shown = [each for each in (binding.now, *binding.coming) if each]
    return page(
        request,
        "circulars/own.html",
        here="today",
        binding=binding,
        told=[(each, rules(each, request.words), decided_by(each.chain, request.words)) for each in shown],
    )


def _again(request: Request, form: CircularForm, refusal: Refusal | None = None) -> Response:
    """The form with what was typed; after a lost race it goes on from what is there now."""
    replaces = request.form.one("replaces")[:LONGEST_ID]
    writing = circulars.begin(request.office, request.actor, Preset.BLANK, replaces, request.at)
    seen = writing.seen if isinstance(refusal, Stale) else seen_revision(request.form.one("seen"))
    return _form(request, form, writing, seen, refusal)


def _form(
    request: Request, form: CircularForm, writing: Writing, seen: int, refusal: Refusal | None = None
) -> Response:
    if refusal and not (isinstance(refusal, Invalid) and not refusal.problems):
        show_refusal(form, refusal)
    return page(
        request,
        "circulars/form.html",
        409 if isinstance(refusal, Stale) else 422 if refusal else 200,
        here="circulars",
        form=form,
        replaces=writing.circular.replaces,
        earlier=writing.circular.citation if writing.circular.replaces else "",
        units=_options(writing.units, form),
        weekdays=_weekdays(request.words, form),
        seen=seen,
        form_key=request.office.new_id(),
        has_errors=bool(form.errors),
    )


def _weekdays(words: Wording, form: CircularForm) -> list[tuple[str, str, str, bool, bool]]:
    return [
        (str(number), name, "", str(number) in form.weekdays.data, False) for number, name in enumerate(words.weekdays)
    ]


def _options(units: tuple[Unit, ...], form: CircularForm) -> list[tuple[str, str, str, bool, bool]]:
    return [(unit.id, unit.name, unit.id, unit.id in form.units.data, False) for unit in units]


def _show(request: Request, circular_id: str, form: EndForm, refusal: Refusal | None = None) -> Response:
    view = circulars.show(request.office, request.actor, circular_id, request.at)
    if refusal and not (isinstance(refusal, Invalid) and not refusal.problems):
        show_refusal(form, refusal)
    return page(
        request,
        "circulars/circular.html",
        409 if isinstance(refusal, Stale) else 422 if refusal else 200,
        here="circulars",
        view=view,
        circular=view.circular,
        rules=rules(view.circular, request.words),
        decided_by=decided_by(view.circular.chain, request.words),
        acts=ACTS,
        form=form,
        zone=request.actor.zone,
        form_key=request.office.new_id(),
        has_errors=bool(form.errors),
    )


def _ask_end(request: Request, circular_id: str, last: date) -> Response:
    view = circulars.show(request.office, request.actor, circular_id, request.at)
    return page(
        request,
        "circulars/end.html",
        here="circulars",
        view=view,
        circular=view.circular,
        last=last,
        seen=seen_revision(request.form.one("seen")),
        form_key=request.office.new_id(),
    )
