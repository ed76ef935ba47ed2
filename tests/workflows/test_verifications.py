"""Verifying daily reports: who, once, with what it does to the hours; several at once; by the evening's link."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.ledger import Filed, Verdict
from chalicelib.domain.mandates import Mandate, MandateKind, Mandates
from chalicelib.domain.outbox import Errand, OutboxEntry
from chalicelib.domain.people import Actor, EnteredBy, Zone
from chalicelib.domain.records import report_key
from chalicelib.domain.refusals import Conflict, Forbidden, Gone, Invalid, NotFound, Refusal, SignInNeeded, Stale
from chalicelib.domain.report_links import report_token
from chalicelib.domain.reports import DailyReport
from chalicelib.domain.trail import Means, Origin, TrailEntry
from chalicelib.domain.verifications import Finding
from chalicelib.workflows import schedule, verification_links, verification_lists, verification_rounds, verifications
from chalicelib.workflows.decisions import LinkState
from chalicelib.workflows.picked import Picked
from tests.factories import MONDAY, TUESDAY, a_mark, a_report, a_row, local
from tests.fakes import FakeBackroom, FakeOffice
from tests.workflows.stage import (
    BUDI,
    DEWI,
    JOKO,
    ORIGIN,
    RINA,
    SITI,
    TUTI,
    UNIT,
    a_form,
    a_fresh_form,
    a_stage,
    delivered,
    the_row,
    untouched,
    worked_off,
)

EVENING = local(MONDAY, 17, 30)
ACCEPT, RETURN = Finding(accepted=True), Finding(accepted=False, note="Lengkapi hasilnya.")
BY_LINK = Origin("10.0.0.1", Means.LINK)
FILED = a_mark(order="kq3vd5c2x7mabnop", filed=Filed.IN_TIME, minutes=390)


def a_backroom(*more: object, report: DailyReport | None = None) -> FakeBackroom:
    """Siti filed Monday's report under Budi."""
    return a_stage(report or a_report(), a_row("siti", days={MONDAY: FILED, TUESDAY: FILED}), *more)


def an_office(*more: object, report: DailyReport | None = None) -> FakeOffice:
    return a_backroom(*more, report=report).office


def the_report(office: FakeOffice) -> DailyReport:
    return office.records.read(report_key(SITI.id, MONDAY)).get(report_key(SITI.id, MONDAY))


def verify(
    office: FakeOffice,
    actor: Actor = BUDI,
    finding: Finding = ACCEPT,
    *,
    seen: int | None = None,
    at: datetime = EVENING,
) -> str:
    revision = the_report(office).revision if seen is None else seen
    form = a_fresh_form(office)
    return verifications.verify(office, actor, SITI.id, MONDAY, revision, finding, form, ORIGIN, at)


def acting(actor: Actor = DEWI) -> Mandates:
    """Somebody acts for Budi on Monday."""
    mandate = Mandate(
        "m1", MandateKind.PLH, "800/1", actor.id, actor.name, "Analis", MONDAY, MONDAY, RINA.id, RINA.name, EVENING
    )
    return Mandates(BUDI.id, BUDI.name, "Kepala Dinas", UNIT, Zone.WIB, (mandate,))


@pytest.mark.parametrize("actor", [BUDI, RINA], ids=["supervisor", "secretary"])
def test_an_accepted_report_makes_its_hours_final(actor: Actor) -> None:
    office = an_office()

    assert verify(office, actor) == "/verifications/siti/2021-04-26"

    report, mark = the_report(office), the_row(office).mark(MONDAY)
    assert report.is_accepted
    assert report.verification
    assert (report.verification.by, report.revision) == (actor.id, 2)
    assert mark == replace(FILED, verdict=Verdict.ACCEPTED)
    assert mark.is_final
    line = office.records.all(TrailEntry)[-1]
    assert (line.number, line.what, line.who) == (2, "accept_report", actor.id)
    assert office.records.all(OutboxEntry) == [], "an acceptance is not mailed"


