"""A unit's working week, for administrators."""

from typing import Any

from chalice.app import Response
from wtforms import FieldList, Form, FormField
from wtforms.validators import Optional

from chalicelib.domain.calendars import FASTING_WEEK, WEEK, Hours, WeekPattern, first_day
from chalicelib.domain.people import UnitId
from chalicelib.domain.refusals import Invalid, Refusal, Stale, problem
from chalicelib.domain.texts import text
from chalicelib.domain.working_weeks import PATTERNS, minutes_of
from chalicelib.web.approval_forms import seen_revision
from chalicelib.web.forms import Between, ClockField, NumberField, refuse_misread
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.workflows import unit_hours

DAYS_OF_WEEK = 7
LONGEST_ID = 40
UNTYPED = frozenset({"csrf", "form_key", "seen", "edit"})
_REST = Between(0, 600, text("Istirahat antara %(min)s dan %(max)s menit."))


class DayForm(Form):
    """One weekday; blank for a day off."""

    start = ClockField(text("Mulai"), [Optional()])
    end = ClockField(text("Selesai"), [Optional()])
    rest = NumberField(text("Istirahat"), [Optional(), _REST])
    fasting_start = ClockField(text("Mulai, bulan puasa"), [Optional()])
    fasting_end = ClockField(text("Selesai, bulan puasa"), [Optional()])
    fasting_rest = NumberField(text("Istirahat, bulan puasa"), [Optional(), _REST])

    def hours(self, prefix: str) -> Hours | None:
        """What was typed, None for a day off. Raises Invalid for half of it."""
        start, end = self[f"{prefix}start"].data, self[f"{prefix}end"].data
        if start is None and end is None:
            return None
        if start is None or end is None:
            raise Invalid(problem(self[f"{prefix}start"].name, text("Isi jam mulai dan jam selesai.")))
        return Hours(start, end, self[f"{prefix}rest"].data or 0)


class WeekForm(Form):
    """A week, from Monday."""

    days = FieldList(FormField(DayForm), min_entries=DAYS_OF_WEEK, max_entries=DAYS_OF_WEEK)

    def pattern(self) -> WeekPattern:
        """What was typed; only after validation."""
        days: list[DayForm] = [entry.form for entry in self.days.entries]
        return WeekPattern(tuple(day.hours("") for day in days), tuple(day.hours("fasting_") for day in days))

    @classmethod
    def of(cls, pattern: WeekPattern) -> "WeekForm":
        """The form as it is filled from a pattern."""
        weeks = zip(pattern.ordinary, pattern.fasting, strict=True)
        return cls(data={"days": [_typed("", ordinary) | _typed("fasting_", fasting) for ordinary, fasting in weeks]})


def show_hours(request: Request, unit: str) -> Response:
    """The form, filled with the unit's week or with a usual one."""
    preset = PATTERNS.get(request.query.get("preset", ""))
    return _form(request, UnitId(unit), WeekForm.of(preset) if preset else None)


def save_hours(request: Request, unit: str) -> Response:
    """Shows what a week comes to, and gives it to the unit once that was agreed to."""
    form, of, seen = WeekForm(request.form), UnitId(unit), seen_revision(request.form.one("seen"))
    if request.form.one("edit"):
        return _form(request, of, form, seen=seen)
    try:
        refuse_misread(form)
        pattern = form.pattern()
        if request.form.one("confirmed"):
            sent, origin = request.sent, request.origin()
            return redirect(
                request, unit_hours.save(request.office, request.actor, of, pattern, seen, sent, origin, request.at)
            )
        months = unit_hours.look_over(request.office, request.actor, of, pattern, request.at)
    except (Invalid, Stale) as refusal:
        return _form(request, of, form, refusal, None if isinstance(refusal, Stale) else seen)
    return page(
        request,
        "units/hours_check.html",
        here="months",
        unit=unit_hours.desk(request.office, request.actor, of, "", request.at).unit,
        months=[(each, first_day(each.month)) for each in months],
        week=list(zip(request.words.weekdays, pattern.ordinary, pattern.fasting, strict=True)),
        sums=((minutes_of(pattern.ordinary), WEEK), (minutes_of(pattern.fasting), FASTING_WEEK)),
        typed=[pair for pair in request.form.pairs if pair[0] not in UNTYPED],
        seen=seen,
        form_key=request.office.new_id(),
    )


def _typed(prefix: str, hours: Hours | None) -> dict[str, Any]:
    if hours is None:
        return {}
    return {f"{prefix}start": hours.start, f"{prefix}end": hours.end, f"{prefix}rest": hours.rest}


def _form(
    request: Request, unit: UnitId, form: WeekForm | None, refusal: Refusal | None = None, seen: int | None = None
) -> Response:
    change = request.query.get("change", "")[:LONGEST_ID]
    desk = unit_hours.desk(request.office, request.actor, unit, change, request.at)
    form = form or WeekForm.of(desk.unit.pattern)
    if refusal:
        _show(form, refusal)
    return page(
        request,
        "units/hours.html",
        409 if isinstance(refusal, Stale) else 422 if refusal else 200,
        here="months",
        desk=desk,
        form=form,
        weekdays=request.words.weekdays,
        presets={"five": text("Isi dengan lima hari kerja"), "six": text("Isi dengan enam hari kerja")},
        seen=desk.unit.revision if seen is None else seen,
        form_key=request.office.new_id(),
        has_errors=refusal is not None,
    )


def _show(form: WeekForm, refusal: Refusal) -> None:
    """Puts each problem beside the field of its day, what is about none above the form."""
    fields: dict[str, Any] = {field.name: field for entry in form.days.entries for field in entry.form}
    above: Any = form.form_errors
    problems = refusal.problems if isinstance(refusal, Invalid) else ()
    for found in problems:
        if found.field in fields:
            fields[found.field].errors = [*fields[found.field].errors, found.message]
        else:
            above.append(found.message)
    if not isinstance(refusal, Invalid):
        above.append(refusal.message)
