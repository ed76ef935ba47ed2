"""Forms of those who decide, call off, reassign and appoint acting officers."""

from typing import Any, cast

from wtforms import BooleanField, DateField, Form, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import Field
from wtforms.validators import InputRequired

from chalicelib.domain.deciding import LONGEST_REASON
from chalicelib.domain.mandates import MandateKind
from chalicelib.domain.orders import Order
from chalicelib.domain.people import Employee, EmployeeId
from chalicelib.domain.refusals import Invalid, problem
from chalicelib.domain.texts import text
from chalicelib.web.forms import DatesField, DecisionForm, Longest
from chalicelib.workflows.ending import CallOff
from chalicelib.workflows.mandates import Grant
from chalicelib.workflows.picked import Picked

LONGEST_REVISION = 6
"""Digits."""
LONGEST_NAME = 64
"""Characters of an id with its revision; anything longer is none of ours."""
LONGEST_ADDRESS = 254
_SHORT_REASON = Longest(LONGEST_REASON, text("Alasan paling panjang %(most)s huruf."))


def picked_value(order: Order) -> str:
    """How a form names an order as it was seen."""
    return f"{order.id}-{order.revision}"


def seen_revision(typed: str) -> int:
    """The revision a form was filled from; what is no number has seen nothing."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= LONGEST_REVISION else -1


class PickedField(Field):
    """Any number of records, as check boxes send them."""

    data: tuple[Picked, ...]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Reads name and revision; the same name counts once."""
        parts = (typed.rpartition("-") for typed in valuelist if len(typed) <= LONGEST_NAME)
        self.data = tuple({name: Picked(name, seen_revision(seen)) for name, _, seen in parts}.values())

    def process_data(self, value: tuple[Picked, ...] | None) -> None:
        """Nothing is picked before somebody does."""
        self.data = value or ()


class DeskForm(DecisionForm):
    """Deciding several orders at once."""

    orders = PickedField(text("Permohonan"))


class CancelForm(Form):
    """Calling off days."""

    dates = DatesField(text("Tanggal yang dibatalkan"))
    reason = TextAreaField(text("Alasan"), [_SHORT_REASON])
    in_any_case = BooleanField(text("Batalkan walaupun yang bekerja dari rumah menjadi kurang dari ketentuan"))

    def call_off(self, seen: int) -> CallOff:
        """What was typed, by someone who saw `seen`."""
        dates = tuple(sorted(set(self.dates.data)))
        return CallOff(dates, (self.reason.data or "").strip(), bool(self.in_any_case.data), seen)


class ReassignForm(Form):
    """Having somebody else decide."""

    to = SelectField(text("Diputuskan oleh"), [InputRequired(text("Pilih salah satu pejabat."))], validate_choice=False)
    reason = TextAreaField(text("Alasan"), [_SHORT_REASON])

    def offer(self, candidates: tuple[Employee, ...]) -> None:
        """Fills the choices."""
        self.to.choices = cast(Any, _choices(candidates))


class DayField(DateField):
    """One date."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Reads a date, keeping what was typed when it is none."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(text("Tuliskan tanggal yang ada.")) from None


class MandateForm(Form):
    """Appointing an acting officer."""

    holder = SelectField(
        text("Jabatan yang digantikan"), [InputRequired(text("Pilih jabatannya."))], validate_choice=False
    )
    kind = RadioField(
        text("Sebagai"),
        [InputRequired(text("Pilih Plh. atau Plt."))],
        choices={
            MandateKind.PLH.value: text("Plh. (pelaksana harian)"),
            MandateKind.PLT.value: text("Plt. (pelaksana tugas)"),
        },
        validate_choice=False,
    )
    number = StringField(text("Nomor surat perintah"), [InputRequired(text("Isi nomor surat perintahnya."))])
    acting = StringField(text("Surel pejabat pengganti"), [InputRequired(text("Isi alamat surelnya."))])
    first = DayField(text("Mulai"), [InputRequired(text("Isi tanggal mulai."))])
    last = DayField(text("Sampai"), [InputRequired(text("Isi tanggal akhir."))])

    def offer(self, holders: tuple[Employee, ...]) -> None:
        """Fills the posts."""
        self.holder.choices = cast(Any, _choices(holders))

    def grant(self) -> Grant:
        """What was typed; only after validation. Raises Invalid for a choice that was not on offer."""
        if self.kind.data not in list(MandateKind):
            raise Invalid(problem("kind", text("Pilih Plh. atau Plt.")))
        return Grant(
            EmployeeId((self.holder.data or "")[:LONGEST_NAME]),
            MandateKind(self.kind.data),
            " ".join((self.number.data or "").split()),
            (self.acting.data or "").strip().lower()[:LONGEST_ADDRESS],
            cast(Any, self.first.data),
            cast(Any, self.last.data),
        )


def _choices(people: tuple[Employee, ...]) -> list[tuple[str, str]]:
    return [("", text("Pilih…")), *((each.id, f"{each.name} ({each.post})") for each in people)]
