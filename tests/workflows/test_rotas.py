"""Rotas: drafted, changed by hand, published, told, and carried over into the next period."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.domain.absences import Part
from chalicelib.domain.calendars import month_of
from chalicelib.domain.circulars import Pattern
from chalicelib.domain.outbox import Delivery, Errand, OutboxEntry
from chalicelib.domain.people import Actor, UnitId
from chalicelib.domain.records import rota_book_key, rota_key
from chalicelib.domain.refusals import Conflict, Forbidden, Invalid, NotFound, Refusal, Stale
from chalicelib.domain.rota_books import GroupRule, RotaBook, RotaRules
from chalicelib.domain.rota_changes import broken
from chalicelib.domain.rota_terms import Impossible, Place, Reason, Rule
from chalicelib.domain.rotas import UnitRota
from chalicelib.workflows import deliveries, queued, rota_views, rotas
from tests.factories import FRIDAY_MORNING, MAY, a_circular, a_mark, a_register, a_row, an_absence, an_away, an_employee
from tests.fakes import FakeBackroom, FakeOffice, Mail
from tests.workflows.stage import BUDI, DEWI, JOKO, ORIGIN, RINA, SITI, TUTI, UNIT, a_form, a_fresh_form, a_stage

FIRST, LAST = date(2021, 5, 3), date(2021, 5, 11)
NEXT_FIRST, NEXT_LAST = date(2021, 5, 12), date(2021, 5, 31)
ALTERNATING = a_register(a_circular(pattern=Pattern.ALTERNATE_DAYS))


@pytest.fixture
def backroom() -> FakeBackroom:
    """A unit of four where half may be at home, day about."""
    return a_stage(register=ALTERNATING)


@pytest.fixture
def office(backroom: FakeBackroom) -> FakeOffice:
    return backroom.office


def drafted(office: FakeOffice, actor: Actor = RINA, first: date = FIRST, last: date = LAST) -> UnitRota:
    shown = rotas.make(office, actor, UNIT, first, last, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)
    assert shown == f"/units/{UNIT}/rotas/{first}"
    return office.rotas.latest(UNIT, first)


def after_moving(office: FakeOffice, who: str, day: date, to: Place, seen: int = 1) -> UnitRota:
    rotas.move(office, BUDI, UNIT, FIRST, (who, day, to), seen, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)
    return office.rotas.latest(UNIT, FIRST)


def published(office: FakeOffice, first: date = FIRST) -> UnitRota:
    seen = office.rotas.latest(UNIT, first).revision
    rotas.publish(office, RINA, UNIT, first, seen, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)
    return office.rotas.latest(UNIT, first)


def drawn(rota: UnitRota) -> dict[str, str]:
    return {line.employee: line.days for line in rota.lines}


# Drafts


def test_a_draft_lets_people_take_turns(office: FakeOffice) -> None:
    rota = drafted(office)

    assert len(rota.days) == 7
    assert drawn(rota) == {"budi": "abababa", "dewi": "abababa", "rina": "uababab", "siti": "uababab"}
    assert [rota.home_on(number) for number in range(7)] == [2] * 7
    assert (rota.is_draft, rota.version, rota.made_by) == (True, 1, RINA.name)
    assert rota.citation == "Surat Edaran Wali Kota Nomor 7 Tahun 2021"
    assert [line.name for line in rota.lines] == sorted(line.name for line in rota.lines)


def test_the_head_may_draft_too_and_nobody_else(office: FakeOffice) -> None:
    drafted(office, BUDI)

    for actor in (SITI, TUTI):
        with pytest.raises(Forbidden):
            drafted(office, actor)


def test_a_draft_knows_holidays_and_home_days_already_granted() -> None:
    granted = a_row("siti", month=MAY, days={date(2021, 5, 3): a_mark(approved=True)})
    office = a_stage(granted, register=ALTERNATING).office

    rota = drafted(office, last=date(2021, 5, 31))

    assert date(2021, 5, 13) not in rota.days
    assert drawn(rota)["siti"].startswith("gb")


def test_a_draft_places_nobody_on_days_of_absence() -> None:
    away = {FIRST: an_away(), date(2021, 5, 4): an_away(part=Part.MORNING)}
    office = a_stage(a_row("siti", month=MAY, aways=away), register=ALTERNATING).office

    placed = drawn(drafted(office))["siti"]

    assert placed[0] == Reason.AWAY.value
    assert Reason.AWAY.value not in placed[1:]


def test_an_order_that_waits_holds_its_day_too() -> None:
    waiting = a_row("siti", month=MAY, days={date(2021, 5, 3): a_mark(approved=False)})
    office = a_stage(waiting, register=ALTERNATING).office

    assert drawn(drafted(office))["siti"].startswith("gb")


def test_an_order_of_the_working_day_before_the_period_counts() -> None:
    april = a_row("siti", month=month_of(date(2021, 4, 30)), days={date(2021, 4, 30): a_mark(approved=False)})
    office = a_stage(april, register=ALTERNATING).office

    line = drafted(office).line_of("siti")

    assert line
    assert (line.was_home, line.days[0]) == (True, Reason.OFFICE_ALTERNATE.value)


def test_a_circular_that_begins_within_the_period_binds_its_days() -> None:
    later = a_circular("later", start=date(2021, 5, 6), max_home_pct=25, citation="Surat Edaran Nomor 9")
    office = a_stage(register=a_register(*ALTERNATING.circulars, later)).office

    rota = drafted(office)

    assert [rota.home_on(number) for number in range(7)] == [2, 2, 2, 1, 1, 1, 1]
    assert rota.citation == "Surat Edaran Wali Kota Nomor 7 Tahun 2021; Surat Edaran Nomor 9"


def test_drafting_again_replaces_the_draft(office: FakeOffice) -> None:
    drafted(office)
    after_moving(office, "siti", FIRST, Place.HOME)

    again = drafted(office)

    assert (again.version, again.revision) == (1, 3)
    assert drawn(again)["siti"] == "uababab"


def test_the_same_form_drafts_once(office: FakeOffice) -> None:
    sent = a_form("draft")
    for _ in range(2):
        rotas.make(office, RINA, UNIT, FIRST, LAST, sent, ORIGIN, FRIDAY_MORNING)

    assert office.rotas.latest(UNIT, FIRST).revision == 1


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (LAST, FIRST, "mendahului"),
        (FIRST, date(2021, 6, 3), "paling panjang"),
        (date(2021, 5, 11), date(2021, 5, 20), "bertumpang tindih"),
        (FIRST, date(2021, 5, 20), "bertumpang tindih"),
    ],
)
def test_a_period_that_cannot_be(office: FakeOffice, first: date, last: date, said: str) -> None:
    drafted(office)

    with pytest.raises(Invalid) as refused:
        drafted(office, first=first, last=last)

    assert said in refused.value.problems[0].message.msgid


def test_without_a_circular_or_a_calendar_there_is_no_rota(office: FakeOffice) -> None:
    with pytest.raises(Refusal) as no_circular:
        drafted(office, first=date(2021, 3, 1), last=date(2021, 3, 5))
    with pytest.raises(Refusal) as no_calendar:
        drafted(office, first=date(2023, 1, 2), last=date(2023, 1, 6))

    assert "surat edaran" in no_circular.value.message.msgid
    assert "Kalender" in no_calendar.value.message.msgid


def test_rules_that_collide_are_named_and_nothing_is_kept() -> None:
    counter = RotaBook(UNIT, RotaRules(groups=(GroupRule("Loket", 5),)))
    office = a_stage(counter, register=ALTERNATING).office

    found = rotas.make(office, RINA, UNIT, FIRST, LAST, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)

    assert isinstance(found, Impossible)
    assert found.collisions[0].day == FIRST
    assert (found.collisions[0].rules, found.collisions[0].groups) == ((Rule.COVERAGE,), ("Loket",))
    with pytest.raises(NotFound):
        office.rotas.latest(UNIT, FIRST)


def test_the_units_rules_bind() -> None:
    rules = RotaRules(
        groups=(GroupRule("Loket", 1, (SITI.id, DEWI.id)),),
        always_home=(),
        always_office=(BUDI.id,),
        structural=1,
        per_week=2,
    )
    office = a_stage(RotaBook(UNIT, rules), register=ALTERNATING).office

    rota = drafted(office)

    assert set(drawn(rota)["budi"]) == {Reason.OFFICE_ALWAYS.value}
    assert not list(broken(rota))
    assert {"0"} & set(drawn(rota)["siti"] + drawn(rota)["dewi"])


# Changed by hand


def test_a_move_is_kept_and_says_what_it_breaks(office: FakeOffice) -> None:
    drafted(office)

    rota = after_moving(office, "siti", FIRST, Place.HOME)

    assert drawn(rota)["siti"] == "Hababab"
    said = [each.message.msgid % each.message.values for each in broken(rota)]
    assert len(said) == 2
    assert "3 pegawai di rumah, paling banyak 2" in said[0]
    assert "berurutan" in said[1]


def test_a_move_of_what_somebody_else_changed_meanwhile(office: FakeOffice) -> None:
    drafted(office)
    after_moving(office, "siti", FIRST, Place.HOME)

    with pytest.raises(Stale):
        after_moving(office, "dewi", FIRST, Place.OFFICE, seen=1)


def test_what_is_settled_is_not_moved_by_hand() -> None:
    granted = a_row("siti", month=MAY, days={FIRST: a_mark(approved=True)})
    office = a_stage(granted, register=ALTERNATING).office
    drafted(office)

    with pytest.raises(Refusal):
        after_moving(office, "siti", FIRST, Place.OFFICE)
    for who, day in (("nobody", FIRST), ("siti", date(2021, 5, 8))):
        with pytest.raises(NotFound):
            after_moving(office, who, day, Place.OFFICE)


# Published


def test_a_rota_that_breaks_a_rule_is_not_published(office: FakeOffice) -> None:
    drafted(office)
    after_moving(office, "siti", FIRST, Place.HOME)

    with pytest.raises(Refusal) as refused:
        published(office)

    assert "dilanggar" in refused.value.message.msgid
    assert office.rotas.latest(UNIT, FIRST).is_draft


def test_a_published_rota_is_frozen_and_a_new_version_begins_as_its_copy(office: FakeOffice) -> None:
    drafted(office)
    first = published(office)
    with pytest.raises(Conflict):
        after_moving(office, "siti", FIRST, Place.HOME, seen=first.revision)
    with pytest.raises(Invalid):
        drafted(office)

    rotas.reopen(office, RINA, UNIT, FIRST, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)
    second = after_moving(office, "siti", LAST, Place.OFFICE)

    assert (second.version, second.is_draft) == (2, True)
    kept = office.records.read(rota_key(UNIT, FIRST, 1)).get(rota_key(UNIT, FIRST, 1))
    assert kept == first
    with pytest.raises(Conflict):
        rotas.reopen(office, RINA, UNIT, FIRST, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)


def test_days_that_are_over_stay_as_they_were_published(office: FakeOffice) -> None:
    drafted(office)
    published(office)
    rotas.reopen(office, RINA, UNIT, FIRST, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)
    second, fourth = date(2021, 5, 4), date(2021, 5, 6)
    at = datetime(2021, 5, 5, 20, tzinfo=UTC)  # the sixth, three in the morning, in the unit

    rotas.move(office, RINA, UNIT, FIRST, ("siti", fourth, Place.OFFICE), 1, a_fresh_form(office), ORIGIN, at)
    with pytest.raises(Refusal) as refused:
        rotas.move(office, RINA, UNIT, FIRST, ("siti", second, Place.OFFICE), 2, a_fresh_form(office), ORIGIN, at)

    assert "sudah lewat" in refused.value.message.msgid


def test_publishing_what_somebody_changed_meanwhile(office: FakeOffice) -> None:
    drafted(office)
    with pytest.raises(Stale):
        rotas.publish(office, RINA, UNIT, FIRST, 7, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)


def everything_delivered(backroom: FakeBackroom) -> list[Mail]:
    """Does what is due until nothing is, the queue's errands included."""
    at = FRIDAY_MORNING + timedelta(minutes=1)
    while deliveries.sweep(backroom, at):
        for errand in backroom.queue.entries:
            queued.work(backroom.office, errand, at)
        at += timedelta(minutes=1)
        backroom.queue.entries.clear()
    return [mail for mail in backroom.post.sent if mail.name is Errand.ROTA_DAYS]


