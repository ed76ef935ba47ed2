"""Forms as WTForms reads them. What only the rules can judge comes back as problems and is put beside its field.

A field's error is a text without values or a `Message`; both are told in the visitor's language where they are shown.
"""

from datetime import date
from typing import Any, cast

from wtforms import Form, IntegerField, RadioField, StringField, TextAreaField, TimeField
from wtforms.fields import Field
from wtforms.validators import InputRequired, Regexp, StopValidation, ValidationError

from chalicelib.domain.deciding import LONGEST_REASON, Choice
from chalicelib.domain.letter_styles import TITLES, LetterStyle
from chalicelib.domain.orders import DECISIONS, Act
from chalicelib.domain.people import UnitId
from chalicelib.domain.refusals import Invalid, Refusal, problem
from chalicelib.domain.texts import Message, text
from chalicelib.workflows.asking import Draft

LONGEST_TASKS = 4000
LONGEST_NUMBER = 9
"""Digits."""


class Longest:
    """At most so many characters."""

    def __init__(self, most: int, msgid: str = text("Paling panjang %(most)s huruf.")) -> None:
        self.wrong: Any = Message(msgid, {"most": most})
        self.most = most

    def __call__(self, _form: Any, field: Field) -> None:
        """Raises ValidationError with the message when more was typed."""
        if len(field.data or "") > self.most:
            raise ValidationError(self.wrong)


class Between:
    """A number within bounds."""

    def __init__(self, least: int, most: int, msgid: str) -> None:
        self.wrong: Any = Message(msgid, {"min": least, "max": most})
        self.least, self.most = least, most

    def __call__(self, _form: Any, field: Field) -> None:
        """Raises ValidationError with the message when the number lies outside."""
        if field.data is not None and not self.least <= field.data <= self.most:
            raise ValidationError(self.wrong)


_SHORT_ENOUGH = Longest(2000)


CHOICES = {
    Act.APPROVE: text("Setujui"),
    Act.RETURN: text("Kembalikan untuk perbaikan"),
    Act.REJECT: text("Tolak"),
}
"""What an approver chooses from."""


class DatesField(Field):
    """Any number of dates, as check boxes send them."""

    data: tuple[date, ...]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Reads ISO dates; one that is none is an error that names it, and the others are kept."""
        read: list[date] = []
        for typed in valuelist:
            try:
                read.append(date.fromisoformat(typed))
            except ValueError:
                wrong = Message(text("Tanggal “%(typed)s” tidak ada."), {"typed": typed[:20]})
                cast(Any, self).process_errors = [*self.process_errors, wrong]
        self.data = tuple(read)

    def process_data(self, value: tuple[date, ...] | None) -> None:
        """What an order holds already."""
        self.data = value or ()


class NumberField(IntegerField):
    """A whole number."""

    def pre_validate(self, _form: Any) -> None:
        """What is no number is said once: how large it may be does not matter then."""
        if self.process_errors:
            raise StopValidation

    def process_formdata(self, valuelist: list[str]) -> None:
        """Reads a whole number, keeping what was typed when it is none."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        typed = valuelist[0].strip()
        if not (typed.isascii() and typed.isdecimal() and len(typed) <= LONGEST_NUMBER):
            self.data = None
            raise ValueError(text("Tuliskan bilangan bulat, misalnya 3."))
        self.data = int(typed)


class ClockField(TimeField):
    """A time of day, as 07:30 or 07.30."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Reads a time of day, keeping what was typed when it is none."""
        try:
            super().process_formdata([typed.strip().replace(".", ":") for typed in valuelist])
        except ValueError:
            raise ValueError(text("Tuliskan jam seperti 07.30.")) from None


class OrderForm(Form):
    """Asking for days at home."""

    dates = DatesField(text("Tanggal bekerja dari rumah"))
    tasks = TextAreaField(
        text("Tugas yang dikerjakan"), [Longest(LONGEST_TASKS, text("Tugas terlalu panjang; ringkaslah."))]
    )

    def draft(self) -> Draft:
        """What was typed."""
        return Draft(tuple(sorted(set(self.dates.data))), lines(self.tasks.data))


