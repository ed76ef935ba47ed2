"""What a unit keeps about its rotas: the rules it makes them by, and which periods have one."""

from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.refusals import Invalid, Problem, problem
from chalicelib.domain.rota_bounds import Turns
from chalicelib.domain.rotas import UnitRota
from chalicelib.domain.texts import text

MOST_GROUPS = 3
MOST_DAYS = 31
"""Calendar days of a period."""
LONGEST_GROUP = 40
MOST_PERIODS = 60
"""Periods that are listed; older rotas stay where they are."""


class GroupRule(Struct, frozen=True):
    """A post or counter (loket) with those who can hold it."""

    name: str
    minimum: int
    members: tuple[EmployeeId, ...] = ()


class RotaRules(Struct, frozen=True):
    """How a unit makes its rotas, within what the circular says."""

    turns: Turns = Turns.CUSTOM
    """Where the circular leaves the turns to the head."""
    weekdays: tuple[int, ...] = ()
    """With `Turns.WEEKDAYS`: those on which people may be at home (Monday is 0)."""
    per_week: int | None = None
    """Most home days of a person in a week; no limit of the unit's own when None."""
    structural: int = 0
    """Structural officers who must be present (SE 800/298/SETDA/07/2020 of Metro: two)."""
    groups: tuple[GroupRule, ...] = ()
    always_home: tuple[EmployeeId, ...] = ()
    always_office: tuple[EmployeeId, ...] = ()


class RotaPeriod(Struct, frozen=True):
    """A period with a rota: its latest version, and the latest that was published (0 for none)."""

    first: date
    last: date
    version: int
    published: int = 0

    @property
    def is_draft(self) -> bool:
        """Whether the latest version is a draft."""
        return self.published < self.version


class RotaBook(Struct, frozen=True):
    """A unit's rules and periods, the latest first."""

    unit: UnitId
    rules: RotaRules = RotaRules()
    periods: tuple[RotaPeriod, ...] = ()
    revision: int = 1

    def period(self, first: date) -> RotaPeriod | None:
        """The period that begins on `first`."""
        return next((each for each in self.periods if each.first == first), None)

    def before(self, first: date) -> RotaPeriod | None:
        """The last published period before `first`, from which people bring what they are owed."""
        return next((each for each in self.periods if each.last < first and each.published), None)

    def reaches(self, first: date, last: date) -> bool:
        """Whether a published period has days from `first` to `last`."""
        return any(each.published and each.first <= last and first <= each.last for each in self.periods)

    def covering(self, day: date) -> RotaPeriod | None:
        """The published period that holds `day`, or else the next one."""
        later = [each for each in self.periods if each.published and each.last >= day]
        return later[-1] if later else None


def entered(book: RotaBook, rota: UnitRota) -> RotaBook:
    """The book when a version of a rota was drafted or published."""
    before = book.period(rota.first)
    published = rota.version if not rota.is_draft else before.published if before else 0
    mine = RotaPeriod(rota.first, rota.last, rota.version, published)
    others = [each for each in book.periods if each.first != rota.first]
    periods = sorted([mine, *others], key=lambda each: each.first, reverse=True)[:MOST_PERIODS]
    return replace(book, periods=tuple(periods), revision=book.revision + 1)


def refuse_period(book: RotaBook, first: date, last: date) -> None:
    """Raises Invalid when a rota cannot be drafted for a period: turned round, too long, or over another one."""
    problems: list[Problem] = []
    if last < first:
        problems.append(problem("last", text("Tanggal akhir mendahului tanggal awal.")))
    elif (last - first).days >= MOST_DAYS:
        problems.append(problem("last", text("Jadwal paling panjang %(most)s hari."), most=MOST_DAYS))
    other = next((each for each in book.periods if each.first <= last and first <= each.last), None)
    if other and not (other.first == first and other.last == last):
        msgid = text("Periode ini bertumpang tindih dengan jadwal %(first)s sampai %(last)s.")
        problems.append(problem("first", msgid, first=other.first, last=other.last))
    elif other and not other.is_draft:
        msgid = text("Jadwal periode ini sudah diterbitkan. Buka jadwalnya, lalu buat versi baru.")
        problems.append(problem("first", msgid))
    if problems:
        raise Invalid(*problems)