def test_everybody_with_an_address_is_told_their_days_once(backroom: FakeBackroom, office: FakeOffice) -> None:
    unmailed = an_employee("lina", name="Lina", email=None)
    backroom.office.records.hold(unmailed)
    drafted(office)
    published(office)

    told = everything_delivered(backroom)

    assert sorted(mail.to for mail in told) == sorted(person.id for person in office.people.staff(UNIT) if person.email)
    (telling,) = (each for each in backroom.office.records.all(OutboxEntry) if each.errand is Errand.TELL_ROTA)
    assert telling.delivery is Delivery.DONE
    rotas.tell_everyone(office, telling.about, FRIDAY_MORNING)
    assert everything_delivered(backroom) == told


def test_a_large_unit_is_told_a_hundred_at_a_time(backroom: FakeBackroom, office: FakeOffice) -> None:
    backroom.office.records.hold(
        *(an_employee(f"p{number:03d}", name=f"Pegawai {number:03d}") for number in range(230))
    )
    drafted(office)
    published(office)

    assert len(everything_delivered(backroom)) == 234
    tellings = [each for each in backroom.office.records.all(OutboxEntry) if each.errand is Errand.TELL_ROTA]
    assert sorted(each.about["begin"] for each in tellings) == ["0", "100", "200"]


