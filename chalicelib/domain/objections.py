"""Objections (keberatan): an employee says that a day of their month is not as it was; the unit's secretary answers."""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.calendars import Month, month_of
from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.refusals import Conflict, Invalid, NotFound, problem
from chalicelib.domain.texts import text

LONGEST_TEXT = 1000
MOST_OPEN = 31


class Answer(StrEnum):
    """What became of an objection."""

    ACCEPTED = "accepted"
    """The day was, or is to be, mended as the answer says."""
    DECLINED = "declined"


class Objection(Struct, frozen=True):
    """What an employee has against a day, and what the secretary made of it."""

    day: date
    words: str
    at: datetime
    after_signing: bool = False
    """Whether the month was signed by then: to mend it, it has to be reopened."""
    answer: Answer | None = None
    answered_words: str = ""
    answered_by_name: str = ""
    answered_at: datetime | None = None


class Objections(Struct, frozen=True):
    """One employee's objections to days of a month, in the order they came."""

    unit: UnitId
    month: Month
    employee: EmployeeId
    employee_name: str
    entries: tuple[Objection, ...] = ()
    revision: int = 1

    @property
    def open(self) -> tuple[Objection, ...]:
        """Those that nobody has answered."""
        return tuple(each for each in self.entries if each.answer is None)

    def open_on(self, day: date) -> Objection | None:
        """The one against `day` that waits for an answer."""
        return next((each for each in self.open if each.day == day), None)


def raised(was: Objections, day: date, words: str, at: datetime, today: date, *, after_signing: bool) -> Objections:
    """With one more objection; `was` has revision 0 where there is none yet.

    Raises Invalid for a day that is none of the month or has not come, for one that waits already, and for the words.
    """
    found = []
    if month_of(day) != was.month or day > today:
        found.append(problem("day", text("Pilih hari yang sudah lewat pada bulan ini.")))
    elif was.open_on(day):
        found.append(problem("day", text("Keberatan atas hari itu sudah ada dan menunggu jawaban sekretaris.")))
    if not words:
        found.append(problem("words", text("Tuliskan apa yang menurut Anda tidak sesuai.")))
    elif len(words) > LONGEST_TEXT:
        found.append(problem("words", text("Paling panjang %(most)s huruf."), most=LONGEST_TEXT))
    if found:
        raise Invalid(*found)
    entry = Objection(day, words, at, after_signing)
    return replace(was, entries=(*was.entries, entry), revision=was.revision + 1)


def answered(was: Objections, day: date, answer: Answer, words: str, by_name: str, at: datetime) -> Objections:
    """With the waiting objection against `day` answered.

    Raises NotFound where there never was one, Conflict where it was answered, Invalid without words.
    """
    there = was.open_on(day)
    if there is None:
        if any(each.day == day for each in was.entries):
            raise Conflict(text("Keberatan ini sudah dijawab."))
        raise NotFound
    if not words:
        msgid = text("Tuliskan bagaimana diperbaiki, atau mengapa ditolak; pegawai akan membacanya.")
        raise Invalid(problem("words", msgid))
    if len(words) > LONGEST_TEXT:
        raise Invalid(problem("words", text("Paling panjang %(most)s huruf."), most=LONGEST_TEXT))
    done = replace(there, answer=answer, answered_words=words, answered_by_name=by_name, answered_at=at)
    return replace(
        was, entries=tuple(done if each is there else each for each in was.entries), revision=was.revision + 1
    )