class DecisionForm(Form):
    """Deciding on an order; nothing is preselected."""

    choice = RadioField(
        text("Keputusan Anda"),
        [InputRequired(text("Pilih salah satu keputusan."))],
        choices={act.value: label for act, label in CHOICES.items()},
        validate_choice=False,
    )
    reason = TextAreaField(
        text("Alasan"),
        [Longest(LONGEST_REASON, text("Alasan paling panjang %(most)s huruf."))],
    )

    def act(self) -> Act:
        """The choice. Raises Invalid when it is none of those offered."""
        refuse_misread(self)
        if self.choice.data not in DECISIONS:
            raise Invalid(problem("choice", text("Pilih salah satu keputusan.")))
        return Act(self.choice.data)

    def choice_made(self) -> Choice:
        """The choice with the words that go with it. Raises Invalid likewise."""
        return Choice(self.act(), (self.reason.data or "").strip())


class StyleForm(Form):
    """What a unit's letters look like."""

    title = RadioField(
        text("Judul surat"),
        [InputRequired(text("Pilih salah satu judul."))],
        choices={title: title for title in TITLES},
        validate_choice=False,
    )
    letterhead = TextAreaField(text("Kop surat, di bawah nama unit"), [_SHORT_ENOUGH])
    number_pattern = StringField(text("Pola nomor"), [InputRequired(text("Isi pola nomor."))])
    head_lines = TextAreaField(text("Jabatan di atas nama kepala unit"), [_SHORT_ENOUGH])
    on_behalf = StringField(text("Di atas jabatan penanda tangan lain"))
    copies = TextAreaField(text("Tembusan"), [_SHORT_ENOUGH])

    def style(self, unit: UnitId, revision: int) -> LetterStyle:
        """What was typed, by someone who saw `revision`."""
        return LetterStyle(
            unit=unit,
            title=self.title.data or "",
            letterhead=lines(self.letterhead.data),
            number_pattern=" ".join((self.number_pattern.data or "").split()),
            head_lines=lines(self.head_lines.data),
            on_behalf=" ".join((self.on_behalf.data or "").split()),
            copies=lines(self.copies.data),
            revision=revision,
        )

    @classmethod
    def of(cls, style: LetterStyle) -> "StyleForm":
        """The form as it is filled from a style."""
        return cls(
            data={
                "title": style.title,
                "letterhead": "\n".join(style.letterhead),
                "number_pattern": style.number_pattern,
                "head_lines": "\n".join(style.head_lines),
                "on_behalf": style.on_behalf,
                "copies": "\n".join(style.copies),
            }
        )


class EmailForm(Form):
    """Asking for a code."""

    email = StringField(
        text("Alamat surel dinas"),
        [
            InputRequired(text("Isi alamat surel Anda.")),
            Longest(254, text("Alamat surel terlalu panjang.")),
            Regexp(
                r"^\s*[^@\s]+@[^@\s]+\.[^@\s]+\s*$", message=text("Tuliskan alamat surel seperti nama@contoh.go.id.")
            ),
        ],
    )


class CodeForm(Form):
    """Typing the code."""

    code = StringField(text("Kode delapan angka"), [InputRequired(text("Isi kode dari surel."))])

    @property
    def digits(self) -> str:
        """The typed digits, without the spaces people put between them."""
        return "".join(character for character in self.code.data or "" if character.isalnum())[:16]


def lines(typed: str | None) -> tuple[str, ...]:
    """The lines of a text area, blank ones left out."""
    written = (" ".join(line.split()) for line in (typed or "").splitlines())
    return tuple(line for line in written if line)


def refuse_misread(form: Form) -> None:
    """Raises Invalid when what was typed cannot even be read; the fields know why."""
    if not form.validate():
        raise Invalid


def show_refusal(form: Form, refusal: Refusal) -> None:
    """Puts a refusal's problems beside their fields, or its message above the form."""
    problems = refusal.problems if isinstance(refusal, Invalid) else ()
    above: list[Any] = form.form_errors
    for found in problems:
        if found.field in form:
            field: Any = form[found.field]
            field.errors = [*field.errors, found.message]
        else:
            above.append(found.message)
    if not isinstance(refusal, Invalid):
        above.append(refusal.message)
