"""Closing a month: the one table, what an edition keeps, and what is frozen."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain import closing as rules
from chalicelib.domain.closing import TRANSITIONS, Edition, MonthClosing, Stage, Step
from chalicelib.domain.closing_gaps import Gap, gaps_of
from chalicelib.domain.frozen import frozen, hash_of, records_hash, thawed, whole_table
from chalicelib.domain.ledger import Filed, Verdict
from chalicelib.domain.letters import Signatory
from chalicelib.domain.month_links import has_expired, sign_link_of, sign_token
from chalicelib.domain.objections import Answer, Objections, answered, raised
from chalicelib.domain.people import EmployeeId, UnitId, Zone
from chalicelib.domain.recaps import MonthRecap
from chalicelib.domain.refusals import Conflict, Invalid, NotFound
from tests.factories import (
    APRIL,
    FRIDAY,
    FRIDAY_MORNING,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    a_mark,
    a_row,
    a_sheet,
    a_unit_month,
)

KEYS = {"k001": b"a key of the tests"}
BUDI, RINA, SITI = EmployeeId("budi"), EmployeeId("rina"), EmployeeId("siti")
SIGNER = Signatory("Budi Hartono", None, None, ("Kepala Dinas,",), shows_rank=False)
LATER = FRIDAY_MORNING + timedelta(days=10)
LAST = FRIDAY.replace(day=30)
DRAFT = MonthClosing(UnitId("DISKOMINFO"), "Dinas Kominfo", APRIL, Zone.WIB, FRIDAY_MORNING)


def an_edition(number: int = 1, **changes: Any) -> Edition:
    given: dict[str, Any] = {
        "number": number,
        "content_hash": f"{number}" * 64,
        "records_hash": "r" * 64,
        "file": f"summaries/{number}.json",
        "closed_at": FRIDAY_MORNING,
        "closed_by": RINA,
        "closed_by_name": "Rina",
    }
    return Edition(**given | changes)


def at_stage(stage: Stage) -> MonthClosing:
    """A month that came there in the ordinary way."""
    if stage is Stage.DRAFTED:
        return DRAFT
    closed = rules.asked(rules.closed(DRAFT, an_edition(), has_gaps=False), BUDI, FRIDAY_MORNING)
    return closed if stage is Stage.CLOSED else rules.signed(closed, BUDI, SIGNER, LATER)


STEPS = {
    Step.CLOSE: lambda was: rules.closed(was, an_edition(was.next_number), has_gaps=False),
    Step.SIGN: lambda was: rules.signed(was, BUDI, SIGNER, LATER),
    Step.RETURN: lambda was: rules.returned(was, "Periksa lagi."),
    Step.REOPEN: lambda was: rules.reopened(was, "Presensi tercatat keliru."),
}


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("stage", Stage)
def test_the_table_says_what_may_follow_what(stage: Stage, step: Step) -> None:
    was = at_stage(stage)
    if (stage, step) in TRANSITIONS:
        becomes = STEPS[step](was)
        assert (becomes.stage, becomes.revision) == (TRANSITIONS[stage, step], was.revision + 1)
    else:
        with pytest.raises(Conflict):
            STEPS[step](was)


def test_what_is_open_has_to_be_explained() -> None:
    with pytest.raises(Invalid):
        rules.closed(DRAFT, an_edition(), has_gaps=True)
    assert rules.closed(DRAFT, an_edition(notes="Mesin presensi rusak."), has_gaps=True).stage is Stage.CLOSED


@pytest.mark.parametrize("step", [Step.RETURN, Step.REOPEN])
def test_returning_and_reopening_need_a_reason(step: Step) -> None:
    act = rules.returned if step is Step.RETURN else rules.reopened
    was = at_stage(Stage.CLOSED if step is Step.RETURN else Stage.SIGNED)
    for reason in ("", "x" * (rules.LONGEST_REASON + 1)):
        with pytest.raises(Invalid):
            act(was, reason)


def test_an_edition_that_was_returned_is_closed_anew_and_one_that_was_signed_is_kept() -> None:
    returned = rules.returned(at_stage(Stage.CLOSED), "Periksa lagi.")
    assert (returned.next_number, returned.latest, returned.in_force) == (1, None, None)
    again = rules.closed(returned, an_edition(content_hash="b" * 64), has_gaps=False)
    assert [each.content_hash for each in again.editions] == ["b" * 64]

    reopened = rules.reopened(at_stage(Stage.SIGNED), "Presensi tercatat keliru.")
    second = rules.signed(rules.closed(reopened, an_edition(2), has_gaps=False), BUDI, SIGNER, LATER)
    assert [(each.number, each.is_replaced) for each in second.editions] == [(1, True), (2, False)]
    assert second.in_force == second.latest == second.editions[1]
    assert second.editions[0].signer == SIGNER


def test_a_token_serves_its_month_edition_content_and_assignee_alone() -> None:
    closed = at_stage(Stage.CLOSED)
    token = sign_token(KEYS, closed, BUDI)
    link = sign_link_of(KEYS, closed, token)
    assert link
    assert (link.assignee, link.edition, link.content) == (BUDI, 1, 1)
    assert sign_link_of(KEYS, closed, sign_token(KEYS, closed, RINA)) is None, "nobody sent Rina a link"
    assert sign_link_of(KEYS, replace(closed, unit=UnitId("BKPSDM")), token) is None
    assert sign_link_of({"k002": b"another"}, closed, token) is None
    again = rules.closed(rules.returned(closed, "Periksa."), an_edition(), has_gaps=False)
    asked = rules.asked(again, BUDI, LATER)
    assert sign_token(KEYS, asked, BUDI) != token
    assert sign_link_of(KEYS, asked, token) == link, "an older link is recognised, so that it can say what happened"


def test_a_link_lives_two_weeks() -> None:
    closed = at_stage(Stage.CLOSED)
    assert not has_expired(closed, FRIDAY_MORNING + timedelta(days=13))
    assert has_expired(closed, FRIDAY_MORNING + timedelta(days=14))


# What is frozen


def a_recap() -> MonthRecap:
    month = a_unit_month(a_row(days={MONDAY: a_mark(filed=Filed.IN_TIME, minutes=390)}))
    return MonthRecap(whole_table(month), "Pekanbaru", None, ("Surat Edaran",))


def test_the_same_month_gives_the_same_content_and_comes_back_as_it_was() -> None:
    content = frozen(a_recap(), 1, "Catatan", "")
    assert content == frozen(a_recap(), 1, "Catatan", "")
    seal = an_edition(content_hash=hash_of(content)).seal("/recaps/x")

    back = thawed(content, seal)

    assert back.table.lines == a_recap().table.lines
    assert (back.table.required, back.circulars, back.seal) == (a_recap().table.required, ("Surat Edaran",), seal)
    assert frozen(back, 1, "Catatan", "") == content


def test_content_does_not_move_with_revisions_and_signatures() -> None:
    recap = a_recap()
    month = recap.table.month
    moved = replace(month, sheet=replace(month.sheet, revision=7, signed=1))
    assert frozen(replace(recap, table=replace(recap.table, month=moved)), 1, "", "") == frozen(recap, 1, "", "")


def test_records_that_change_are_noticed_and_names_are_not() -> None:
    row = a_row(days={MONDAY: a_mark(filed=Filed.IN_TIME, minutes=390)})
    before = records_hash(a_unit_month(row))
    assert records_hash(a_unit_month(replace(row, name="Siti Rahmawati, M.E."))) == before
    assert records_hash(a_unit_month(a_row(days={MONDAY: a_mark(filed=Filed.LATE, minutes=390)}))) != before
    assert records_hash(a_unit_month(row, sheet=replace(a_sheet(), signed=1, revision=9))) == before


def test_what_is_open_is_found_by_kind() -> None:
    marks = {
        MONDAY: a_mark(),
        TUESDAY: a_mark(filed=Filed.IN_TIME, minutes=390),
        WEDNESDAY: replace(a_mark(filed=Filed.IN_TIME, minutes=390), verdict=Verdict.RETURNED),
        FRIDAY: replace(a_mark(filed=Filed.LATE, minutes=390), verdict=Verdict.ACCEPTED),
    }
    month = a_unit_month(a_row(days=marks))
    objecting = raised(NONE, FRIDAY, "Saya di kantor.", LATER, LAST, after_signing=False)

    found = gaps_of(whole_table(month), (objecting,))

    assert [(each.gap, each.day) for each in found if each.gap is not Gap.NO_DATA] == [
        (Gap.OBJECTION, FRIDAY),
        (Gap.UNREPORTED, MONDAY),
        (Gap.RETURNED, WEDNESDAY),
        (Gap.UNVERIFIED, TUESDAY),
    ]
    assert FRIDAY not in {each.day for each in found if each.gap is not Gap.OBJECTION}


# Objections

NONE = Objections(UnitId("DISKOMINFO"), APRIL, SITI, "Siti", revision=0)


def test_an_objection_is_answered_once_and_may_be_raised_again() -> None:
    first = raised(NONE, MONDAY, "Saya di kantor.", LATER, LAST, after_signing=False)
    with pytest.raises(Invalid):
        raised(first, MONDAY, "Sekali lagi.", LATER, LAST, after_signing=False)
    done = answered(first, MONDAY, Answer.DECLINED, "Tidak ada catatan.", "Rina", LATER)
    assert done.open == ()
    with pytest.raises(Conflict):
        answered(done, MONDAY, Answer.ACCEPTED, "Ya.", "Rina", LATER)
    assert raised(done, MONDAY, "Ada saksinya.", LATER, LAST, after_signing=True).entries[1].after_signing
    with pytest.raises(NotFound):
        answered(done, TUESDAY, Answer.ACCEPTED, "Ya.", "Rina", LATER)


@pytest.mark.parametrize(
    ("day", "words"), [(WEDNESDAY, "x"), (MONDAY.replace(month=5), "x"), (MONDAY, ""), (MONDAY, "x" * 1001)]
)
def test_what_cannot_be_objected_to(day: Any, words: str) -> None:
    with pytest.raises(Invalid):
        raised(NONE, day, words, LATER, MONDAY, after_signing=False)