def test_a_returned_report_says_so_in_the_ledger_and_in_a_mail() -> None:
    backroom = a_backroom()

    verify(backroom.office, finding=RETURN)

    assert the_report(backroom.office).is_returned
    mark = the_row(backroom.office).mark(MONDAY)
    assert mark == replace(FILED, verdict=Verdict.RETURNED)
    (mail,) = delivered(backroom, EVENING + timedelta(minutes=1))
    assert (mail.name, mail.secret) == (Errand.REPORT_RETURNED, RETURN.note)


def test_a_return_needs_a_reason() -> None:
    office = an_office()

    untouched(office, lambda: verify(office, finding=Finding(accepted=False)), Invalid)


@pytest.mark.parametrize("actor", [SITI, DEWI, JOKO, TUTI], ids=["own", "colleague", "administrator", "elsewhere"])
def test_nobody_else_verifies_least_of_all_their_own(actor: Actor) -> None:
    office = an_office()

    untouched(office, lambda: verify(office, actor), Forbidden)


def test_the_secretary_does_not_verify_what_she_filed_for_somebody() -> None:
    office = an_office(report=replace(a_report(), entered_by=EnteredBy(RINA.id, RINA.name)))

    untouched(office, lambda: verify(office, RINA), Forbidden)
    assert verify(office, BUDI)


def test_an_acting_officer_verifies_for_as_long_as_the_mandate_lasts() -> None:
    office = an_office(acting())

    untouched(office, lambda: verify(office, DEWI, at=EVENING + timedelta(days=1)), Forbidden)
    verify(office, DEWI)

    found = the_report(office).verification
    assert found
    assert found.as_whom == "Plh. Kepala Dinas, 800/1"


def test_an_officer_acting_for_their_own_supervisor_does_not_verify_their_own() -> None:
    office = an_office(acting(SITI))

    untouched(office, lambda: verify(office, SITI), Forbidden)


@pytest.mark.parametrize(("first", "second"), [(ACCEPT, ACCEPT), (RETURN, ACCEPT), (RETURN, RETURN)])
def test_a_report_is_verified_once_and_the_second_is_told_who_was_first(first: Finding, second: Finding) -> None:
    office = an_office()
    verify(office, BUDI, first)

    refused = untouched(office, lambda: verify(office, RINA, second, seen=1), Conflict)

    assert refused.message.values["name"] == BUDI.name


def test_an_accepted_report_can_still_be_returned() -> None:
    office = an_office()
    verify(office)

    verify(office, finding=RETURN)

    assert the_report(office).is_returned
    mark = the_row(office).mark(MONDAY)
    assert mark
    assert mark.verdict is Verdict.RETURNED


def test_what_changed_since_it_was_seen_is_not_verified() -> None:
    office = an_office(report=replace(a_report(), revision=2, content=2))

    untouched(office, lambda: verify(office, seen=1), Stale)


def test_the_same_form_twice_verifies_once() -> None:
    office, sent = an_office(), a_form()
    for _ in range(2):
        verifications.verify(office, BUDI, SITI.id, MONDAY, 1, ACCEPT, sent, ORIGIN, EVENING)

    assert the_report(office).revision == 2


def test_reading_anothers_report_is_noted_and_strangers_find_nothing() -> None:
    office = an_office()

    view = verifications.see(office, BUDI, SITI.id, MONDAY, ORIGIN, EVENING)

    assert view.verifier
    assert office.records.all(TrailEntry)[-1].what == "view"
    assert verifications.see(office, SITI, SITI.id, MONDAY, ORIGIN, EVENING).verifier is None
    untouched(office, lambda: verifications.see(office, DEWI, SITI.id, MONDAY, ORIGIN, EVENING), NotFound)


def waiting(office: FakeOffice, actor: Actor, *, as_secretary: bool = False, holder: Actor | None = None) -> list[str]:
    found = verification_lists.to_verify(
        office, actor, EVENING, as_secretary=as_secretary, holder=holder.id if holder else None
    )
    return [verification_lists.name_of(each) for each in found]


