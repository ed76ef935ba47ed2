"""What an import would do to units and staff, and what is wrong with its files: the plan that is shown and applied.

Apart from `imports`, because no other page needs it.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct, field

from chalicelib.domain.imports import Counts
from chalicelib.domain.people import Employee, Unit, UnitId


class RowProblem(Struct, frozen=True):
    """What is wrong, or looks wrong, in a row; `line` counts from 1 as editors do, `column` is "" for the whole row."""

    file: str
    line: int
    column: str
    msgid: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    warning: bool = False


class ChangeKind(StrEnum):
    """What would happen to a unit or an employee."""

    ADDED = "added"
    CHANGED = "changed"
    MOVED = "moved"
    """To another unit or supervisor, from a date on; other fields may change with it."""
    DEACTIVATED = "deactivated"


class FieldChange(Struct, frozen=True):
    """One column that changes, as the files write it."""

    column: str
    was: str
    becomes: str


class UnitStep(Struct, frozen=True):
    """A unit as it is going to be."""

    kind: ChangeKind
    line: int
    unit: Unit
    fields: tuple[FieldChange, ...] = ()


class StaffStep(Struct, frozen=True):
    """An employee as they are going to be. `frees` is a mail address that nobody has any more."""

    kind: ChangeKind
    line: int
    employee: Employee
    fields: tuple[FieldChange, ...] = ()
    left_unit: UnitId | None = None
    """The unit they move out of."""
    frees: str | None = None
    is_posted: bool = False
    """Whether a new posting begins."""
    signs_out: bool = False
    """Whether what their sessions know of them is no longer so."""


class Headcount(Struct, frozen=True):
    """How many active staff a unit is going to have, and in which posts."""

    unit: UnitId
    staff: int
    posts: tuple[str, ...] = ()


class Plan(Struct, frozen=True):
    """Everything an import would do, in the order in which it is done, and everything that is wrong with it."""

    moves_from: date
    units: tuple[UnitStep, ...] = ()
    staff: tuple[StaffStep, ...] = ()
    headcounts: tuple[Headcount, ...] = ()
    problems: tuple[RowProblem, ...] = ()
    """In the order of the files, errors before warnings."""
    unchanged_units: int = 0
    unchanged_staff: int = 0

    @property
    def steps(self) -> int:
        """How many steps it takes."""
        return len(self.units) + len(self.staff) + len(self.headcounts)

    @property
    def errors(self) -> int:
        """How many problems stand in its way."""
        return sum(not each.warning for each in self.problems)

    def count(self, kind: ChangeKind) -> int:
        """How many employees it does that to."""
        return sum(step.kind is kind for step in self.staff)


def counts_of(plan: Plan) -> Counts:
    """What a plan comes to."""
    return Counts(
        units_added=sum(step.kind is ChangeKind.ADDED for step in plan.units),
        units_changed=sum(step.kind is ChangeKind.CHANGED for step in plan.units),
        units_unchanged=plan.unchanged_units,
        added=plan.count(ChangeKind.ADDED),
        changed=plan.count(ChangeKind.CHANGED),
        moved=plan.count(ChangeKind.MOVED),
        deactivated=plan.count(ChangeKind.DEACTIVATED),
        unchanged=plan.unchanged_staff,
        errors=plan.errors,
        warnings=len(plan.problems) - plan.errors,
    )
