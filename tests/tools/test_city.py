"""The demonstration city is as consistent as a real one should be."""

from collections import Counter as Tally
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any, TypeVar, cast

import pytest

from chalicelib.domain.access import Address
from chalicelib.domain.calendars import Month, YearCalendar, expected_days, first_day, month_of
from chalicelib.domain.capacity import Capacity
from chalicelib.domain.circulars import CircularRegister, Pattern
from chalicelib.domain.ledger import Filed, LedgerRow, MonthSheet
from chalicelib.domain.letters import content_hash
from chalicelib.domain.orders import Order, Status
from chalicelib.domain.outbox import Errand, OutboxEntry
from chalicelib.domain.people import Employee, EmployeeId, Kind, Role, Unit
from chalicelib.domain.records import Counter, LetterNumber, Record, RunClaim
from chalicelib.domain.reports import DailyReport
from chalicelib.domain.schedule import Job
from chalicelib.domain.today import Todo, today_of
from chalicelib.domain.trail import TrailEntry
from chalicelib.storage.codec import item_of, record_of
from chalicelib.storage.layout import place_of
from chalicelib.storage.table import Table
from tools.city import City, build_city, store, summary
from tools.city_chance import JAKARTA
from tools.city_history import ROTA_UNITS
from tools.city_rules import METRO_UNITS
from tools.city_staff import people

T = TypeVar("T")

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=JAKARTA)
TODAY = NOW.date()
OPENED = (Month("2021-04"), Month("2021-05"), Month("2026-10"), Month("2026-11"), Month("2026-12"))


@pytest.fixture(scope="module")
def city() -> City:
    return build_city(NOW)


def those(city: City, kind: type[T]) -> list[T]:
    return [record for record in city.records if isinstance(record, kind)]


def staff_of(city: City) -> list[Employee]:
    return [person for person in those(city, Employee) if person.kind is not Kind.OFFICIAL]


def account(city: City, role: str) -> Employee:
    mail = next(each.mail for each in city.accounts if each.role == role)
    return next(person for person in those(city, Employee) if person.email == mail)


def test_it_is_a_city_of_realistic_size(city: City) -> None:
    headcounts = Tally(person.unit for person in staff_of(city))

    assert len(those(city, Unit)) == 37
    assert 1150 <= headcounts.total() <= 1250
    assert min(headcounts.values()) >= 10
    assert max(headcounts.values()) <= 90
    assert len(city.records) < 25_000


def test_every_kind_of_record_has_something_to_show(city: City) -> None:
    counts = summary(city.records)

    assert counts["Order"] > 800
    assert counts["DailyReport"] > 4000
    assert {order.status for order in those(city, Order)} == set(Status)
    assert {entry.errand for entry in those(city, OutboxEntry)} == {Errand.ORDER_SUBMITTED, Errand.MAKE_LETTER}


def test_the_same_day_gives_the_same_city_at_any_hour(city: City) -> None:
    early = datetime(2026, 11, 17, 22, 0, tzinfo=UTC)

    assert build_city(early) == city


def test_another_seed_gives_other_people(city: City) -> None:
    others = people(1, NOW.year).staff

    assert {person.id for person in others}.isdisjoint(person.id for person in staff_of(city))


def test_no_two_records_share_a_place(city: City) -> None:
    places = Tally((isinstance(record, TrailEntry), *place_of(record)) for record in city.records)

    assert places.most_common(1)[0][1] == 1


def test_nips_are_unique_and_tell_birth_appointment_and_sex(city: City) -> None:
    nips = [person.nip for person in staff_of(city) if person.nip]

    assert len(set(nips)) == len(nips)
    for nip in nips:
        born = datetime.strptime(nip[:8], "%Y%m%d").replace(tzinfo=UTC).date()
        assert nip.isdecimal()
        assert len(nip) == 18
        assert int(nip[8:12]) - born.year >= 18
        assert nip[12:14] == "21" or 1 <= int(nip[12:14]) <= 12
        assert nip[14] in "12"
        assert nip[15:] >= "001"


def test_civil_servants_have_a_nip_and_contract_workers_none(city: City) -> None:
    for person in staff_of(city):
        assert (person.nip is None) == (person.kind is Kind.THL)
        assert (person.rank is None) == (person.kind is Kind.THL)


def test_every_mail_address_belongs_to_one_person(city: City) -> None:
    mails = [person.email for person in those(city, Employee) if person.email]
    without = [person for person in staff_of(city) if not person.email]

    assert {address.email: address.employee for address in those(city, Address)} == {
        person.email: person.id for person in those(city, Employee) if person.email
    }
    assert len(set(mails)) == len(mails)
    assert all(mail == mail.lower() and mail.endswith("@example.go.id") for mail in mails)
    assert 1 <= len(without) <= 20
    assert {person.kind for person in without} == {Kind.THL}


