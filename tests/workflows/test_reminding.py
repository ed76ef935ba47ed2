"""Reminders of the day's report: once, before the deadline, to those at home who have not filed and want it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.ledger import Filed
from chalicelib.domain.outbox import Errand
from chalicelib.domain.people import Zone
from chalicelib.domain.reminders import How, ReminderChoice
from chalicelib.workflows import reminding, schedule
from tests.factories import FRIDAY_MORNING, MONDAY, a_mark, a_row, a_sheet, local
from tests.fakes import FakeBackroom
from tests.workflows.stage import DEWI, OUR_UNIT, SITI, UNIT, a_stage, worked_off

FRIDAY = FRIDAY_MORNING.date()
ONE = local(FRIDAY, 13)
HOME = a_mark()


def at_home(person: str = SITI.id, mark: Any = HOME, **facts: Any) -> Any:
    return a_row(person, days={FRIDAY: mark}, **facts)


def reminded(backroom: FakeBackroom, until: datetime, since: datetime = ONE) -> list[str]:
    """Who gets a reminder of ticks and sweeps every quarter of an hour from one o'clock on."""
    at = since
    while at <= until:
        schedule.tick(backroom.office, at, at)
        worked_off(backroom, at)
        at += timedelta(minutes=15)
    return [each.to for each in backroom.post.sent if each.name is Errand.REPORT_REMINDER]


def test_who_is_at_home_and_has_not_filed_is_reminded_once_before_the_deadline() -> None:
    backroom = a_stage(at_home(), at_home(DEWI.id, a_mark(filed=Filed.IN_TIME)))

    assert reminded(backroom, local(FRIDAY, 14)) == [], "not hours ahead"
    assert reminded(backroom, local(FRIDAY, 23)) == ["siti"]


def test_who_files_in_between_is_not_reminded() -> None:
    backroom = a_stage(at_home())
    reminded(backroom, ONE)

    backroom.office.records.hold(at_home(mark=a_mark(filed=Filed.IN_TIME)))

    assert reminded(backroom, local(FRIDAY, 23)) == []


@pytest.mark.parametrize("how", [How.CALENDAR, How.NOTHING])
def test_who_chose_otherwise_gets_no_mail(how: How) -> None:
    backroom = a_stage(at_home(), ReminderChoice(SITI.id, how))

    assert reminded(backroom, local(FRIDAY, 23)) == []


def test_nobody_is_reminded_on_a_day_off() -> None:
    sheet = a_sheet()
    days = tuple(replace(each, hours=None) if each.date == FRIDAY else each for each in sheet.expected)

    assert reminded(a_stage(at_home(), replace(sheet, expected=days)), local(FRIDAY, 23)) == []


def test_after_the_deadline_it_is_too_late_for_a_reminder() -> None:
    assert reminded(a_stage(at_home()), local(FRIDAY, 23, 45), since=local(FRIDAY, 22)) == []


@pytest.mark.parametrize("zone", list(Zone))
def test_each_unit_is_reminded_by_its_own_clock(zone: Zone) -> None:
    unit = replace(OUR_UNIT, zone=zone)
    backroom = a_stage(unit, at_home())
    before = local(FRIDAY, 12, 45, zone=zone)

    schedule.tick(backroom.office, before, before)
    assert not any(job == "remind" for _, job in backroom.office.outbox.handed_out(f"{FRIDAY}T1300"))
    schedule.tick(backroom.office, before + timedelta(minutes=15), before)
    assert (UNIT, "remind") in backroom.office.outbox.handed_out(f"{FRIDAY}T1300")


def test_a_large_unit_is_reminded_in_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminding, "AT_ONCE", 1)
    backroom = a_stage(at_home(), at_home(DEWI.id))

    assert sorted(reminded(backroom, local(FRIDAY, 23))) == ["dewi", "siti"]


def test_the_calendar_rings_before_each_deadline_to_come() -> None:
    office = a_stage(a_row(SITI.id, days={FRIDAY: a_mark(filed=Filed.IN_TIME), MONDAY: HOME})).office

    link = reminding.calendar_link(office, SITI, FRIDAY_MORNING)

    calendar = office.files.kept[link.split("?")[0].removeprefix("https://files.example/")].decode()
    assert calendar.count("BEGIN:VEVENT") == 1
    assert "Kirim laporan harian 26-04-2021" in calendar
    assert "TRIGGER;RELATED=END:-PT60M" in calendar


def test_how_somebody_is_reminded_is_theirs_to_choose() -> None:
    office = a_stage().office

    assert reminding.chosen(office, SITI) is How.MAIL
    reminding.choose(office, SITI, How.NOTHING)
    assert reminding.chosen(office, SITI) is How.NOTHING
    assert reminding.chosen(office, DEWI) is How.MAIL
