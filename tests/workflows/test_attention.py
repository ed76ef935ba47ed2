"""What needs attention in a unit: found in what is on record, told in the evening, and who may see it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.attention import Need
from chalicelib.domain.ledger import Filed
from chalicelib.domain.mail_health import MailTrouble, Trouble
from chalicelib.domain.outbox import Errand, OutboxEntry, entry
from chalicelib.domain.people import Actor, EmployeeId
from chalicelib.domain.presence import Presence
from chalicelib.domain.records import RunClaim
from chalicelib.domain.refusals import Conflict, Forbidden
from chalicelib.domain.trail import TrailEntry
from chalicelib.domain.verifications import Finding
from chalicelib.workflows import attention, schedule, verifications
from tests.factories import (
    FRIDAY_MORNING,
    MONDAY,
    TUESDAY,
    a_capacity,
    a_mandate,
    a_mark,
    a_report,
    a_row,
    local,
    some_mandates,
)
from tests.fakes import FakeBackroom, FakeOffice
from tests.workflows.stage import (
    BUDI,
    DEWI,
    JOKO,
    ORIGIN,
    OUR_UNIT,
    PEOPLE,
    RINA,
    SITI,
    TUTI,
    UNIT,
    a_fresh_form,
    a_stage,
    delivered,
    untouched,
    with_home,
    worked_off,
)

FRIDAY = FRIDAY_MORNING.date()
EVENING = local(FRIDAY, 17, 30)
APPROVED = a_mark()


def needs(office: FakeOffice, at: datetime = EVENING) -> list[tuple[Need, str, date]]:
    return [(each.need, each.name or "", each.day) for each in attention.look(office, UNIT, at).found]


def a_siti(**facts: Any) -> Any:
    return a_row(SITI.id, name="Siti", **facts)


def test_where_all_is_well_nothing_needs_attention() -> None:
    assert needs(a_stage().office) == []


@pytest.mark.parametrize(
    ("mark", "day", "need"),
    [
        (APPROVED, FRIDAY, Need.UNREPORTED),
        (APPROVED, date(2021, 4, 16), Need.MISSED),
        (APPROVED, FRIDAY + timedelta(3), None),
        (a_mark(approved=False), FRIDAY, Need.UNDECIDED),
        (a_mark(approved=False), MONDAY, Need.UNDECIDED),
        (a_mark(approved=False), FRIDAY - timedelta(1), None),
        (a_mark(filed=Filed.IN_TIME), FRIDAY, Need.UNVERIFIED),
        (a_mark(filed=Filed.LATE), FRIDAY, Need.LATE),
        (a_mark(filed=Filed.IN_TIME, approved=False), FRIDAY, Need.ORDERLESS),
    ],
)
def test_a_day_needs_what_is_missing_of_it(mark: Any, day: date, need: Need | None) -> None:
    found = needs(a_stage(a_siti(days={day: mark})).office)

    assert found == ([(need, "Siti", day)] if need else [])


def test_who_came_to_the_office_owes_no_report() -> None:
    there = a_siti(days={FRIDAY: APPROVED}, presences={FRIDAY: Presence(450, 960)})

    assert needs(a_stage(there).office) == []


def test_a_day_without_a_report_is_listed_for_a_week() -> None:
    assert needs(a_stage(a_siti(days={date(2021, 4, 14): APPROVED})).office) == []


def test_a_rotas_day_without_an_order_a_full_day_a_bad_address_and_an_ending_mandate() -> None:
    held = replace(a_capacity(), holds={"2021-04-26#1": {SITI.id: "26"}})
    broken = replace(PEOPLE[1], mail_trouble=MailTrouble(Trouble.BOUNCED, EVENING))
    ending = some_mandates(a_mandate(first=FRIDAY, last=TUESDAY))
    over = with_home(TUESDAY, 13)

    found = needs(a_stage(replace(over, holds=held.holds), broken, ending).office)

    assert [(need, day) for need, _, day in found] == [
        (Need.NO_ORDER, MONDAY),
        (Need.OVER_CAP, TUESDAY),
        (Need.UNREACHABLE, FRIDAY),
        (Need.MANDATE, TUESDAY),
    ]


def test_in_the_first_days_of_a_month_the_last_ones_reports_are_looked_for_too() -> None:
    last = date(2021, 4, 30)
    office = a_stage(a_siti(days={last: APPROVED})).office

    assert needs(office, local(date(2021, 5, 1), 9)) == [(Need.UNREPORTED, "Siti", last)]
    assert needs(office, local(date(2021, 5, 7), 9)) == [(Need.MISSED, "Siti", last)]
    assert needs(office, local(date(2021, 5, 8), 9)) == []


def test_only_those_who_answer_for_the_unit_see_it_and_their_look_is_noted() -> None:
    office = a_stage().office

    for actor in (RINA, BUDI, JOKO):
        attention.view(office, actor, UNIT, ORIGIN, EVENING)
    for actor in (SITI, TUTI):
        with pytest.raises(Forbidden):
            attention.view(office, actor, UNIT, ORIGIN, EVENING)

    looks = [line.who for line in office.records.all(TrailEntry) if line.about == f"ATTENTION#{UNIT}"]
    assert looks == ["rina", "budi", "joko"]


def evening_mails(backroom: FakeBackroom, at: datetime = EVENING) -> list[tuple[Errand, str]]:
    schedule.tick(backroom.office, at, at)
    before = len(backroom.post.sent)
    worked_off(backroom, at + timedelta(seconds=2))
    delivered(backroom, at + timedelta(minutes=6))
    return [(each.name, each.to) for each in backroom.post.sent[before:]]


def test_in_the_evening_the_secretary_is_told_once_if_there_is_anything_to_tell() -> None:
    backroom = a_stage(a_siti(days={FRIDAY: APPROVED}))

    first, second = evening_mails(backroom), evening_mails(backroom, EVENING + timedelta(minutes=15))

    assert [each for each in first if each[0] is Errand.ATTENTION] == [(Errand.ATTENTION, "rina")]
    assert [each for each in second if each[0] is Errand.ATTENTION] == []


def of_rina(*more: Any) -> FakeBackroom:
    """Dewi's report waits for Rina, who supervises her, and Siti's is missing in Rina's unit."""
    report = a_report(FRIDAY, employee=DEWI.id, supervisor=RINA.id, received_at=EVENING - timedelta(hours=1))
    filed = a_row(DEWI.id, days={FRIDAY: a_mark(filed=Filed.IN_TIME)})
    return a_stage(a_siti(days={FRIDAY: APPROVED}), report, filed, *more)