def test_every_chain_of_superiors_ends_at_the_mayor(city: City) -> None:
    everyone = {person.id: person for person in those(city, Employee)}
    mayor = next(person for person in everyone.values() if person.kind is Kind.OFFICIAL)

    for person in staff_of(city):
        chain = [person]
        while superior := chain[-1].supervisor:
            chain.append(everyone[superior])
            assert len(chain) <= 8, "a circle of superiors"
            assert chain[-1].email
        assert chain[-1] == mayor


def test_every_unit_has_a_head_and_a_secretary(city: City) -> None:
    everyone = {person.id: person for person in those(city, Employee)}

    for unit in those(city, Unit):
        assert unit.head
        assert unit.secretary
        assert everyone[unit.head].roles == (Role.HEAD,)
        assert everyone[unit.secretary].roles == (Role.SECRETARY,)
        assert everyone[unit.head].unit == everyone[unit.secretary].unit == unit.id


def test_there_is_one_administrator_and_the_city_secretary_answers_to_the_mayor(city: City) -> None:
    administrators = [person for person in staff_of(city) if Role.ADMINISTRATOR in person.roles]
    top = [person for person in staff_of(city) if person.echelon == "II.a"]

    assert [person.unit for person in administrators] == ["BKPSDM"]
    assert [person.post for person in top] == ["Sekretaris Daerah"]


def test_no_unit_is_ever_bound_by_two_circulars(city: City) -> None:
    (register,) = those(city, CircularRegister)
    days = [date(2021, 4, 1) + timedelta(days=n) for n in range(300)] + [
        TODAY + timedelta(days=n) for n in range(-60, 60)
    ]

    for unit in those(city, Unit):
        for day in days:
            binding = [
                circular
                for circular in register.circulars
                if unit.id in circular.units and circular.start <= day and (circular.end is None or day <= circular.end)
            ]
            assert len(binding) <= 1
            if day >= TODAY:
                alternates = binding[0].pattern is Pattern.ALTERNATE_DAYS
                assert alternates == (unit.id in METRO_UNITS)
                assert "Salinan untuk peragaan" in binding[0].citation


@pytest.mark.parametrize(("month", "working_days"), [("2021-04", 21), ("2021-05", 17)])
def test_the_calendar_of_2021_counts_the_working_days_of_the_source(
    city: City, month: Month, working_days: int
) -> None:
    calendar = next(each for each in those(city, YearCalendar) if each.year == 2021)
    unit = those(city, Unit)[0]

    assert sum(day.hours is not None for day in expected_days(month, unit.pattern, calendar)) == working_days


def test_calendars_reach_into_next_year_and_misspell_nothing(city: City) -> None:
    calendars = those(city, YearCalendar)

    assert [calendar.year for calendar in calendars] == [2021, 2026, 2027]
    assert all(calendar.fasting for calendar in calendars)
    assert any(holiday.collective for calendar in calendars for holiday in calendar.holidays)
    assert not any("Pegangti" in holiday.name for calendar in calendars for holiday in calendar.holidays)


def test_everyone_has_a_row_in_every_opened_month(city: City) -> None:
    rows = {(row.month, row.employee) for row in those(city, LedgerRow)}

    assert rows == {(month, person.id) for month in OPENED for person in staff_of(city)}
    assert {(sheet.unit, sheet.month) for sheet in those(city, MonthSheet)} == {
        (unit.id, month) for unit in those(city, Unit) for month in OPENED
    }


def test_opened_months_are_claimed_and_no_summary_is(city: City) -> None:
    claims = {(claim.unit, claim.period, claim.job) for claim in those(city, RunClaim)}

    assert claims == {(unit.id, month, Job.OPEN) for unit in those(city, Unit) for month in OPENED}
    assert all(sheet.summary is None for sheet in those(city, MonthSheet))


def test_the_ledger_agrees_with_orders_and_reports(city: City) -> None:
    reports = {(report.employee, report.date): report for report in those(city, DailyReport)}
    standing = {
        (order.employee, day): order
        for order in those(city, Order)
        if order.status in (Status.SUBMITTED, Status.APPROVED)
        for day in order.dates
    }

    marked = {}
    for row in those(city, LedgerRow):
        for key, mark in row.marks.items():
            marked[row.employee, first_day(row.month).replace(day=int(key))] = mark
    assert marked.keys() == standing.keys()
    for name, mark in marked.items():
        assert mark.order == standing[name].id
        assert mark.approved == (standing[name].status is Status.APPROVED)
        report = reports.get(name)
        assert (mark.filed is not Filed.NOT_YET) == (report is not None)
        if report:
            assert (report.order, report.minutes) == (mark.order, mark.minutes)
            assert report.late == (mark.filed is Filed.LATE)


