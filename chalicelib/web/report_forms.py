"""The form of a day's report, and what is typed into it before it can be read."""

from collections.abc import Iterable
from datetime import time
from typing import Any, cast

from wtforms import BooleanField, FieldList, Form, FormField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from chalicelib.domain.refusals import Invalid, Refusal
from chalicelib.domain.report_versions import LONGEST_CORRECTION, SavedDraft
from chalicelib.domain.reports import (
    LONGEST_ACTIVITY,
    LONGEST_TEXT,
    MOST_ENTRIES,
    Activity,
    DailyReport,
    ReportDraft,
    time_problems,
)
from chalicelib.domain.texts import text
from chalicelib.web import forms
from chalicelib.web.forms import Between, ClockField, Longest, NumberField
from chalicelib.web.request import Form as Posted

MOST_MEASURED = 100_000
SHOWN_ENTRIES = 3
KEPT = ("start", "end", "rest", "activities", "obstacles", "plan")
"""What a draft keeps of the form."""
FREE = ("start", "end", "task")
"""What an entry may leave out."""


class ActivityForm(Form):
    """One entry of a report."""

    activity = TextAreaField(text("Kegiatan"), [Longest(LONGEST_ACTIVITY)])
    output = StringField(text("Hasil"), [Longest(LONGEST_ACTIVITY)])
    volume = NumberField(
        text("Jumlah"),
        [Optional(), Between(1, MOST_MEASURED, text("Jumlah antara %(min)s dan %(max)s."))],
    )
    measure = StringField(text("Satuan"), [Longest(30)])
    start = ClockField(text("Pukul"), [Optional()])
    end = ClockField(text("Sampai pukul"), [Optional()])
    task = SelectField(text("Tugas pada surat perintah"), choices=[], default="", validate_choice=False)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into this row."""
        return not any(typed.strip() for field in self for typed in (field.raw_data or []))

    def validate(self, extra_validators: Any = None) -> bool:
        """A row is either left blank or filled; its times are both given or neither is."""
        right = super().validate(extra_validators)
        if self.is_blank:
            return right
        for field in self:
            if field.short_name in FREE or field.errors:
                continue
            if not (str(field.data).strip() if field.data is not None else ""):
                field.errors = [text("Lengkapi bagian ini, atau kosongkan seluruh kegiatannya.")]
                right = False
        if (self.start.data is None) is not (self.end.data is None) and not (self.start.errors or self.end.errors):
            missing = self.end if self.start.data else self.start
            missing.errors = [text("Isi kedua jamnya, atau kosongkan keduanya.")]
            right = False
        return right


class ReportForm(Form):
    """The day's report."""

    start = ClockField(text("Mulai bekerja"), [InputRequired(text("Isi jam mulai."))])
    end = ClockField(text("Selesai bekerja"), [InputRequired(text("Isi jam selesai."))])
    rest = NumberField(
        text("Istirahat"),
        [
            InputRequired(text("Isi lama istirahat dalam menit; tulis 0 bila tidak beristirahat.")),
            Between(0, 600, text("Istirahat antara %(min)s dan %(max)s menit.")),
        ],
    )
    activities = FieldList(FormField(ActivityForm), text("Kegiatan"), min_entries=1, max_entries=MOST_ENTRIES)
    obstacles = TextAreaField(text("Kendala"), [Longest(LONGEST_TEXT)])
    plan = TextAreaField(text("Rencana untuk esok"), [Longest(LONGEST_TEXT)])
    reason = TextAreaField(text("Alasan perbaikan"), [Longest(LONGEST_CORRECTION)])
    mail = BooleanField(text("Kirim tanda terima ke surel saya"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Checks the times too even when another field is wrong, so that everything is said at once."""
        right = super().validate(extra_validators)
        start, end, rest = self.start.data, self.end.data, self.rest.data
        if not right and start and end and rest is not None:
            forms.show_refusal(self, Invalid(*time_problems(start, end, rest)))
        return right

    @property
    def filled(self) -> list[ActivityForm]:
        """The rows in which something was typed, as a draft counts them."""
        return [entry.form for entry in self.activities.entries if not entry.form.is_blank]

    def show_refusal(self, refusal: Refusal) -> None:
        """Puts what the rules said beside its field, entries' among them, or above the form."""
        of_entries = [each for each in getattr(refusal, "problems", ()) if "-" in each.field]
        for found in of_entries:
            _, number, name = found.field.split("-")
            field: Any = self.filled[int(number)][name]
            field.errors = [*field.errors, found.message]
        if of_entries:
            listed: Any = self.activities
            listed.errors = [*listed.errors, *(each.errors for each in listed.entries if each.errors)]
        if not isinstance(refusal, Invalid):
            forms.show_refusal(self, refusal)
            return
        forms.show_refusal(self, Invalid(*(each for each in refusal.problems if each not in of_entries)))

    def show_rows(self, tasks: Iterable[str], more: int = 0) -> None:
        """Makes sure there are rows to type into, a few from the start and `more` when asked for, each with `tasks`."""
        wanted = max(SHOWN_ENTRIES, len(self.activities.entries) + more)
        while len(self.activities.entries) < min(wanted, MOST_ENTRIES):
            self.activities.append_entry()
        choices = [("", text("Tidak disebut")), *((task, task) for task in tasks)]
        for entry in self.activities.entries:
            entry.form.task.choices = choices

    def draft(self) -> ReportDraft:
        """What was typed, blank rows left out; only after validation."""
        return ReportDraft(
            start=cast(time, self.start.data),
            end=cast(time, self.end.data),
            rest=cast(int, self.rest.data),
            activities=tuple(
                Activity(
                    (row.activity.data or "").strip(),
                    (row.output.data or "").strip(),
                    row.volume.data or 0,
                    (row.measure.data or "").strip(),
                    row.start.data,
                    row.end.data,
                    row.task.data or "",
                )
                for row in self.filled
            ),
            obstacles=(self.obstacles.data or "").strip(),
            plan=(self.plan.data or "").strip(),
        )


def typed_into(posted: Posted) -> tuple[tuple[str, str], ...]:
    """What a draft keeps of a posted form: the report's own fields, as they were typed."""
    return tuple((name, typed) for name, typed in posted.pairs if name.partition("-")[0] in KEPT)


def form_of_draft(saved: SavedDraft) -> ReportForm:
    """The form as it was when it was saved."""
    fields: dict[str, list[str]] = {}
    for name, typed in saved.typed:
        fields.setdefault(name, []).append(typed)
    return ReportForm(Posted(fields))


def form_of_report(report: DailyReport) -> ReportForm:
    """The form as it was filled for a report."""
    return ReportForm(data=_data(report.draft))


def with_frame(typed: Posted, frame: ReportDraft, tasks: tuple[str, ...]) -> Posted:
    """What was typed, with the frame of another report where nothing was: its hours, and its entries without how much.

    A task that the order does not name is left out.
    """
    fields = {name: values for name, values in typed.items() if not name.startswith("activities-")}
    rows = [row for row in ReportForm(typed).activities.entries if not row.form.is_blank]
    kept = [
        {name.rpartition("-")[2]: typed.one(name) for name in typed if name.startswith(f"{row.name}-")} for row in rows
    ]
    known = {row.get("activity", "").strip() for row in kept}
    kept += [
        {
            "activity": each.activity,
            "output": each.output,
            "measure": each.measure,
            "start": f"{each.start:%H:%M}" if each.start else "",
            "end": f"{each.end:%H:%M}" if each.end else "",
            "task": each.task if each.task in tasks else "",
        }
        for each in frame.activities
        if each.activity not in known
    ]
    fields |= {"start": [f"{frame.start:%H:%M}"], "end": [f"{frame.end:%H:%M}"], "rest": [str(frame.rest)]}
    for number, row in enumerate(kept[:MOST_ENTRIES]):
        fields |= {f"activities-{number}-{name}": [value] for name, value in row.items()}
    return Posted(fields)


def _data(draft: ReportDraft) -> dict[str, Any]:
    names = ("activity", "output", "volume", "measure", "start", "end", "task")
    entries = [{name: getattr(each, name) for name in names} for each in draft.activities]
    simple = {name: getattr(draft, name) for name in ("start", "end", "rest", "obstacles", "plan")}
    return {**simple, "activities": entries}
