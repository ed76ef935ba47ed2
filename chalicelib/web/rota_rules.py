"""The rules by which a unit makes its rotas."""

from chalice.app import Response
from msgspec import Struct

from chalicelib.domain.people import UnitId
from chalicelib.domain.refusals import Invalid, Refusal, Stale
from chalicelib.domain.rota_books import RotaRules
from chalicelib.domain.rota_terms import Always
from chalicelib.domain.texts import text
from chalicelib.web.approval_forms import seen_revision
from chalicelib.web.forms import refuse_misread, show_refusal
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.web.rota_forms import NEW_ROWS, RulesForm
from chalicelib.workflows import rota_rules

PLACES = {
    "": text("Bergiliran"),
    Always.HOME.value: text("Selalu di rumah"),
    Always.OFFICE.value: text("Selalu di kantor"),
}


class _Weekdays(Struct, frozen=True):
    """The weekdays as check boxes."""

    options: list[tuple[str, str, str, bool, bool]]
    title: str = ""


def show_rules(request: Request, unit: str) -> Response:
    """The rules, a row for each person with one of their own, and rows for more."""
    return _page(request, UnitId(unit))


def save_rules(request: Request, unit: str) -> Response:
    """Saves the rules; rotas that are drafted from now on are made by them."""
    form, of = RulesForm(request.form), UnitId(unit)
    desk = rota_rules.open_rules(request.office, request.actor, of)
    rules = form.rules(request.form, desk.staff)
    try:
        refuse_misread(form)
        seen = seen_revision(request.form.one("seen"))
        shown = rota_rules.save(
            request.office, request.actor, of, rules, seen, request.sent, request.origin(), request.at
        )
        return redirect(request, shown)
    except (Invalid, Stale) as refusal:
        return _page(request, of, form, rules, refusal)


def _options(request: Request, form: RulesForm) -> list[tuple[str, str, str, bool, bool]]:
    """Value, label, note, whether it is ticked, whether it cannot be."""
    names = enumerate(request.words.weekdays)
    return [(str(number), name, "", number in form.weekdays.data, False) for number, name in names]


def _page(
    request: Request,
    unit: UnitId,
    form: RulesForm | None = None,
    rules: RotaRules | None = None,
    refusal: Refusal | None = None,
) -> Response:
    desk = rota_rules.open_rules(request.office, request.actor, unit)
    rules, form = rules or desk.book.rules, form or RulesForm.of(desk.book.rules)
    if refusal and not (isinstance(refusal, Invalid) and not refusal.problems):
        show_refusal(form, refusal)
    standing = dict.fromkeys(rules.always_home, Always.HOME.value)
    standing |= dict.fromkeys(rules.always_office, Always.OFFICE.value)
    posts = {person: str(number) for number, group in enumerate(rules.groups, 1) for person in group.members}
    return page(
        request,
        "rotas/rules.html",
        409 if isinstance(refusal, Stale) else 422 if refusal else 200,
        here="months",
        desk=desk,
        form=form,
        people=[
            (person, standing.get(person.id, ""), posts.get(person.id, ""))
            for person in desk.staff
            if person.id in standing or person.id in posts
        ],
        new_rows=[(row, f"new-{row}") for row in NEW_ROWS],
        places=PLACES,
        weekdays=[_Weekdays(_options(request, form))],
        form_key=request.office.new_id(),
        has_errors=bool(form.errors),
    )
