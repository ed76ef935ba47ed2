"""The forms that correct a year of the calendar."""

from datetime import date
from typing import cast

from wtforms import Form, RadioField, StringField
from wtforms.validators import InputRequired, Optional

from chalicelib.domain.calendars import Correction, Holiday, Span
from chalicelib.domain.correcting import CalendarChange
from chalicelib.domain.refusals import Invalid, problem
from chalicelib.domain.texts import text
from chalicelib.web.approval_forms import DayField
from chalicelib.web.circular_forms import Offered, one_line

PUBLIC, COLLECTIVE, LOCAL, WORKING = "public", "collective", "local", "working"
KINDS = {
    PUBLIC: text("Libur nasional"),
    COLLECTIVE: text("Cuti bersama"),
    LOCAL: text("Libur daerah"),
    WORKING: text("Bukan hari libur"),
}
_DATE_NEEDED = InputRequired(text("Isi tanggalnya."))


class CorrectionForm(Form):
    """What a date is, whatever is imported."""

    date = DayField(text("Tanggal"), [_DATE_NEEDED])
    kind = RadioField(text("Hari itu"), [Offered(KINDS)], choices=KINDS, validate_choice=False)
    name = StringField(text("Nama hari libur"))

    def change(self) -> CalendarChange:
        """What was typed; only after validation."""
        day, kind = cast(date, self.date.data), self.kind.data
        holiday = Holiday(day, one_line(self.name.data), kind == COLLECTIVE, kind == LOCAL)
        return CalendarChange(correction=Correction(day, None if kind == WORKING else holiday))


class FastingForm(Form):
    """The fasting months that touch a year; seldom two."""

    first = DayField(text("Hari pertama puasa"), [_DATE_NEEDED])
    last = DayField(text("Hari terakhir puasa"), [_DATE_NEEDED])
    first2 = DayField(text("Hari pertama puasa kedua"), [Optional()])
    last2 = DayField(text("Hari terakhir puasa kedua"), [Optional()])

    def change(self) -> CalendarChange:
        """What was typed; only after validation. Raises Invalid for half of a second month."""
        spans = [Span(cast(date, self.first.data), cast(date, self.last.data))]
        if bool(self.first2.data) != bool(self.last2.data):
            raise Invalid(problem("first2", text("Isi hari pertama dan hari terakhirnya.")))
        if self.first2.data and self.last2.data:
            spans.append(Span(self.first2.data, self.last2.data))
        return CalendarChange(fasting=tuple(sorted(spans, key=lambda span: span.first)))

    @classmethod
    def of(cls, fasting: tuple[Span, ...]) -> "FastingForm":
        """The form as it is filled from a year."""
        first, second = (*fasting, None, None)[:2]
        said = {"first": first, "last": first, "first2": second, "last2": second}
        ends = {name: getattr(span, name.rstrip("2")) for name, span in said.items() if span}
        return cls(data=ends)