def test_nobody_holds_two_orders_for_one_day(city: City) -> None:
    held = Tally(
        (order.employee, day)
        for order in those(city, Order)
        if order.status in (Status.SUBMITTED, Status.APPROVED)
        for day in order.dates
    )

    assert held.most_common(1)[0][1] == 1


def test_places_taken_are_those_of_the_ledger_and_within_the_cap(city: City) -> None:
    home: Tally[tuple[str, str, str]] = Tally()
    for row in those(city, LedgerRow):
        home.update((row.unit, row.month, key) for key in row.days)

    for capacity in those(city, Capacity):
        for key, places in capacity.days.items():
            assert places.home == home[capacity.unit, capacity.month, key]
            assert places.home <= places.most
    assert home.total() == sum(places.home for each in those(city, Capacity) for places in each.days.values())


def test_metro_units_alternate_days(city: City) -> None:
    working = _working_days(city)
    at_home: dict[EmployeeId, set[date]] = defaultdict(set)
    for row in those(city, LedgerRow):
        if row.unit in METRO_UNITS:
            at_home[row.employee] |= {first_day(row.month).replace(day=int(key)) for key in row.days}

    units = {person.id: person.unit for person in staff_of(city)}
    assert any(at_home.values())
    for person, days in at_home.items():
        assert not any(day in days and after in days for day, after in pairwise(working[units[person]]))


def test_metro_units_fill_their_cap_at_times(city: City) -> None:
    full = [
        places
        for capacity in those(city, Capacity)
        if capacity.unit in METRO_UNITS
        for places in capacity.days.values()
        if places.home and not places.free
    ]

    assert full


def _working_days(city: City) -> dict[str, list[date]]:
    found: dict[str, list[date]] = defaultdict(list)
    for sheet in those(city, MonthSheet):
        found[sheet.unit] += [each.date for each in sheet.expected if each.hours]
    return found


def test_units_with_a_rota_keep_the_office_under_its_cap_on_most_days(city: City) -> None:
    days = [
        places
        for capacity in those(city, Capacity)
        if capacity.unit in ROTA_UNITS and capacity.unit not in METRO_UNITS and capacity.month in OPENED[2:4]
        for places in capacity.days.values()
    ]

    assert sum(places.home >= places.fewest for places in days) > 0.6 * len(days)


def test_nobody_decides_on_their_own_order(city: City) -> None:
    supervisors = {person.id: person.supervisor for person in those(city, Employee)}

    for order in those(city, Order):
        assert all(each.id != order.employee for step in order.steps for each in step.assignees)
        assert order.steps[0].holders[0].id == supervisors[order.employee]


def test_letters_are_numbered_without_gaps_in_the_order_of_their_approval(city: City) -> None:
    issued = [order for order in those(city, Order) if order.letter]
    issued.sort(key=lambda order: (str(order.approved_at), order.letter.letter.number if order.letter else ""))
    serials: dict[tuple[str, int], list[int]] = defaultdict(list)
    for order in issued:
        assert order.letter
        letter = order.letter.letter
        _, serial, unit, _, year = letter.number.split("/")
        serials[unit, int(year)].append(int(serial))
        assert order.letter.content_hash == content_hash(letter)
        assert tuple(day.date for day in letter.days) == order.dates
        assert letter.issued_on <= order.dates[0]

    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in serials.values())
    assert {(each.unit, each.year): each.last for each in those(city, Counter)} == {
        name: len(numbers) for name, numbers in serials.items()
    }
    assert {each.number for each in those(city, LetterNumber)} == {
        order.letter.letter.number for order in issued if order.letter
    }


def test_nobody_asks_under_a_circular_before_it_is_there(city: City) -> None:
    (register,) = those(city, CircularRegister)

    for order in those(city, Order):
        circular = register.in_force(order.unit, order.dates[0])
        assert circular
        assert order.circular == circular.citation
        assert order.submitted_at.astimezone(JAKARTA).date() >= circular.start


def test_the_trail_tells_every_revision_of_every_order(city: City) -> None:
    told: dict[str, list[int | None]] = defaultdict(list)
    for line in those(city, TrailEntry):
        told[line.about].append(line.number)

    assert told == {f"ORDER#{order.id}": list(range(1, order.revision + 1)) for order in those(city, Order)}