def test_the_list_is_the_supervisors_the_secretarys_and_the_acting_officers() -> None:
    mine = a_report(employee="dewi", supervisor="rina")
    office = an_office(a_report(TUESDAY), mine, a_row("dewi", days={MONDAY: FILED}), acting())

    assert waiting(office, BUDI) == ["siti_2021-04-26", "siti_2021-04-27"]
    assert sorted(waiting(office, RINA, as_secretary=True)) == [
        "dewi_2021-04-26",
        "siti_2021-04-26",
        "siti_2021-04-27",
    ]
    assert waiting(office, DEWI, holder=BUDI) == ["siti_2021-04-26", "siti_2021-04-27"]
    assert waiting(office, JOKO, holder=BUDI) == []
    verify(office)
    assert waiting(office, BUDI) == ["siti_2021-04-27"]


def test_several_are_verified_at_once_and_those_that_failed_are_named() -> None:
    office = an_office(a_report(TUESDAY))
    picked = (Picked("siti_2021-04-26", 1), Picked("siti_2021-04-27", 7))
    assert len(verification_lists.look_over(office, BUDI, picked, ORIGIN, EVENING)) == 2

    for _ in range(2):
        outcomes = verification_lists.verify_all(office, BUDI, picked, ACCEPT, a_form(), ORIGIN, EVENING)

        assert [(each.report.date if each.report else None, each.refused is None) for each in outcomes] == [
            (MONDAY, True),
            (TUESDAY, False),
        ]
    assert the_report(office).revision == 2


def test_picking_nothing_or_others_reports_verifies_nothing_and_shows_nothing() -> None:
    office = an_office()
    picked = (Picked("siti_2021-04-26", 1),)

    untouched(office, lambda: verification_lists.look_over(office, DEWI, picked, ORIGIN, EVENING), Invalid)
    untouched(
        office, lambda: verification_lists.verify_all(office, BUDI, (), ACCEPT, a_form(), ORIGIN, EVENING), Invalid
    )
    (outcome,) = verification_lists.verify_all(office, DEWI, picked, ACCEPT, a_form(), ORIGIN, EVENING)
    assert outcome.report is None
    assert outcome.refused
    assert not the_report(office).is_accepted


def asked(backroom: FakeBackroom, at: datetime = EVENING) -> list[str]:
    """Whom an evening's round mails, and with which links."""
    verification_rounds.ask(backroom.office, UNIT, at, at)
    return [f"{mail.to} {mail.secret}" for mail in delivered(backroom, at + timedelta(minutes=6))]


def test_an_evening_is_one_mail_to_each_supervisor_however_often_the_round_comes() -> None:
    backroom = a_backroom(a_report(TUESDAY))
    verification_rounds.ask(backroom.office, UNIT, EVENING, EVENING)

    (said,) = asked(backroom)

    to, *tokens = said.split()
    assert to.startswith("budi")
    assert tokens == [report_token(backroom.office.keys(), each, BUDI.id) for each in (a_report(), a_report(TUESDAY))]


def test_nobody_is_mailed_the_same_again_nor_of_what_is_verified_meanwhile() -> None:
    backroom = a_backroom()
    assert asked(backroom, EVENING + timedelta(days=2)) == []
    verification_rounds.ask(backroom.office, UNIT, EVENING, EVENING)
    verify(backroom.office)

    assert delivered(backroom, EVENING + timedelta(minutes=6)) == []


def test_the_acting_officer_is_mailed_in_the_supervisors_place() -> None:
    backroom = a_backroom(acting())

    (said,) = asked(backroom)

    assert "dewi" in said
    assert said.split()[1] == report_token(backroom.office.keys(), a_report(), DEWI.id)


def token_for(office: FakeOffice, actor: Actor = BUDI) -> str:
    return report_token(office.keys(), the_report(office), actor.id)


def by_link(office: FakeOffice, token: str, actor: Actor | None = BUDI, at: datetime = EVENING) -> str:
    form = a_fresh_form(office)
    return verification_links.verify_by_link(office, actor, SITI.id, MONDAY, token, ACCEPT, form, BY_LINK, at)