def test_what_is_owed_and_where_people_were_goes_over_into_the_next_period(office: FakeOffice) -> None:
    drafted(office)
    published(office)

    later = drafted(office, first=NEXT_FIRST, last=NEXT_LAST)

    assert {line.employee for line in later.lines if line.was_home} == {"budi", "dewi"}
    assert drawn(later)["siti"][0] == "a"
    assert drawn(later)["budi"][0] == "b"


def test_a_draft_carries_nothing_over(office: FakeOffice) -> None:
    drafted(office)

    later = drafted(office, first=NEXT_FIRST, last=NEXT_LAST)

    assert not [line for line in later.lines if line.was_home]


# Looked at


def test_two_requests_show_a_rota_and_the_look_is_noted(backroom: FakeBackroom, office: FakeOffice) -> None:
    drafted(office)
    backroom.office.records.requests.clear()

    rota = rota_views.show(office, JOKO, UNIT, FIRST, ORIGIN, FRIDAY_MORNING).rota

    assert rota == office.rotas.latest(UNIT, FIRST)
    assert backroom.office.records.requests[:3] == ["read", "read", "commit"]
    with pytest.raises(Forbidden):
        rota_views.show(office, SITI, UNIT, FIRST, ORIGIN, FRIDAY_MORNING)


def test_everybody_sees_their_own_published_days(office: FakeOffice) -> None:
    drafted(office)
    assert rota_views.own(office, SITI, FRIDAY_MORNING) is None

    published(office)
    mine = rota_views.own(office, SITI, FRIDAY_MORNING)

    assert mine
    assert mine.line.days == "uababab"
    assert rota_views.own(office, TUTI, FRIDAY_MORNING) is None


