"""Working weeks as units keep them: patterns to start from, and what is wrong with one as it was typed.

Perpres 21/2023 asks for 37 h 30 m a week and 32 h 30 m in the fasting month, rest excluded; art. 7 lets units of direct
service keep other weeks. So the sum is shown and never refused.
"""

from datetime import time

from chalicelib.domain.calendars import FIVE_DAYS, Hours, WeekPattern, minutes_between
from chalicelib.domain.refusals import Problem, problem
from chalicelib.domain.texts import text

SIX_DAYS = WeekPattern(
    ordinary=(
        *(Hours(time(7, 30), time(14, 30), 30),) * 4,
        Hours(time(7, 30), time(12, 30), 0),
        Hours(time(7, 30), time(14, 30), 30),
        None,
    ),
    fasting=(
        *(Hours(time(8), time(14), 30),) * 4,
        Hours(time(8), time(13), 0),
        Hours(time(8), time(14), 30),
        None,
    ),
)
"""Monday to Saturday with a short Friday; the usual sums. A city sets its own hours within them."""
PATTERNS = {"five": FIVE_DAYS, "six": SIX_DAYS}


def minutes_of(week: tuple[Hours | None, ...]) -> int:
    """What a week asks for."""
    return sum(hours.target for hours in week if hours)


def week_problems(pattern: WeekPattern) -> tuple[Problem, ...]:
    """What is wrong with a pattern; fields are named `days-<weekday>-start` and `days-<weekday>-fasting_start`."""
    if not any(pattern.ordinary):
        return (problem("", text("Isi jam sedikitnya satu hari.")),)
    found: list[Problem] = []
    for day, (ordinary, fasting) in enumerate(zip(pattern.ordinary, pattern.fasting, strict=True)):
        if bool(ordinary) != bool(fasting):
            msgid = text("Isi jam biasa dan jam puasa, atau kosongkan keduanya.")
            found.append(problem(f"days-{day}-start", msgid))
        for prefix, hours in (("", ordinary), ("fasting_", fasting)):
            if hours and not 0 <= hours.rest < minutes_between(hours.start, hours.end):
                found.append(problem(f"days-{day}-{prefix}start", text("Jam selesai atau istirahatnya tidak mungkin.")))
    return tuple(found)
