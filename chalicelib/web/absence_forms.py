"""The forms of those who enter who is absent."""

from datetime import date
from typing import Any, cast

from wtforms import Form, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from chalicelib.domain.absences import LONGEST_REASON, Absence, AbsenceDraft, AbsenceKind, Part
from chalicelib.domain.people import Employee, EmployeeId
from chalicelib.domain.refusals import Invalid, problem
from chalicelib.domain.texts import text
from chalicelib.web.approval_forms import LONGEST_NAME, DayField
from chalicelib.web.forms import Longest
from chalicelib.web.tags import ABSENCE_NAMES

LONGEST_TYPED = 200
_SHORT = Longest(LONGEST_TYPED)
_SHORT_REASON = Longest(LONGEST_REASON, text("Alasan paling panjang %(most)s huruf."))


class AbsenceForm(Form):
    """An absence, without whose it is."""

    kind = RadioField(
        text("Keterangan"),
        [InputRequired(text("Pilih salah satu keterangan."))],
        choices={kind.value: label for kind, label in ABSENCE_NAMES.items()},
        validate_choice=False,
    )
    part = RadioField(
        text("Lamanya"),
        [InputRequired(text("Pilih sehari penuh atau setengah hari."))],
        choices={
            Part.WHOLE.value: text("Sehari penuh"),
            Part.MORNING.value: text("Setengah hari, pagi"),
            Part.AFTERNOON.value: text("Setengah hari, siang"),
        },
        validate_choice=False,
    )
    first = DayField(text("Mulai"), [InputRequired(text("Isi tanggal mulai."))])
    last = DayField(text("Sampai"), [InputRequired(text("Isi tanggal akhir."))])
    letter = StringField(text("Nomor surat"), [_SHORT])

    def draft(self) -> AbsenceDraft:
        """What was typed; only after validation. Raises Invalid for a choice that was not on offer."""
        if self.kind.data not in list(AbsenceKind):
            raise Invalid(problem("kind", text("Pilih salah satu keterangan.")))
        if self.part.data not in list(Part):
            raise Invalid(problem("part", text("Pilih sehari penuh atau setengah hari.")))
        first, last = cast(date, self.first.data), cast(date, self.last.data)
        letter = " ".join((self.letter.data or "").split())
        return AbsenceDraft(AbsenceKind(self.kind.data), Part(self.part.data), first, last, letter)


class NewAbsenceForm(AbsenceForm):
    """Somebody's absence."""

    employee = SelectField(text("Pegawai"), [InputRequired(text("Pilih pegawainya."))], validate_choice=False)

    def offer(self, staff: tuple[Employee, ...]) -> None:
        """Fills the choices."""
        self.employee.choices = cast(Any, [("", text("Pilih…")), *((each.id, each.name) for each in staff)])

    @property
    def whose(self) -> EmployeeId:
        """Who was chosen."""
        return EmployeeId((self.employee.data or "")[:LONGEST_NAME])


class WithdrawalForm(Form):
    """Why an absence is taken back. It stands on one page with the other form, so its field has an id of its own."""

    reason = TextAreaField(text("Alasan"), [_SHORT_REASON], id="why")

    @property
    def words(self) -> str:
        """What was typed."""
        return (self.reason.data or "").strip()


class CorrectionForm(AbsenceForm):
    """An absence as it should have been, and why."""

    reason = TextAreaField(text("Alasan"), [_SHORT_REASON])

    @property
    def words(self) -> str:
        """Why."""
        return (self.reason.data or "").strip()

    @classmethod
    def of(cls, absence: Absence) -> "CorrectionForm":
        """The form as it is filled from an absence."""
        return cls(
            data={
                "kind": absence.kind.value,
                "part": absence.part.value,
                "first": absence.first,
                "last": absence.last,
                "letter": absence.letter,
            }
        )