def test_nothing_happens_on_the_present_day_or_after(city: City) -> None:
    for line in those(city, TrailEntry):
        assert line.at.astimezone(JAKARTA).date() < TODAY
    for report in those(city, DailyReport):
        assert report.received_at.astimezone(JAKARTA).date() < TODAY


def test_some_reports_are_late_some_missing_and_none_before_its_day_ends(city: City) -> None:
    reports = those(city, DailyReport)
    due = sum(
        mark.approved and first_day(row.month).replace(day=int(key)) < TODAY
        for row in those(city, LedgerRow)
        for key, mark in row.marks.items()
    )

    assert 0.02 < sum(report.late for report in reports) / len(reports) < 0.15
    assert 0.85 < len(reports) / due < 0.98
    assert all(0 < report.minutes <= 450 for report in reports)


# A Sunday, and New Year, when last month lies in another year.
PRESENT_DAYS = [date(2026, 11, 22), date(2027, 1, 1)]


@pytest.mark.parametrize("today", PRESENT_DAYS, ids=str)
def test_the_employee_has_a_home_day_to_report_and_can_ask_for_the_next(today: date) -> None:
    shown = build_city(datetime(today.year, today.month, today.day, 1, tzinfo=JAKARTA))
    employee = account(shown, "pegawai")
    (register,) = those(shown, CircularRegister)
    sheets = tuple(sheet for sheet in those(shown, MonthSheet) if sheet.unit == employee.unit)
    rows = tuple(row for row in those(shown, LedgerRow) if row.employee == employee.id)

    seen = today_of(today, sheets, rows, register)
    held = [day for order in those(shown, Order) if order.employee == employee.id for day in order.dates]
    last_home_day = max(held)
    circular = register.in_force(employee.unit, today)
    assert circular
    assert last_home_day <= today
    if today - last_home_day <= timedelta(days=circular.report_grace_days):
        assert seen.todo is Todo.FILE_REPORT
        assert seen.report_day == last_home_day
    if seen.expected.hours:
        assert last_home_day == today


def test_the_accounts_belong_together(city: City) -> None:
    employee, supervisor = account(city, "pegawai"), account(city, "atasan")
    secretary, administrator = account(city, "sekretaris"), account(city, "administrator")
    waiting = [
        order for order in those(city, Order) if order.status is Status.SUBMITTED and order.step.assigned(supervisor.id)
    ]
    mailed = {entry.about["order"] for entry in those(city, OutboxEntry) if entry.errand is Errand.ORDER_SUBMITTED}

    assert employee.supervisor == supervisor.id
    assert employee.unit == supervisor.unit == secretary.unit
    assert 20 <= sum(person.unit == employee.unit for person in staff_of(city)) <= 30
    assert Role.SECRETARY in secretary.roles
    assert Role.ADMINISTRATOR in administrator.roles
    assert waiting
    assert mailed >= {order.id for order in waiting}


def test_waiting_orders_ask_for_days_ahead(city: City) -> None:
    waiting = [order for order in those(city, Order) if order.status is Status.SUBMITTED]

    assert waiting
    assert all(order.dates[0] > TODAY and order.step.expires and order.step.expires > NOW for order in waiting)
    assert all(month_of(order.dates[-1]) in OPENED for order in waiting)


def test_each_kind_of_record_survives_being_stored(city: City) -> None:
    samples: dict[type, list[Record]] = defaultdict(list)
    for record in city.records:
        samples[type(record)].append(record)

    for kind, records in samples.items():
        for record in (records[0], records[len(records) // 2], records[-1]):
            assert record_of(item_of(record), kind) == record


class BatchClient:
    """Keeps what is written, in the order in which it arrives."""

    def __init__(self) -> None:
        self.written: list[tuple[str, str]] = []

    def batch_write_item(self, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803 - boto3's spelling
        self.written += [
            (table, put["PutRequest"]["Item"]["PK"]["S"]) for table, puts in RequestItems.items() for put in puts
        ]
        return {}


def test_the_trail_goes_to_its_own_table_and_errands_come_last(city: City) -> None:
    client = BatchClient()
    errands = those(city, OutboxEntry)
    records = (*errands, *city.records[:300], *those(city, TrailEntry)[:300])

    store(Table(cast(Any, client), "main", "trail"), records)

    assert len(client.written) == len(records)
    assert sum(table == "trail" for table, _ in client.written) == 300
    assert {key.split("#")[0] for _, key in client.written[-len(errands) :]} == {"OUTBOX"}
