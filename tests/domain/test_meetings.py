"""Meetings: how many may be in the room, and what a plan has to say."""

from datetime import date, time
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.meetings import MOST_IN_ROOM, Meeting, Plan, State, called, cancelled
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.refusals import Conflict, Invalid, Refusal
from tests.factories import FRIDAY_MORNING, an_employee
from tests.workflows.stage import BUDI

TODAY = date(2021, 4, 23)
PEOPLE = [
    an_employee(f"p{number:02}", name=f"Pegawai {number:02}", email=f"p{number}@kota.example") for number in range(20)
]
IDS = tuple(each.id for each in PEOPLE)


def a_plan(**changes: Any) -> Plan:
    plan = Plan("Persiapan musrenbang", date(2021, 4, 26), time(9), time(10, 30), "Ruang rapat", "", IDS[:3], ())
    return replace(plan, **changes)


def a_meeting(plan: Plan | None = None, most: int = MOST_IN_ROOM) -> Meeting:
    return called("rapat", plan or a_plan(), PEOPLE, BUDI, most, FRIDAY_MORNING, TODAY)


def wrong(plan: Plan) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        a_meeting(plan)
    return {each.field: each.message.msgid for each in refused.value.problems}


def test_who_is_invited_is_kept_by_name_with_where_they_sit() -> None:
    meeting = a_meeting(a_plan(in_room=IDS[1::-1], online=IDS[2:3], link="https://temu.example/a"))

    assert [each.id for each in meeting.room] == list(IDS[:2])
    assert [each.id for each in meeting.online] == [IDS[2]]
    assert (meeting.unit, meeting.caller, meeting.state) == (BUDI.unit, BUDI.id, State.CALLED)


def test_the_room_holds_fifteen_and_not_one_more() -> None:
    assert len(a_meeting(a_plan(in_room=IDS[:15])).room) == 15

    with pytest.raises(Invalid) as refused:
        a_meeting(a_plan(in_room=IDS[:17]))

    (problem,) = refused.value.problems
    assert (problem.field, problem.message.values) == ("in_room", {"most": 15, "chosen": 17, "over": 2})


def test_those_beyond_the_room_join_by_link() -> None:
    meeting = a_meeting(a_plan(in_room=IDS[:15], online=IDS[15:], link="https://temu.example/a"))

    assert (len(meeting.room), len(meeting.online)) == (15, 5)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subject": ""}, "subject"),
        ({"subject": "x" * 151}, "subject"),
        ({"date": date(2021, 4, 22)}, "date"),
        ({"end": time(9)}, "end"),
        ({"place": ""}, "place"),
        ({"online": IDS[4:5]}, "link"),
        ({"link": "http://temu.example"}, "link"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"in_room": ()}, "in_room"),
        ({"in_room": (EmployeeId("tiada"),)}, "in_room"),
    ],
)
def test_what_does_not_hold_is_said_beside_its_field(changes: dict[str, Any], field: str) -> None:
    assert field in wrong(a_plan(**changes))


def test_it_may_be_today_but_not_with_people_who_have_left() -> None:
    gone = replace(PEOPLE[0], left=date(2021, 4, 23))

    meeting = called("r", a_plan(date=TODAY), [gone, *PEOPLE[1:]], BUDI, 15, FRIDAY_MORNING, TODAY)

    assert [each.id for each in meeting.participants] == list(IDS[1:3])


def test_a_meeting_is_called_off_once_with_a_reason_before_it_is_over() -> None:
    off = cancelled(a_meeting(), "Ruang banjir.", TODAY)

    assert (off.state, off.reason, off.revision) == (State.CANCELLED, "Ruang banjir.", 2)
    with pytest.raises(Conflict):
        cancelled(off, "Lagi.", TODAY)
    with pytest.raises(Invalid):
        cancelled(a_meeting(), "", TODAY)
    with pytest.raises(Refusal, match="sudah lewat"):
        cancelled(a_meeting(), "Terlambat.", date(2021, 4, 27))
