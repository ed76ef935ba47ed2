"""The rota: who is at home on which working day of a period, fairly and never against a hard rule.

Hard rules first. Nobody is placed at home beyond the cap on homes (SE Wali Kota Metro, April 2021), and no fewer are at
home than the cap on the office asks for (SE Wali Kota Pekanbaru, 3 May 2021); groups keep their minimum in the office;
home days stay within the week's number (PermenPANRB 4/2025 art. 13) and never follow one another where days alternate;
leave, granted home days and days in the office stand. Then as many are at home as the unit wants, and among those ways
the fairest is sought: equals differ by at most one home day, those owed included.

The same brief gives the same rota, in whatever order its people come. The time grows with people times days.
"""

from chalicelib.domain.rota_collisions import collisions
from chalicelib.domain.rota_fairness import balance, behind
from chalicelib.domain.rota_frame import Frame, Placing
from chalicelib.domain.rota_placing import placed
from chalicelib.domain.rota_polish import polish
from chalicelib.domain.rota_reasons import placements
from chalicelib.domain.rota_terms import Brief, Impossible, Line, Rota

MOST_OWED = 5
"""Home days that anybody takes along into the next period: a week's."""


def make_rota(brief: Brief) -> Rota | Impossible:
    """The rota of `brief`, or which of its rules collide on which day.

    Raises KeyError when somebody belongs to a group the brief does not name.
    """
    frame = Frame(brief)
    placing = fairly_placed(frame) if frame.is_open else None
    return Impossible(collisions(brief)) if placing is None else _rota(brief, placing)


def fairly_placed(frame: Frame) -> Placing | None:
    """Home days for everyone, as fair as can be; None when the hard rules cannot all hold."""
    placing = placed(frame)
    if placing is not None:
        balance(placing)
        polish(placing)
    return placing


def _rota(brief: Brief, placing: Placing) -> Rota:
    owed = behind(placing)
    lines = placements(brief, placing)
    return Rota(
        tuple(
            Line(person.id, line, min(MOST_OWED, days))
            for person, line, days in zip(placing.frame.people, lines, owed, strict=True)
        )
    )
