"""Closing a unit or a part of it, for those who answer for it; and the public notice."""

from datetime import date
from typing import Any, cast

from chalice.app import Response
from wtforms import Form, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired

from chalicelib.domain.closures import (
    LONGEST_LETTER,
    LONGEST_PART,
    LONGEST_REASON,
    USUAL_DAYS,
    ClosureDraft,
    ClosureId,
)
from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.refusals import Conflict, Invalid, Refusal, Stale
from chalicelib.domain.rota_resumed import Redrafted
from chalicelib.domain.texts import Language, text
from chalicelib.web.approval_forms import DayField, seen_revision
from chalicelib.web.forms import Longest, NumberField, refuse_misread, show_refusal
from chalicelib.web.meetings import PeopleField
from chalicelib.web.request import Request
from chalicelib.web.responses import LANGUAGES, page, redirect
from chalicelib.workflows import closures
from chalicelib.workflows.closures import ClosureDesk

WHOLE, PART = "whole", "part"
SCOPES = {WHOLE: text("Seluruh unit"), PART: text("Sebagian: satu bagian atau beberapa pegawai")}
REDRAFTED = {
    Redrafted.DRAFTED: text("Draf versi baru sudah disusun dan menunggu diterbitkan."),
    Redrafted.ALREADY: text("Sudah ada draf, yang dibiarkan. Periksa hari yang ditutup, lalu susun lagi bila perlu."),
    Redrafted.UNPLANNED: text(
        "Draf versi baru memuat hari yang ditutup. Hari sesudahnya belum dapat disusun ulang menurut ketentuan."
    ),
}
ACTS = {
    "announce_closure": text("Diumumkan"),
    "end_closure": text("Diakhiri lebih awal"),
    "withdraw_closure": text("Ditarik"),
    "renew_closure": text("Surat diajukan lagi"),
}
SHORT_LIVED = "public, max-age=60"
"""How long anybody may keep the public notice: a minute, as a unit may be closed at any moment."""
OTHERS = {Language.INDONESIAN: Language.ENGLISH, Language.ENGLISH: Language.INDONESIAN}
_REASON = Longest(LONGEST_REASON, text("Alasan paling panjang %(most)s huruf."))


class ClosureForm(Form):
    """Closing a unit."""

    first = DayField(text("Mulai"), [InputRequired(text("Isi tanggal mulai."))])
    count = NumberField(text("Lamanya"), [InputRequired(text("Isi lamanya."))], default=USUAL_DAYS)
    scope = RadioField(
        text("Yang ditutup"), [InputRequired(text("Pilih salah satu."))], choices=SCOPES, validate_choice=False
    )
    part = StringField(text("Nama bagian"), [Longest(LONGEST_PART)])
    groups = PeopleField(text("Kelompok"))
    people = PeopleField(text("Pegawai"))
    reason = TextAreaField(text("Alasan"), [_REASON])
    letter = StringField(text("Nomor keputusan"), [Longest(LONGEST_LETTER)])

    @property
    def is_part(self) -> bool:
        """Whether only a part is closed."""
        return bool(self.scope.data == PART)

    def draft(self, desk: ClosureDesk) -> ClosureDraft:
        """What was typed, the people of the chosen groups among it. Raises Invalid for what cannot be read."""
        refuse_misread(self)
        picked = set(self.people.data)
        for number, group in enumerate(desk.groups):
            picked |= set(group.members) if str(number) in self.groups.data else set()
        return ClosureDraft(
            cast(date, self.first.data),
            cast(int, self.count.data),
            (self.reason.data or "").strip(),
            _one_line(self.letter.data),
            _one_line(self.part.data) if self.is_part else "",
            tuple(sorted(map(EmployeeId, picked))) if self.is_part else (),
        )


class EndForm(Form):
    """Ending a closure early."""

    last = DayField(text("Hari terakhir ditutup"), [InputRequired(text("Isi hari terakhirnya."))])
    reason = TextAreaField(text("Alasan"), [_REASON])


class WithdrawForm(Form):
    """Taking back a closure that has not begun. It stands on one page with the other, so its field has its own id."""

    reason = TextAreaField(text("Alasan"), [_REASON], id="why")


def list_closures(request: Request, unit: str) -> Response:
    """The unit's closures."""
    desk = closures.open_desk(request.office, request.actor, UnitId(unit), request.at)
    return page(request, "closures/list.html", here="months", desk=desk)


def new_closure(request: Request, unit: str) -> Response:
    """An empty form."""
    return _form(request, UnitId(unit), ClosureForm())


