"""How few may be at home on a day, once those who are absent are counted."""

from collections.abc import Iterable
from datetime import date

from chalicelib.domain.calendars import month_of
from chalicelib.domain.capacity import Places
from chalicelib.domain.orders import is_staff
from chalicelib.domain.people import UnitId
from chalicelib.domain.records import capacity_key, register_key
from chalicelib.workflows.absences import absent_between
from chalicelib.workflows.ports import Office


def places_and_away(office: Office, unit: UnitId, days: Iterable[date]) -> dict[date, tuple[Places, int]]:
    """The places of `days`, and how many of those whom the circular counts are absent all day.

    A day without places is missing. A query a month, one for the staff, and a request.
    """
    wanted = sorted(days)
    keys = {day: capacity_key(unit, month_of(day)) for day in wanted}
    found = office.records.read(register_key(), *set(keys.values()))
    register = found.find(register_key())
    posts = {person.id: person.post for person in office.people.staff(unit) if is_staff(person)}
    absent = absent_between(office, unit, wanted[0], wanted[-1])
    counted: dict[date, tuple[Places, int]] = {}
    for day in wanted:
        capacity, circular = found.find(keys[day]), register.in_force(unit, day) if register else None
        places = capacity.days.get(f"{day:%d}") if capacity else None
        away = (who for who, aways in absent.items() if day in aways and aways[day].is_whole)
        if places and circular:
            counted[day] = places, sum(who in posts and circular.counts(posts[who]) for who in away)
    return counted