def test_ones_own_days_as_a_calendar_file(office: FakeOffice) -> None:
    with pytest.raises(NotFound):
        rota_views.own_calendar_link(office, SITI, FRIDAY_MORNING)
    drafted(office)
    published(office)

    link = rota_views.own_calendar_link(office, SITI, FRIDAY_MORNING)

    name = f"exports/{UNIT}/rotas/{FIRST}-1/siti.ics"
    assert name in link
    calendar = office.files.read(name).decode()
    assert calendar.count("SUMMARY:Bekerja dari rumah") == 3
    assert calendar.count("SUMMARY:Bekerja di kantor") == 4


def test_a_unit_without_a_rota_has_an_empty_book(office: FakeOffice) -> None:
    unit, book = rota_views.open_book(office, RINA, UNIT)

    assert (unit.id, book.periods) == (UNIT, ())
    with pytest.raises(NotFound):
        rota_views.open_book(office, JOKO, UnitId("NOWHERE"))


def test_the_book_lists_periods_with_their_latest_version(office: FakeOffice) -> None:
    drafted(office)
    published(office)
    drafted(office, first=NEXT_FIRST, last=NEXT_LAST)

    book = office.records.read(rota_book_key(UNIT)).get(rota_book_key(UNIT))

    assert [(each.first, each.version, each.published) for each in book.periods] == [(NEXT_FIRST, 1, 0), (FIRST, 1, 1)]


# Absences that come later


def test_a_published_rota_follows_absences_entered_later_and_the_next_version_begins_without_them(
    office: FakeOffice,
) -> None:
    drafted(office)
    rota = published(office)
    line = rota.line_of(SITI.id)
    assert line
    home = rota.days_of(line, Place.HOME)[0]
    office.records.hold(an_absence(first=home))

    view = rota_views.show(office, RINA, UNIT, FIRST, ORIGIN, FRIDAY_MORNING)
    mine = rota_views.own(office, SITI, FRIDAY_MORNING)

    assert office.rotas.latest(UNIT, FIRST) == rota, "what was published is not rewritten"
    assert [(each.employee, days) for each, days in view.freed] == [(SITI.id, (home,))]
    assert mine
    assert mine.rota.days_of(mine.line, Place.AWAY) == (home,)
    assert mine.line.home_days == line.home_days - 1
    rota_views.own_calendar_link(office, SITI, FRIDAY_MORNING)
    (file,) = (content for name, content in office.files.kept.items() if name.endswith(".ics"))
    assert f"DTSTART;VALUE=DATE:{home:%Y%m%d}".encode() not in file

    rotas.reopen(office, RINA, UNIT, FIRST, a_fresh_form(office), ORIGIN, FRIDAY_MORNING)
    draft = office.rotas.latest(UNIT, FIRST)
    assert draft.days_of(draft.lines[[each.employee for each in draft.lines].index(SITI.id)], Place.AWAY) == (home,)


def test_the_calendar_file_follows_an_absence_though_it_was_taken_before(office: FakeOffice) -> None:
    drafted(office)
    published(office)
    first = rota_views.own_calendar_link(office, SITI, FRIDAY_MORNING)
    before = dict(office.files.kept)
    office.records.hold(an_absence(first=FIRST, last=LAST))

    assert rota_views.own_calendar_link(office, SITI, FRIDAY_MORNING) == first
    assert office.files.kept != before