def check(request: Request, unit: str) -> Response:
    """Shows whom it would touch and what is on those days, or what is wrong with it."""
    form, of = ClosureForm(request.form), UnitId(unit)
    if request.form.one("change"):
        return _form(request, of, form)
    desk = closures.open_desk(request.office, request.actor, of, request.at)
    try:
        draft, is_part = form.draft(desk), form.is_part
        look = closures.look_over(request.office, request.actor, of, draft, request.at, is_part=is_part)
    except Invalid as refusal:
        return _form(request, of, form, refusal)
    return page(
        request,
        "closures/check.html",
        here="months",
        look=look,
        draft=draft,
        form=form,
        form_key=request.form.one("form_key") or request.office.new_id(),
    )


def announce(request: Request, unit: str) -> Response:
    """Closes the unit."""
    form, of = ClosureForm(request.form), UnitId(unit)
    office, actor, origin = request.office, request.actor, request.origin()
    try:
        draft, is_part = form.draft(closures.open_desk(office, actor, of, request.at)), form.is_part
        shown = closures.announce(office, actor, of, draft, request.sent, origin, request.at, is_part=is_part)
        return redirect(request, shown)
    except (Invalid, Stale) as refusal:
        return _form(request, of, form, refusal)


def show(request: Request, unit: str, closure: str) -> Response:
    """A closure, how far its orders and rotas are, and what can be done."""
    return _shown(request, unit, closure, EndForm(), WithdrawForm())


def end(request: Request, unit: str, closure: str) -> Response:
    """Ends a closure early."""
    form = EndForm(request.form)
    try:
        refuse_misread(form)
        return _ended(request, unit, closure, form.last.data, form.reason.data)
    except (Invalid, Conflict) as refusal:
        show_refusal(form, refusal)
        return _shown(request, unit, closure, form, WithdrawForm(), refusal)


def withdraw(request: Request, unit: str, closure: str) -> Response:
    """Takes back a closure that has not begun."""
    form = WithdrawForm(request.form)
    try:
        refuse_misread(form)
        return _ended(request, unit, closure, None, form.reason.data)
    except (Invalid, Conflict) as refusal:
        show_refusal(form, refusal)
        return _shown(request, unit, closure, EndForm(), form, refusal)


def ask_again(request: Request, unit: str, closure: str) -> Response:
    """Has the orders made anew for whoever has none."""
    office, actor, of, name = request.office, request.actor, UnitId(unit), ClosureId(closure)
    seen, origin = seen_revision(request.form.one("seen")), request.origin()
    return redirect(request, closures.ask_again(office, actor, of, name, seen, request.sent, origin, request.at))


def public_notice(request: Request, unit: str) -> Response:
    """What anybody may know of a unit; the same for everybody, so that it can be kept for a minute."""
    asked = request.query.get("lang", "")
    request.chosen = Language(asked) if asked in list(Language) else Language.INDONESIAN
    found = closures.public(request.office, UnitId(unit), request.at)
    other = OTHERS[request.chosen]
    answer = page(
        request,
        "closures/public.html",
        languages={},
        found=found,
        other=other,
        name=LANGUAGES[other],
        address=f"/unit/{unit}",
    )
    answer.headers["Cache-Control"] = SHORT_LIVED
    return answer


def _ended(request: Request, unit: str, closure: str, last: date | None, words: str | None) -> Response:
    office, actor, of, name = request.office, request.actor, UnitId(unit), ClosureId(closure)
    seen, origin = seen_revision(request.form.one("seen")), request.origin()
    why = (words or "").strip()
    return redirect(request, closures.end(office, actor, of, name, last, why, seen, request.sent, origin, request.at))


def _shown(
    request: Request,
    unit: str,
    closure: str,
    end_form: EndForm,
    withdraw_form: WithdrawForm,
    refusal: Refusal | None = None,
) -> Response:
    of, name = UnitId(unit), ClosureId(closure)
    found = closures.view(request.office, request.actor, of, name, request.origin(), request.at)
    return page(
        request,
        "closures/closure.html",
        409 if isinstance(refusal, Conflict) else 422 if refusal else 200,
        here="months",
        view=found,
        acts=ACTS,
        redrafted=REDRAFTED,
        end_form=end_form,
        withdraw_form=withdraw_form,
        new_key=request.office.new_id,
        has_errors=bool(end_form.errors or withdraw_form.errors),
    )


def _form(request: Request, unit: UnitId, form: ClosureForm, refusal: Refusal | None = None) -> Response:
    desk = closures.open_desk(request.office, request.actor, unit, request.at)
    if refusal and not (isinstance(refusal, Invalid) and not refusal.problems):
        show_refusal(form, refusal)
    return page(
        request,
        "closures/form.html",
        409 if isinstance(refusal, Stale) else 422 if refusal else 200,
        here="months",
        desk=desk,
        form=form,
        form_key=request.form.one("form_key") or request.office.new_id(),
        has_errors=bool(form.errors),
    )


def _one_line(typed: Any) -> str:
    return " ".join(str(typed or "").split())