def opened(office: FakeOffice, token: str, viewer: Actor | None, at: datetime = EVENING) -> LinkState:
    found = verification_links.open_link(office, SITI.id, MONDAY, token, viewer, BY_LINK, at)
    assert (found.view is not None) == (found.state in (LinkState.OPEN, LinkState.DECIDED)) or viewer
    return found.state


def test_a_link_shows_the_report_to_whom_it_was_sent_and_verifies_nothing() -> None:
    office = an_office()

    assert opened(office, token_for(office), BUDI) is LinkState.OPEN
    assert the_report(office) == a_report()


@pytest.mark.parametrize("viewer", [None, DEWI, RINA, SITI])
def test_every_other_browser_learns_nothing(viewer: Actor | None) -> None:
    office = an_office()

    found = verification_links.open_link(office, SITI.id, MONDAY, token_for(office), viewer, BY_LINK, EVENING)

    assert (found.state, found.view) == (LinkState.STRANGER, None)


@pytest.mark.parametrize(("actor", "refusal"), [(None, SignInNeeded), (DEWI, Forbidden), (RINA, Forbidden)])
def test_a_link_is_not_enough(actor: Actor | None, refusal: type[Refusal]) -> None:
    office = an_office()
    token = token_for(office)

    untouched(office, lambda: by_link(office, token, actor), refusal)


def test_a_link_verifies_once() -> None:
    office = an_office()
    token = token_for(office)

    by_link(office, token)

    assert the_report(office).is_accepted
    assert opened(office, token, BUDI) is LinkState.DECIDED
    untouched(office, lambda: by_link(office, token), Conflict)


def test_a_link_dies_when_the_report_is_corrected_and_when_it_is_old() -> None:
    office = an_office()
    token = token_for(office)
    late = EVENING + timedelta(days=15)
    assert opened(office, token, BUDI, late) is LinkState.EXPIRED
    untouched(office, lambda: by_link(office, token, at=late), Gone)

    office.records.hold(replace(a_report(), content=2, revision=3))

    assert opened(office, token, BUDI) is LinkState.MOVED
    untouched(office, lambda: by_link(office, token), Gone)


@pytest.mark.parametrize("token", ["", "x", "k001", "k001" + "A" * 43, "k999" + "A" * 43, "k001é"])
def test_a_forged_link_is_none(token: str) -> None:
    office = an_office()

    untouched(office, lambda: verification_links.linked(office, SITI.id, MONDAY, token), Gone)


def test_a_link_to_another_person_or_day_or_for_somebody_else_opens_nothing() -> None:
    office = an_office(a_report(TUESDAY), a_report(employee="dewi"))
    token = token_for(office)

    for owner, day in ((SITI.id, TUESDAY), (DEWI.id, MONDAY)):
        untouched(office, lambda o=owner, d=day: verification_links.linked(office, o, d, token), Gone)  # type: ignore[misc]
    stolen = token_for(office, DEWI)
    untouched(office, lambda: verification_links.linked(office, SITI.id, MONDAY, stolen), Gone)


def test_the_link_of_a_mandate_that_is_over_opens_nothing_any_more() -> None:
    office = an_office(acting())
    token = token_for(office, DEWI)

    assert opened(office, token, DEWI) is LinkState.OPEN
    assert opened(office, token, DEWI, EVENING + timedelta(days=1)) is LinkState.MOVED
    untouched(office, lambda: by_link(office, token, DEWI, EVENING + timedelta(days=1)), Forbidden)


def test_the_tick_has_the_round_done_each_evening() -> None:
    backroom = a_backroom()
    schedule.tick(backroom.office, EVENING, EVENING)
    worked_off(backroom, EVENING + timedelta(seconds=2))
    delivered(backroom, EVENING + timedelta(minutes=6))

    assert [mail.name for mail in backroom.post.sent].count(Errand.VERIFY_DIGEST) == 1
