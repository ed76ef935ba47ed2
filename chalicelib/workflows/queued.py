"""What a worker does with the errands that came over the queue; doing one twice changes nothing.

Each imports its use case when it is its turn: a worker does one kind of work for a long while.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime

from chalicelib.domain.calendars import Month
from chalicelib.domain.orders import OrderId
from chalicelib.domain.outbox import Errand, OutboxEntry
from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.recaps import PaperFormat
from chalicelib.domain.refusals import Stale
from chalicelib.workflows.ports import Office

About = Mapping[str, str]

MOST_TRIES = 3
"""How often an errand is done at once; the queue gives it back much later."""


def work(office: Office, entry: OutboxEntry, at: datetime) -> None:
    """Does the errand, anew where somebody changed at that very moment what it reads. Raises whatever prevents it."""
    for _ in range(MOST_TRIES - 1):
        with suppress(Stale):
            return WORK[entry.errand](office, entry.about, at)
    return WORK[entry.errand](office, entry.about, at)


def _apply_import(office: Office, about: About, at: datetime) -> None:
    from chalicelib.workflows import applying

    applying.apply(office, about["handed_in"], at)


def _adjust_months(office: Office, about: About, at: datetime) -> None:
    from chalicelib.workflows import adjusting

    adjusting.apply(office, about["adjustment"], at)


def _read_holidays(office: Office, about: About, at: datetime) -> None:
    from chalicelib.workflows import calendars

    calendars.read_holidays(office, int(about["year"]), at)


def _invite(office: Office, about: About, at: datetime) -> None:
    from chalicelib.workflows import meetings

    meetings.invite(office, about["meeting"], int(about["revision"]), at)


def _apply_absence(office: Office, about: About, at: datetime) -> None:
    from chalicelib.domain.absences import AbsenceId
    from chalicelib.workflows import absence_effects

    absence_effects.apply(office, EmployeeId(about["employee"]), AbsenceId(about["absence"]), at)


def _apply_absences(office: Office, about: About, at: datetime) -> None:
    from chalicelib.workflows import absence_lists

    absence_lists.apply(office, about["handed_in"], at)


def _read_attendance(office: Office, about: About, at: datetime) -> None:
    from chalicelib.workflows import attendance_lists

    attendance_lists.read(office, about["handed_in"], at)


def _apply_attendance(office: Office, about: About, at: datetime) -> None:
    from chalicelib.workflows import attendance_lists

    attendance_lists.apply(office, about["handed_in"], at)


def _remind(office: Office, about: About, at: datetime) -> None:
    from chalicelib.workflows import reminding

    day, by, after = date.fromisoformat(about["day"]), about.get("by", ""), about.get("after", "")
    reminding.remind(office, UnitId(about["unit"]), day, at, by, after)


def _take_snapshot(office: Office, about: About, at: datetime) -> None:
    from chalicelib.workflows import overview

    overview.take(office, UnitId(about["unit"]), at)


def _move_waiting(office: Office, about: About, at: datetime) -> None:
    from chalicelib.workflows import mandates

    mandates.move_waiting(office, EmployeeId(about["holder"]), at)


def _tell_rota(office: Office, about: About, at: datetime) -> None:
    from chalicelib.workflows import rotas

    rotas.tell_everyone(office, about, at)


def _order_rota(office: Office, about: About, at: datetime) -> None:
    from chalicelib.workflows import rota_orders

    rota_orders.make_orders(office, about, at)


def _place_order(office: Office, about: About, at: datetime) -> None:
    from chalicelib.workflows import placing

    placing.place(office, OrderId(about["order"]), at)


def _follow_closure(office: Office, about: About, at: datetime) -> None:
    from chalicelib.workflows import closure_effects

    closure_effects.follow(office, about, at)


def _follow_rules(office: Office, about: About, at: datetime) -> None:
    from chalicelib.workflows import redrafting

    redrafting.follow_rules(office, UnitId(about["unit"]), at)


def _tell_closure(office: Office, about: About, at: datetime) -> None:
    from chalicelib.workflows import closure_effects

    closure_effects.tell_everyone(office, about, at)


def _lapse_days(office: Office, about: About, at: datetime) -> None:
    from chalicelib.workflows import ending

    ending.lapse_days(office, UnitId(about["unit"]), date.fromisoformat(about["day"]), at)


def _urge(office: Office, about: About, at: datetime) -> None:
    from chalicelib.workflows import urging

    urging.urge(office, UnitId(about["unit"]), about["slot"], datetime.fromisoformat(about["moment"]), at)


def _ask_to_verify(office: Office, about: About, at: datetime) -> None:
    from chalicelib.workflows import verification_rounds

    verification_rounds.ask(office, UnitId(about["unit"]), datetime.fromisoformat(about["moment"]), at)


def _open_month(office: Office, about: About, _: datetime) -> None:
    from chalicelib.workflows import months

    months.open_month(office, UnitId(about["unit"]), Month(about["month"]))


def _make_paper(office: Office, about: About, at: datetime) -> None:
    from chalicelib.workflows import months

    unit, month = UnitId(about["unit"]), Month(about["month"])
    months.make_paper(office, unit, month, PaperFormat(about["form"]), about["name"], at)


def _carry_year(office: Office, about: About, at: datetime) -> None:
    from chalicelib.workflows import carrying, city_recap

    unit, month = UnitId(about["unit"]), Month(about["month"])
    carrying.carry(office, unit, month)
    city_recap.keep_ended(office, unit, month, at)


def _make_summary(office: Office, about: About, at: datetime) -> None:
    from chalicelib.workflows import closing_rounds

    closing_rounds.draft(office, UnitId(about["unit"]), Month(about["month"]), at)


def _tell_month(office: Office, about: About, at: datetime) -> None:
    from chalicelib.workflows import closing_rounds

    unit, begin = UnitId(about["unit"]), int(about["begin"])
    closing_rounds.tell_employees(office, unit, Month(about["month"]), begin, at)


def _name_late_units(office: Office, about: About, at: datetime) -> None:
    from chalicelib.workflows import closing_rounds

    closing_rounds.name_late_units(office, Month(about["month"]), at)


def _seal_paper(office: Office, about: About, at: datetime) -> None:
    unit, month, form = UnitId(about["unit"]), Month(about["month"]), PaperFormat(about["form"])
    if "employee" in about:
        from chalicelib.workflows import recaps

        recaps.make_personal(office, unit, month, EmployeeId(about["employee"]), form, at)
    else:
        from chalicelib.workflows import sealed_papers

        sealed_papers.make(office, unit, month, int(about["edition"]), form)


WORK: dict[Errand, Callable[[Office, About, datetime], None]] = {
    Errand.APPLY_IMPORT: _apply_import,
    Errand.ADJUST_MONTHS: _adjust_months,
    Errand.EXCUSE_LATE: _adjust_months,
    Errand.READ_HOLIDAYS: _read_holidays,
    Errand.INVITE: _invite,
    Errand.MOVE_WAITING: _move_waiting,
    Errand.APPLY_ABSENCE: _apply_absence,
    Errand.APPLY_ABSENCES: _apply_absences,
    Errand.READ_ATTENDANCE: _read_attendance,
    Errand.APPLY_ATTENDANCE: _apply_attendance,
    Errand.REMIND: _remind,
    Errand.TAKE_SNAPSHOT: _take_snapshot,
    Errand.TELL_ROTA: _tell_rota,
    Errand.ORDER_ROTA: _order_rota,
    Errand.PLACE_ORDER: _place_order,
    Errand.FOLLOW_CLOSURE: _follow_closure,
    Errand.FOLLOW_RULES: _follow_rules,
    Errand.TELL_CLOSURE: _tell_closure,
    Errand.LAPSE_DAYS: _lapse_days,
    Errand.URGE: _urge,
    Errand.ASK_TO_VERIFY: _ask_to_verify,
    Errand.OPEN_MONTH: _open_month,
    Errand.MAKE_PAPER: _make_paper,
    Errand.CARRY_YEAR: _carry_year,
    Errand.MAKE_SUMMARY: _make_summary,
    Errand.TELL_MONTH: _tell_month,
    Errand.NAME_LATE_UNITS: _name_late_units,
    Errand.SEAL_PAPER: _seal_paper,
}
"""Every errand that is handed to the queue."""
