"""A month from its draft to the signature, and beyond: who may, what is frozen, who is told."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.absences import AbsenceDraft, AbsenceKind, Part
from chalicelib.domain.attendance import AttendanceDraft
from chalicelib.domain.closing import MonthClosing, Stage, Step
from chalicelib.domain.frozen import hash_of
from chalicelib.domain.ledger import Filed
from chalicelib.domain.mandates import MandateKind
from chalicelib.domain.month_links import sign_token
from chalicelib.domain.objections import Answer
from chalicelib.domain.orders import Act
from chalicelib.domain.outbox import Errand
from chalicelib.domain.people import Actor, EmployeeId
from chalicelib.domain.recaps import PaperFormat
from chalicelib.domain.records import closing_key, objections_key, sheet_key
from chalicelib.domain.refusals import Conflict, Forbidden, Gone, Invalid, NotFound, Refusal, SignInNeeded, Stale
from chalicelib.domain.trail import Means, TrailEntry
from chalicelib.domain.verifications import Finding
from chalicelib.workflows import (
    absences,
    attendance,
    closings,
    months,
    objections,
    recaps,
    report_versions,
    reports,
    signing,
    verifications,
)
from chalicelib.workflows.decisions import LinkState
from chalicelib.workflows.signing import SignChoice
from tests.factories import (
    APRIL,
    MONDAY,
    MONDAY_AFTERNOON,
    TUESDAY,
    WEDNESDAY,
    a_draft,
    a_mandate,
    a_mark,
    a_row,
    local,
    some_mandates,
)
from tests.fakes import FakeBackroom, FakeOffice
from tests.workflows.stage import (
    BUDI,
    BY_LINK,
    DEWI,
    JOKO,
    ORIGIN,
    RINA,
    SITI,
    TUTI,
    UNIT,
    a_decided_order,
    a_form,
    a_fresh_form,
    a_stage,
    untouched,
    worked_off,
)

FIRST_OF_MAY = local(date(2021, 5, 1), 1, 15)
SECOND = local(date(2021, 5, 2), 9)
THIRD = local(date(2021, 5, 3), 9)
NOTES = "Presensi April diimpor menyusul."
SIGN, RETURN = SignChoice(Step.SIGN), SignChoice(Step.RETURN, "Hari Senin belum benar.")


def a_drafted_stage(*more: Any) -> FakeBackroom:
    """Siti reported Monday from home; on the first of May the draft is made."""
    stage = a_stage(*more)
    a_decided_order(stage.office, Act.APPROVE)
    reports.file_report(stage.office, SITI, MONDAY, a_draft(), a_fresh_form(stage.office), ORIGIN, MONDAY_AFTERNOON)
    months.make_summary(stage.office, UNIT, APRIL, FIRST_OF_MAY)
    return stage


def the_closing(office: FakeOffice) -> MonthClosing:
    return office.records.read(closing_key(UNIT, APRIL)).get(closing_key(UNIT, APRIL))


def close(office: FakeOffice, actor: Actor = RINA, notes: str = NOTES, at: datetime = SECOND) -> str:
    seen = the_closing(office).revision
    return closings.close(office, actor, UNIT, APRIL, notes, seen, a_fresh_form(office), ORIGIN, at)


def sign(
    office: FakeOffice, actor: Actor = BUDI, choice: SignChoice = SIGN, sent: Any = None, at: datetime = THIRD
) -> str:
    seen, form = the_closing(office).content, sent or a_fresh_form(office)
    return signing.sign(office, actor, UNIT, APRIL, choice, seen, form, ORIGIN, at)


def reopen(office: FakeOffice, actor: Actor = RINA, reason: str = "Presensi keliru.") -> str:
    seen = the_closing(office).revision
    return closings.reopen(office, actor, UNIT, APRIL, reason, seen, a_fresh_form(office), ORIGIN, THIRD)


def token(office: FakeOffice, whose: str = "budi") -> str:
    return sign_token(office.keys(), the_closing(office), EmployeeId(whose))


def by_link(office: FakeOffice, actor: Actor | None = BUDI, choice: SignChoice = SIGN, link: str = "") -> str:
    used, form = link or token(office), a_fresh_form(office)
    return signing.sign_by_link(office, actor, UNIT, APRIL, used, choice, form, BY_LINK, THIRD)


def opened(office: FakeOffice, viewer: Actor | None = BUDI, link: str = "", at: datetime = THIRD) -> LinkState:
    return signing.open_link(office, UNIT, APRIL, link or token(office), viewer, BY_LINK, at).state


def a_signed_office(*more: Any) -> FakeOffice:
    office = a_drafted_stage(*more).office
    close(office)
    sign(office)
    return office


# From draft to signature


def test_a_month_is_drafted_closed_signed_and_everyone_is_told() -> None:
    stage = a_drafted_stage()
    office = stage.office
    worked_off(stage, FIRST_OF_MAY + timedelta(seconds=2))
    told = {mail.to for mail in stage.post.sent if mail.name is Errand.MONTH_DRAFT}
    assert told == {"siti", "dewi", "budi", "rina"}

    shown = close(office)
    worked_off(stage, SECOND + timedelta(seconds=2))
    assert shown == "/months/DISKOMINFO/2021-04/closing"
    (asked,) = [mail for mail in stage.post.sent if mail.name is Errand.SIGN_MONTH]
    assert (asked.to, asked.secret) == ("budi", token(office))

    by_link(office)
    signed = the_closing(office)
    assert (signed.stage, signed.editions[0].signed_by) == (Stage.SIGNED, "budi")
    assert signed.editions[0].signer
    assert "Budi" in signed.editions[0].signer.name
    assert office.records.read(sheet_key(UNIT, APRIL)).get(sheet_key(UNIT, APRIL)).signed == 1
    acts = office.trail.acts("CLOSING#DISKOMINFO#2021-04")
    assert [(line.what, line.who, line.number) for line in acts] == [
        ("close_month", "rina", 2),
        ("sign_month", "budi", 3),
    ]
    assert acts[1].origin.means is Means.LINK


def test_what_is_closed_is_frozen_in_a_file_known_by_its_hash() -> None:
    office = a_drafted_stage().office

    close(office)

    edition = the_closing(office).editions[0]
    assert hash_of(office.files.kept[edition.file]) == edition.content_hash
    assert edition.notes == NOTES


def test_something_open_needs_an_explanation_and_nothing_is_written_without() -> None:
    office = a_drafted_stage().office
    untouched(office, lambda: close(office, notes=""), Invalid)


@pytest.mark.parametrize("actor", [SITI, DEWI, BUDI, TUTI], ids=["employee", "colleague", "head", "another secretary"])
def test_only_the_secretary_and_administrators_close_and_reopen(actor: Actor) -> None:
    office = a_drafted_stage().office
    untouched(office, lambda: close(office, actor), Forbidden)
    signed = a_signed_office()
    untouched(signed, lambda: reopen(signed, actor), Forbidden)
    assert close(office, JOKO)


@pytest.mark.parametrize("actor", [SITI, RINA, JOKO, TUTI], ids=lambda actor: actor.id)
def test_only_the_head_signs(actor: Actor) -> None:
    office = a_drafted_stage().office
    close(office)
    untouched(office, lambda: sign(office, actor), Forbidden)
    untouched(office, lambda: signing.open_page(office, actor, UNIT, APRIL, ORIGIN, THIRD), Forbidden)


def test_who_acts_for_the_head_signs_and_the_head_does_not() -> None:
    mandate = a_mandate(acting="dewi", first=date(2021, 5, 1), last=date(2021, 5, 9))
    office = a_drafted_stage(some_mandates(mandate)).office
    close(office)
    assert [link.assignee for link in the_closing(office).links] == ["dewi"]
    untouched(office, lambda: sign(office, BUDI), Forbidden)

    view = signing.open_page(office, DEWI, UNIT, APRIL, ORIGIN, THIRD)
    assert view.as_whom.startswith(MandateKind.PLH)
    sign(office, DEWI)

    edition = the_closing(office).editions[0]
    assert edition.signer
    assert edition.signer.post_line[0].startswith("Plh. ")
    line = office.trail.acts("CLOSING#DISKOMINFO#2021-04")[-1]
    assert line.as_whom.startswith("Plh. ")
    assert mandate.number in line.as_whom


def test_the_head_returns_a_month_and_the_secretary_is_told() -> None:
    stage = a_drafted_stage()
    office = stage.office
    close(office)
    first = token(office)
    untouched(office, lambda: sign(office, choice=SignChoice(Step.RETURN)), Invalid)

    sign(office, choice=RETURN)

    worked_off(stage, THIRD + timedelta(seconds=2))
    told = [(mail.name, mail.to) for mail in stage.post.sent]
    assert (Errand.MONTH_RETURNED, "rina") in told
    assert the_closing(office).returned == RETURN.reason
    assert opened(office, link=first) is LinkState.DECIDED
    close(office)
    assert opened(office, link=first) is LinkState.MOVED
    untouched(office, lambda: by_link(office, link=first), Gone)
    assert the_closing(office).editions[0].number == 1


def test_a_form_sent_twice_counts_once() -> None:
    office = a_drafted_stage().office
    close(office)
    form = a_form("twice")
    seen = the_closing(office).content
    shown = signing.sign(office, BUDI, UNIT, APRIL, SIGN, seen, form, ORIGIN, THIRD)
    before = dict(office.records.held)

    assert signing.sign(office, BUDI, UNIT, APRIL, SIGN, seen, form, ORIGIN, THIRD) == shown
    assert office.records.held == before


def test_of_two_who_sign_and_return_at_once_one_counts() -> None:
    office = a_drafted_stage().office
    close(office)
    office.records.meanwhile(lambda: sign(office))

    with pytest.raises(Conflict, match="sudah ditandatangani"):
        sign(office, choice=RETURN)

    assert the_closing(office).stage is Stage.SIGNED


def test_signing_takes_four_requests() -> None:
    office = a_drafted_stage().office
    close(office)
    seen, form = the_closing(office).content, a_fresh_form(office)
    office.records.requests.clear()

    signing.sign(office, BUDI, UNIT, APRIL, SIGN, seen, form, ORIGIN, THIRD)

    assert office.records.requests == ["read", "read", "read", "commit"]


# The link


@pytest.mark.parametrize("viewer", [None, RINA, SITI], ids=["nobody", "secretary", "somebody it was forwarded to"])
def test_a_link_shows_nothing_in_another_browser_and_signs_nothing(viewer: Actor | None) -> None:
    office = a_drafted_stage().office
    close(office)
    assert opened(office, viewer) is LinkState.STRANGER
    untouched(office, lambda: by_link(office, viewer), Forbidden if viewer else SignInNeeded)


def test_opening_a_link_changes_nothing_but_notes_the_look() -> None:
    office = a_drafted_stage().office
    close(office)
    before = the_closing(office)

    assert opened(office) is LinkState.OPEN

    assert the_closing(office) == before
    assert office.records.all(TrailEntry)[-1].what == "view"


def test_a_used_and_an_expired_link_say_so() -> None:
    office = a_drafted_stage().office
    close(office)
    assert opened(office, at=SECOND + timedelta(days=14)) is LinkState.EXPIRED
    sign(office)
    assert opened(office) is LinkState.DECIDED
    untouched(office, lambda: by_link(office), Conflict)


def test_a_link_is_dead_once_somebody_else_acts_and_another_can_be_sent() -> None:
    office = a_drafted_stage().office
    close(office)
    old = token(office)
    office.records.hold(some_mandates(a_mandate(acting="dewi", first=date(2021, 5, 3), last=date(2021, 5, 9))))
    assert opened(office) is LinkState.MOVED
    untouched(office, lambda: by_link(office, link=old), Forbidden)

    seen = the_closing(office).revision
    closings.ask_again(office, RINA, UNIT, APRIL, seen, a_fresh_form(office), ORIGIN, THIRD)

    by_link(office, DEWI, link=token(office, "dewi"))
    assert the_closing(office).editions[0].signed_by == "dewi"


def test_a_made_up_token_opens_nothing() -> None:
    office = a_drafted_stage().office
    close(office)
    for made_up in ("x", "k001", token(office)[:-1], sign_token({"k001": b"a guess"}, the_closing(office), BUDI.id)):
        untouched(office, lambda link=made_up: opened(office, link=link), Gone)  # type: ignore[misc]


# Frozen


def _filing(office: FakeOffice) -> object:
    return reports.file_report(office, SITI, WEDNESDAY, a_draft(), a_fresh_form(office), ORIGIN, SECOND)


def _correcting(office: FakeOffice) -> object:
    form = a_fresh_form(office)
    return report_versions.correct_report(office, SITI, MONDAY, a_draft(), "Salah ketik.", form, ORIGIN, SECOND, seen=1)


def _verifying(office: FakeOffice) -> object:
    form = a_fresh_form(office)
    return verifications.verify(office, BUDI, SITI.id, MONDAY, 1, Finding(accepted=True), form, ORIGIN, SECOND)


def _attending(office: FakeOffice) -> object:
    draft = AttendanceDraft(DEWI.id, TUESDAY, 450, 960, "Mesin rusak.")
    return attendance.enter(office, RINA, UNIT, draft, a_fresh_form(office), ORIGIN, SECOND)


def _being_absent(office: FakeOffice) -> object:
    draft = AbsenceDraft(AbsenceKind.SICK, Part.WHOLE, TUESDAY, TUESDAY, "")
    return absences.enter(office, RINA, UNIT, DEWI.id, draft, a_fresh_form(office), ORIGIN, SECOND)


RECORDING = [_filing, _correcting, _verifying, _attending, _being_absent]


@pytest.mark.parametrize("act", RECORDING, ids=lambda act: act.__name__)
def test_nothing_of_a_signed_month_is_recorded_any_more(act: Callable[[FakeOffice], object]) -> None:
    office = a_signed_office()
    refused = untouched(office, lambda: act(office), Conflict)
    assert "sudah ditandatangani" in refused.message.msgid


@pytest.mark.parametrize("act", RECORDING[1:], ids=lambda act: act.__name__)
def test_it_is_again_once_the_month_was_reopened(act: Callable[[FakeOffice], object]) -> None:
    office = a_signed_office()
    reopen(office)
    assert act(office)


def test_a_change_that_comes_anyway_is_told_and_alters_nothing_that_is_frozen() -> None:
    office = a_signed_office()
    edition = the_closing(office).editions[0]
    content = office.files.kept[edition.file]
    assert not closings.view(office, RINA, UNIT, APRIL, ORIGIN, THIRD).is_changed

    office.records.hold(a_row(days={MONDAY: a_mark(filed=Filed.LATE, minutes=300)}))

    assert closings.view(office, RINA, UNIT, APRIL, ORIGIN, THIRD).is_changed
    assert office.files.kept[edition.file] == content
    assert the_closing(office).editions[0] == edition


def test_a_reopened_month_is_closed_and_signed_as_the_next_edition() -> None:
    office = a_signed_office()
    reopen(office)
    assert office.records.read(sheet_key(UNIT, APRIL)).get(sheet_key(UNIT, APRIL)).signed == 0
    office.records.hold(a_row(days={MONDAY: a_mark(filed=Filed.LATE, minutes=300)}))

    close(office)
    sign(office)

    first, second = the_closing(office).editions
    assert (first.number, first.is_replaced, second.number, second.reason) == (1, True, 2, "Presensi keliru.")
    assert first.content_hash != second.content_hash
    assert office.files.kept[first.file]
    note = office.trail.acts("CLOSING#DISKOMINFO#2021-04")[2]
    assert (note.what, note.note) == ("reopen_month", "Presensi keliru.")


def test_who_saw_an_older_month_is_told() -> None:
    office = a_drafted_stage().office
    seen = the_closing(office).revision
    closings.save_notes(office, RINA, UNIT, APRIL, NOTES, seen, a_fresh_form(office), ORIGIN, SECOND)
    untouched(
        office,
        lambda: closings.close(office, RINA, UNIT, APRIL, NOTES, seen, a_fresh_form(office), ORIGIN, SECOND),
        Stale,
    )


# Papers


def test_papers_of_a_closed_month_are_made_by_the_worker_from_what_is_frozen() -> None:
    stage = a_drafted_stage()
    office = stage.office
    close(office)
    with pytest.raises(Refusal, match="sedang disiapkan"):
        months.paper_link(office, RINA, UNIT, APRIL, PaperFormat.PDF, ORIGIN, SECOND)
    office.records.hold(a_row(days={MONDAY: a_mark(filed=Filed.LATE, minutes=1)}))
    worked_off(stage, SECOND + timedelta(minutes=1))

    address = months.paper_link(office, RINA, UNIT, APRIL, PaperFormat.PDF, ORIGIN, SECOND)

    name = address.removeprefix("https://files.example/").partition("?")[0]
    assert name.endswith("-closed.pdf")
    assert b";390" in office.files.kept[name], "as it was frozen, not as the ledger is now"
    assert address.endswith("rekap-DISKOMINFO-2021-04-revisi-1.pdf")
    sign(office)
    worked_off(stage, THIRD + timedelta(minutes=1))
    signed = months.paper_link(office, RINA, UNIT, APRIL, PaperFormat.PDF, ORIGIN, THIRD)
    assert "-signed.pdf" in signed
    reopen(office)
    old = closings.edition_link(office, RINA, UNIT, APRIL, 1, PaperFormat.PDF, ORIGIN, THIRD)
    assert old == signed, "an earlier edition stays readable"
    assert "/exports/" in months.paper_link(office, RINA, UNIT, APRIL, PaperFormat.PDF, ORIGIN, THIRD)


def test_one_persons_paper_of_a_closed_month_is_made_from_what_is_frozen() -> None:
    stage = a_drafted_stage()
    office = stage.office
    close(office)
    office.records.hold(a_row(days={MONDAY: a_mark(filed=Filed.LATE, minutes=1)}))

    def ask() -> str:
        return recaps.personal_link(office, SITI, UNIT, SITI.id, APRIL, PaperFormat.PDF, ORIGIN, SECOND)

    with pytest.raises(Refusal, match="sedang disiapkan"):
        ask()
    worked_off(stage, SECOND + timedelta(minutes=1))

    name = ask().removeprefix("https://files.example/").partition("?")[0]

    assert "/people/siti-1-" in name
    assert office.files.kept[name].endswith(b";390")


# Objections


def object_to(office: FakeOffice, day: date = MONDAY, actor: Actor = SITI) -> str:
    words, form = "Saya bekerja penuh.", a_fresh_form(office)
    return objections.raise_objection(office, actor, APRIL, day, words, form, ORIGIN, SECOND)


def answer(office: FakeOffice, actor: Actor = RINA, choice: Answer = Answer.ACCEPTED) -> str:
    form = a_fresh_form(office)
    words = "Menit dihitung ulang."
    return objections.answer(office, actor, UNIT, APRIL, SITI.id, MONDAY, choice, words, form, ORIGIN, THIRD)


def test_an_objection_goes_to_the_secretary_and_its_answer_to_who_raised_it() -> None:
    stage = a_drafted_stage()
    office = stage.office
    assert object_to(office) == "/my-month/2021-04"
    worked_off(stage, SECOND + timedelta(seconds=2))
    assert [mail.to for mail in stage.post.sent if mail.name is Errand.OBJECTION] == ["rina"]
    gaps = closings.view(office, RINA, UNIT, APRIL, ORIGIN, SECOND).gaps
    assert (gaps[0].gap, gaps[0].employee, gaps[0].day) == ("objection", "siti", MONDAY)

    answer(office)

    worked_off(stage, THIRD + timedelta(seconds=2))
    assert [mail.to for mail in stage.post.sent if mail.name is Errand.OBJECTION_ANSWERED] == ["siti"]
    (entry,) = recaps.own_month(office, SITI, APRIL, THIRD).objections
    assert (entry.answer, entry.answered_words) == (Answer.ACCEPTED, "Menit dihitung ulang.")
    lines = office.trail.acts("OBJECTIONS#DISKOMINFO#2021-04#siti")
    assert [(line.what, line.concerns) for line in lines] == [("object", "siti"), ("accept_objection", "siti")]


def test_a_signed_month_can_be_objected_to_which_asks_for_reopening() -> None:
    office = a_signed_office()
    object_to(office)
    name = objections_key(UNIT, APRIL, SITI.id)
    assert office.records.read(name).get(name).entries[0].after_signing


@pytest.mark.parametrize("actor", [SITI, DEWI, BUDI, TUTI], ids=lambda actor: actor.id)
def test_only_the_secretary_answers(actor: Actor) -> None:
    office = a_drafted_stage().office
    object_to(office)
    untouched(office, lambda: answer(office, actor), Forbidden)
    see = lambda: objections.see(office, actor, UNIT, APRIL, SITI.id, MONDAY, ORIGIN, THIRD)  # noqa: E731
    untouched(office, see, Forbidden)


def test_looking_at_an_objection_is_noted_and_none_is_not_found() -> None:
    office = a_drafted_stage().office
    with pytest.raises(NotFound):
        objections.see(office, RINA, UNIT, APRIL, SITI.id, MONDAY, ORIGIN, THIRD)
    object_to(office)
    objections.see(office, RINA, UNIT, APRIL, SITI.id, MONDAY, ORIGIN, THIRD)
    look = office.records.all(TrailEntry)[-1]
    assert (look.what, look.who, look.concerns) == ("view", "rina", "siti")
