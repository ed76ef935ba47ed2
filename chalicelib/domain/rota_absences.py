"""A rota as absences leave it that were entered after it was made: read so, never rewritten.

Who is away all day is neither at home nor in the office, so that the office cap asks for fewer at home (see
`capacity.Places.least`); whom the circular keeps in the office anyway changes nothing of that.
"""

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from chalicelib.domain.absences import Absence
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.rota_changes import Broken, broken
from chalicelib.domain.rota_terms import Reason
from chalicelib.domain.rotas import RotaLine, UnitRota


def followed(rota: UnitRota, absences: Iterable[Absence]) -> UnitRota:
    """The rota with whoever is absent all day neither at home nor in the office."""
    away = _away(rota, absences)
    if not away:
        return rota
    fewer = [0] * len(rota.days)
    lines = []
    for line in rota.lines:
        letters = list(line.days)
        for number in away.get(line.employee, ()):
            fewer[number] += letters[number] not in (Reason.AWAY.value, Reason.OFFICE_RULED.value)
            letters[number] = Reason.AWAY.value
        lines.append(replace(line, days="".join(letters)) if line.employee in away else line)
    bounds = tuple(
        replace(each, fewest=max(0, each.fewest - less)) if less else each
        for each, less in zip(rota.bounds, fewer, strict=True)
    )
    return replace(rota, lines=tuple(lines), bounds=bounds)


def broken_by(rota: UnitRota, followed_rota: UnitRota) -> tuple[Broken, ...]:
    """What a rota breaks as absences leave it and did not break as it was made."""
    before = {(each.day, each.message.msgid, str(each.message.values)) for each in broken(rota)}
    return tuple(
        each for each in broken(followed_rota) if (each.day, each.message.msgid, str(each.message.values)) not in before
    )


def freed(rota: UnitRota, followed_rota: UnitRota) -> tuple[tuple[RotaLine, tuple[date, ...]], ...]:
    """Whose days absences take, by name, and which."""
    return tuple(
        (was, tuple(day for day, old, new in zip(rota.days, was.days, now.days, strict=True) if old != new))
        for was, now in zip(rota.lines, followed_rota.lines, strict=True)
        if was.days != now.days
    )


def _away(rota: UnitRota, absences: Iterable[Absence]) -> dict[EmployeeId, set[int]]:
    """The numbers of the days on which people are away all day."""
    found: dict[EmployeeId, set[int]] = {}
    for each in absences:
        numbers = {number for number, day in enumerate(rota.days) if (away := each.on(day)) and away.is_whole}
        if numbers:
            found.setdefault(each.employee, set()).update(numbers)
    return found