def told_rina(backroom: FakeBackroom) -> list[tuple[Errand, bool]]:
    """Rina's mails of the evening, and whether each says what her unit needs."""
    evening_mails(backroom)
    return [(each.name, "unreported:1" in each.secret) for each in backroom.post.sent if each.to == "rina"]


def test_a_secretary_who_verifies_reports_gets_both_lists_in_one_mail() -> None:
    assert told_rina(of_rina()) == [(Errand.VERIFY_DIGEST, True)]


def test_where_nothing_waits_any_more_what_the_unit_needs_is_told_all_the_same() -> None:
    backroom = of_rina()
    schedule.tick(backroom.office, EVENING, EVENING)
    worked_off(backroom, EVENING + timedelta(seconds=2))
    finding, form = Finding(accepted=True), a_fresh_form(backroom.office)
    verifications.verify(backroom.office, RINA, DEWI.id, FRIDAY, 1, finding, form, ORIGIN, EVENING)
    delivered(backroom, EVENING + timedelta(minutes=6))

    assert [each.name for each in backroom.post.sent if each.to == "rina"] == [Errand.ATTENTION]


def test_while_somebody_acts_for_the_secretary_each_is_told_their_own() -> None:
    acting = replace(some_mandates(a_mandate(first=FRIDAY, last=TUESDAY, acting="budi"), holder="rina"), unit=UNIT)

    assert told_rina(of_rina(acting)) == [(Errand.ATTENTION, True)]


@pytest.mark.parametrize("at", [EVENING, local(FRIDAY + timedelta(1), 17, 30)], ids=["all is well", "a day off"])
def test_nobody_is_told_where_there_is_nothing_to_tell(at: datetime) -> None:
    row = a_siti(days={FRIDAY: APPROVED}) if at != EVENING else a_siti()

    assert Errand.ATTENTION not in [errand for errand, _ in evening_mails(a_stage(row), at)]


def test_before_half_past_five_nothing_is_handed_out() -> None:
    office = a_stage().office

    schedule.tick(office, EVENING - timedelta(minutes=1), EVENING)

    assert "attention" not in {each.job for each in office.records.all(RunClaim)}


def test_the_secretary_has_everybody_reminded_who_has_not_reported() -> None:
    backroom = a_stage(a_siti(days={FRIDAY: APPROVED}), a_row(DEWI.id, days={FRIDAY: a_mark(filed=Filed.IN_TIME)}))
    office = backroom.office

    for _ in range(2):
        attention.remind_all(office, RINA, UNIT, a_fresh_form(office), ORIGIN, EVENING)
        worked_off(backroom, EVENING + timedelta(seconds=1))
    delivered(backroom, EVENING + timedelta(minutes=1))

    assert [(each.name, each.to) for each in backroom.post.sent] == [(Errand.REPORT_REMINDER, "siti")], (
        "once a day each, however often it is asked for"
    )
    untouched(
        office, lambda: attention.remind_all(office, SITI, UNIT, a_fresh_form(office), ORIGIN, EVENING), Forbidden
    )


def test_one_person_is_reminded_of_an_earlier_day_once_a_day() -> None:
    thursday = FRIDAY - timedelta(1)
    backroom = a_stage(a_siti(days={thursday: APPROVED, FRIDAY: APPROVED}), a_row(DEWI.id, days={FRIDAY: APPROVED}))
    office = backroom.office

    def asked(employee: EmployeeId = SITI.id, day: date = thursday, actor: Actor = RINA, at: datetime = EVENING) -> str:
        return attention.remind_one(office, actor, UNIT, employee, day, a_fresh_form(office), ORIGIN, at)

    for at in (EVENING, EVENING, EVENING + timedelta(1)):
        asked(at=at)
    worked_off(backroom, EVENING + timedelta(1, 1))

    assert [each.to for each in backroom.post.sent] == ["siti", "siti"]
    untouched(office, lambda: asked(actor=SITI), Forbidden)
    untouched(office, lambda: asked(DEWI.id), Conflict)
    untouched(office, lambda: asked(at=EVENING + timedelta(10)), Conflict)


def test_a_unit_without_a_secretary_tells_nobody() -> None:
    backroom = a_stage(replace(OUR_UNIT, secretary=None), a_siti(days={FRIDAY: APPROVED}))
    backroom.office.records.hold(entry("sore", Errand.ATTENTION, EVENING, unit=UNIT))

    assert delivered(backroom, EVENING) == []
    assert backroom.office.records.all(OutboxEntry)[-1].failure == ""
