"""The city's month for BKPSDM: a figure of each unit and month that a worker writes, added up by kind and by day.

Only sums go in: nobody is named. A share at home stands beside the circular's cap of the same day.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from hashlib import sha256

from msgspec import Struct

from chalicelib.domain.calendars import Month
from chalicelib.domain.capacity import Capacity
from chalicelib.domain.months import HOME_CLASSES, DayClass, MonthTable
from chalicelib.domain.people import Unit, UnitId
from chalicelib.domain.recaps import LAYOUT, work_days_of


class HomeDay(Struct, frozen=True, array_like=True):
    """A working day of a unit, in people."""

    date: date
    staff: int
    home: int
    most: int | None
    """The most who may be at home; None where no circular binds the unit."""


class UnitFigures(Struct, frozen=True):
    """What a unit's month came to, as far as `until`. Minutes are integers."""

    unit: UnitId
    unit_name: str
    kind: str
    """Dinas, badan, kecamatan and so on."""
    month: Month
    made_at: datetime
    until: date
    staff: int
    work_days: int
    days: tuple[HomeDay, ...]
    in_time: int
    """Reports of days at home."""
    late: int
    missing: int
    """Days at home that passed without one."""
    required: int
    counted: int
    final: int
    """Of the counted minutes."""
    without_data: int
    """Office days of everyone together whose attendance is not known."""

    @property
    def home_days(self) -> int:
        """Days at home of everyone together."""
        return sum(day.home for day in self.days)

    @property
    def staff_days(self) -> int:
        """Working days of everyone together."""
        return sum(day.staff for day in self.days)


class Total(Struct, frozen=True):
    """Some units together: those of a kind, or all."""

    name: str
    units: tuple[UnitFigures, ...]

    @property
    def staff(self) -> int:
        """People."""
        return self._sum(lambda each: each.staff)

    @property
    def home_share(self) -> float:
        """Percent of the working days that were worked at home."""
        return share(self._sum(lambda each: each.home_days), self._sum(lambda each: each.staff_days))

    @property
    def reports(self) -> tuple[int, int, int]:
        """In time, late, missing."""
        units = self.units
        return sum(u.in_time for u in units), sum(u.late for u in units), sum(u.missing for u in units)

    @property
    def in_time_share(self) -> float:
        """Percent of the reports that were due and came in time."""
        return share(self.reports[0], sum(self.reports))

    @property
    def required(self) -> int:
        """Minutes."""
        return self._sum(lambda each: each.required)

    @property
    def counted(self) -> int:
        """Minutes."""
        return self._sum(lambda each: each.counted)

    @property
    def left(self) -> int:
        """Required minutes that are not counted, whatever the reason."""
        return max(0, self.required - self.counted)

    @property
    def final(self) -> int:
        """Of the counted minutes."""
        return self._sum(lambda each: each.final)

    @property
    def without_data(self) -> int:
        """Office days without attendance."""
        return self._sum(lambda each: each.without_data)

    def _sum(self, figure: Callable[[UnitFigures], int]) -> int:
        return sum(map(figure, self.units))


class CityDay(Struct, frozen=True):
    """A day on which any unit worked."""

    date: date
    staff: int
    home: int
    bound: int
    """Staff of the units that a circular binds."""
    most: int
    """How many of them may be at home."""
    over: tuple[str, ...]
    """Names of the units that had more at home than they may."""

    @property
    def home_share(self) -> float:
        """Percent at home."""
        return share(self.home, self.staff)

    @property
    def most_share(self) -> float | None:
        """Percent that may be at home where a circular says so, None on a day without any."""
        return share(self.most, self.bound) if self.bound else None


class CityRecap(Struct, frozen=True):
    """The city's month; `unseen` are units of which there is no figure."""

    city: str
    month: Month
    units: tuple[UnitFigures, ...]
    """By name."""
    unseen: tuple[str, ...]

    @property
    def total(self) -> Total:
        """The whole city."""
        return Total("", self.units)

    @property
    def kinds(self) -> tuple[Total, ...]:
        """The units by kind, the kinds by name."""
        names = sorted({each.kind for each in self.units})
        return tuple(Total(name, tuple(each for each in self.units if each.kind == name)) for name in names)

    @property
    def alone(self) -> tuple[Total, ...]:
        """Each unit by itself."""
        return tuple(Total(each.unit_name, (each,)) for each in self.units)

    @property
    def days(self) -> tuple[CityDay, ...]:
        """The days on which any unit worked, in order."""
        dates = sorted({day.date for each in self.units for day in each.days})
        return tuple(_city_day(on, self.units) for on in dates)

    @property
    def oldest(self) -> datetime | None:
        """When the oldest figure was made."""
        return min((each.made_at for each in self.units), default=None)

    @property
    def fingerprint(self) -> str:
        """A hash of everything the papers say."""
        return sha256(repr((LAYOUT, self)).encode()).hexdigest()


def figures_of(table: MonthTable, unit: Unit, places: Capacity | None, at: datetime) -> UnitFigures:
    """What a unit's month came to; `places` are those of the month."""
    sheet, until = table.month.sheet, table.until
    kinds = [cell.kind for line in table.lines for cell in line.cells if cell.date <= until]
    caps = places.days if places else {}
    days: list[HomeDay] = []
    for number, expected in enumerate(sheet.expected):
        if expected.hours is None or expected.date > until:
            continue
        seen = [line.cells[number].kind for line in table.lines]
        cap = caps.get(f"{expected.date:%d}")
        here, home = sum(kind is not DayClass.ELSEWHERE for kind in seen), sum(kind in HOME_CLASSES for kind in seen)
        days.append(HomeDay(expected.date, here, home, cap.most if cap else None))
    return UnitFigures(
        unit=unit.id,
        unit_name=sheet.unit_name,
        kind=unit.kind,
        month=sheet.month,
        made_at=at,
        until=until,
        staff=len(table.lines),
        work_days=work_days_of(sheet.expected, until),
        days=tuple(days),
        in_time=kinds.count(DayClass.HOME) + kinds.count(DayClass.CLOSURE),
        late=kinds.count(DayClass.HOME_LATE),
        missing=kinds.count(DayClass.UNREPORTED),
        required=table.required,
        counted=table.counted,
        final=sum(line.final for line in table.lines),
        without_data=table.without_data,
    )


def city_recap(city: str, month: Month, found: Iterable[UnitFigures], units: Iterable[Unit]) -> CityRecap:
    """The month of the figures that were found; of `units` the others are unseen."""
    seen = sorted(found, key=lambda each: each.unit_name)
    known = {each.unit for each in seen}
    return CityRecap(city, month, tuple(seen), tuple(sorted(unit.name for unit in units if unit.id not in known)))


def share(part: int, whole: int) -> float:
    """Percent, to a tenth; 0 of nothing."""
    return round(part * 100 / whole, 1) if whole else 0.0


def _city_day(on: date, units: tuple[UnitFigures, ...]) -> CityDay:
    days = [(each.unit_name, day) for each in units for day in each.days if day.date == on]
    bound = [(name, day) for name, day in days if day.most is not None]
    return CityDay(
        on,
        staff=sum(day.staff for _, day in days),
        home=sum(day.home for _, day in days),
        bound=sum(day.staff for _, day in bound),
        most=sum(day.most or 0 for _, day in bound),
        over=tuple(name for name, day in bound if day.home > (day.most or 0)),
    )
