"""Forms of rotas: the period to draft, and a unit's rules."""

from collections.abc import Callable
from datetime import date
from typing import Any, Self, cast

from wtforms import DateField, Form, RadioField, SelectField, StringField
from wtforms.fields import Field
from wtforms.validators import InputRequired, Optional

from chalicelib.domain.people import Employee, EmployeeId
from chalicelib.domain.refusals import Invalid, problem
from chalicelib.domain.rota_books import LONGEST_GROUP, MOST_GROUPS, GroupRule, RotaRules
from chalicelib.domain.rota_bounds import Turns
from chalicelib.domain.rota_terms import Always
from chalicelib.domain.rotas import RotaLine
from chalicelib.domain.texts import text
from chalicelib.web.forms import Between, Longest, NumberField
from chalicelib.web.request import Form as Posted

NO_DATE = text("Tuliskan tanggal.")
MOST_PRESENT = 99
WEEKDAYS = 7
NEW_ROWS = (1, 2, 3)
"""Rows of the form for people who have no rule of their own yet. The others are not sent: a unit may have thousands."""
_FEW = Between(0, MOST_PRESENT, text("Antara %(min)s dan %(max)s."))
_PER_WEEK = Between(1, WEEKDAYS, text("Antara %(min)s dan %(max)s."))
_GROUP = Longest(LONGEST_GROUP)
TURNS = {Turns.CUSTOM: text("Hari apa saja, bergiliran"), Turns.WEEKDAYS: text("Hanya pada hari tetap")}


class PeriodForm(Form):
    """The period of a rota."""

    first = DateField(text("Hari pertama"), [InputRequired(NO_DATE)])
    last = DateField(text("Hari terakhir"), [InputRequired(NO_DATE)])

    @classmethod
    def of(cls, first: date, last: date) -> Self:
        """The form as it is offered."""
        return cls(data={"first": first, "last": last})

    def period(self) -> tuple[date, date]:
        """What was typed, once nothing is misread."""
        return cast(date, self.first.data), cast(date, self.last.data)


class SwapForm(Form):
    """A swap of home days: which day one gives, to whom, and which day one takes for it."""

    gives = SelectField(text("Hari di rumah yang Anda serahkan"), [InputRequired(NO_DATE)], validate_choice=False)
    other = SelectField(text("Rekan"), [InputRequired(text("Pilih rekan."))], validate_choice=False)
    takes = DateField(text("Hari di rumah rekan yang Anda minta"), [Optional()])

    def offer(self, days: tuple[date, ...], colleagues: tuple[RotaLine, ...], spoken: Callable[[date], str]) -> None:
        """The days and colleagues to choose from."""
        self.gives.choices = [(str(day), spoken(day)) for day in days]
        self.other.choices = [("", "–"), *((str(line.employee), line.name) for line in colleagues)]

    def days(self) -> tuple[date, date | None]:
        """What was chosen. Raises Invalid for a day that is none."""
        try:
            return date.fromisoformat(self.gives.data or ""), self.takes.data
        except ValueError:
            raise Invalid(problem("gives", NO_DATE)) from None


class WeekdaysField(Field):
    """Any number of weekdays, Monday being 0."""

    data: tuple[int, ...]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Reads check boxes; what is no weekday is nobody's tick."""
        known = {str(number): number for number in range(WEEKDAYS)}
        self.data = tuple(sorted({known[typed] for typed in valuelist if typed in known}))

    def process_data(self, value: tuple[int, ...] | None) -> None:
        """The rules in use."""
        self.data = value or ()


class RulesForm(Form):
    """A unit's rules, but for what holds of each person."""

    turns = RadioField(
        text("Bila surat edaran menyerahkan giliran kepada kepala unit"),
        choices={turns.value: label for turns, label in TURNS.items()},
        validate_choice=False,
    )
    weekdays = WeekdaysField(text("Hari tetap di rumah"))
    per_week = NumberField(text("Paling banyak hari di rumah per pekan"), [Optional(), _PER_WEEK])
    structural = NumberField(text("Pejabat struktural yang harus hadir"), [Optional(), _FEW])
    name_1 = StringField(text("Nama loket atau pos 1"), [_GROUP])
    minimum_1 = NumberField(text("Paling sedikit hadir di pos 1"), [Optional(), _FEW])
    name_2 = StringField(text("Nama loket atau pos 2"), [_GROUP])
    minimum_2 = NumberField(text("Paling sedikit hadir di pos 2"), [Optional(), _FEW])
    name_3 = StringField(text("Nama loket atau pos 3"), [_GROUP])
    minimum_3 = NumberField(text("Paling sedikit hadir di pos 3"), [Optional(), _FEW])

    @classmethod
    def of(cls, rules: RotaRules) -> Self:
        """The form filled with the rules in use."""
        values: dict[str, Any] = {
            "turns": rules.turns.value,
            "weekdays": rules.weekdays,
            "per_week": rules.per_week,
            "structural": rules.structural,
        }
        for number, group in enumerate(rules.groups, 1):
            values |= {f"name_{number}": group.name, f"minimum_{number}": group.minimum}
        return cls(data=values)

    def group_fields(self) -> list[tuple[Field, Field]]:
        """The name and the minimum of each group."""
        return [(self[f"name_{number}"], self[f"minimum_{number}"]) for number in range(1, MOST_GROUPS + 1)]

    def rules(self, posted: Posted, staff: tuple[Employee, ...]) -> RotaRules:
        """What was typed, with what was chosen for those who have a rule of their own and for those who get one."""
        rows: dict[EmployeeId, str] = {person.id: person.id for person in staff}
        rows |= {EmployeeId(who): f"new-{row}" for row in NEW_ROWS if (who := posted.one(f"who-{row}")) in rows}
        chosen = {person: posted.one(f"place-{row}") for person, row in rows.items()}
        posts = {person: posted.one(f"group-{row}") for person, row in rows.items()}

        def those(value: str, of: dict[EmployeeId, str]) -> tuple[EmployeeId, ...]:
            return tuple(sorted(person for person, picked in of.items() if picked == value))

        groups = tuple(
            GroupRule(name.data.strip(), minimum.data or 0, those(str(number), posts))
            for number, (name, minimum) in enumerate(self.group_fields(), 1)
            if (name.data or "").strip()
        )
        return RotaRules(
            Turns.WEEKDAYS if self.turns.data == Turns.WEEKDAYS.value else Turns.CUSTOM,
            self.weekdays.data,
            self.per_week.data,
            self.structural.data or 0,
            groups,
            those(Always.HOME.value, chosen),
            those(Always.OFFICE.value, chosen),
        )
