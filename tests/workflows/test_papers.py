"""The month as officials print it: once, in three formats, and as it was frozen."""

from typing import Any

import pytest

from chalicelib.domain.calendars import Month
from chalicelib.domain.ledger import Filed, LedgerRow
from chalicelib.domain.outbox import Errand, OutboxEntry
from chalicelib.domain.people import Actor
from chalicelib.domain.recaps import PaperFormat
from chalicelib.domain.records import sheet_key
from chalicelib.domain.refusals import Forbidden, NotFound, Refusal
from chalicelib.domain.trail import TrailEntry
from chalicelib.workflows import months, queued, recaps
from tests.factories import APRIL, MONDAY, MONDAY_AFTERNOON, a_mark, a_row, local
from tests.fakes import FakeOffice
from tests.workflows.stage import BUDI, DEWI, JOKO, ORIGIN, RINA, SITI, TUTI, UNIT, a_stage, untouched

FIRST_OF_MAY = local(MONDAY.replace(month=5, day=1), 1)
REPORTED = a_row(days={MONDAY: a_mark(filed=Filed.IN_TIME, minutes=390)})
NOT_CSV = (PaperFormat.XLSX, PaperFormat.PDF)


def an_office(*more: Any) -> FakeOffice:
    return a_stage(REPORTED, *more).office


def a_large_office() -> FakeOffice:
    many = months.MOST_AT_ONCE + 1
    return an_office(*(a_row(f"e{number}", name=f"E {number}") for number in range(many)))


def download(office: FakeOffice, form: PaperFormat, at: Any = MONDAY_AFTERNOON, actor: Actor = RINA) -> str:
    return months.paper_link(office, actor, UNIT, APRIL, form, ORIGIN, at)


@pytest.mark.parametrize("form", PaperFormat)
def test_a_running_month_is_printed_once_as_long_as_it_says_the_same(form: PaperFormat) -> None:
    office = an_office()

    addresses = {download(office, form) for _ in range(2)}

    ((name, _),) = office.files.kept.items()
    assert name.startswith("exports/DISKOMINFO/2021-04/")
    assert addresses == {f"https://files.example/{name}?as=rekap-DISKOMINFO-2021-04.{form}"}


@pytest.mark.parametrize("form", PaperFormat)
def test_a_month_that_has_moved_on_is_printed_anew(form: PaperFormat) -> None:
    office = an_office()
    before = download(office, form)
    office.records.hold(a_row(days={MONDAY: a_mark(filed=Filed.LATE, minutes=300)}))

    assert download(office, form) != before


@pytest.mark.parametrize("form", PaperFormat)
@pytest.mark.parametrize("actor", [SITI, DEWI, TUTI], ids=["employee", "colleague", "another unit's secretary"])
def test_nobody_else_downloads_it(actor: Actor, form: PaperFormat) -> None:
    office = an_office()

    untouched(office, lambda: download(office, form, actor=actor), Forbidden)


def test_a_summary_lies_there_in_every_format() -> None:
    office = an_office()

    months.make_summary(office, UNIT, APRIL, FIRST_OF_MAY)

    kept = dict(office.files.kept)
    summary = office.records.read(sheet_key(UNIT, APRIL)).get(sheet_key(UNIT, APRIL)).summary
    assert summary
    forms = {form.of(len(office.records.all(LedgerRow))) for form in PaperFormat if form is not PaperFormat.PARTS}
    assert sorted(kept) == sorted(summary.file_as(form) for form in forms)
    for form in forms:
        assert summary.file_as(form) in download(office, form, FIRST_OF_MAY)
    assert office.files.kept == kept


@pytest.mark.parametrize("form", NOT_CSV)
def test_a_frozen_paper_that_is_lost_is_made_again_while_it_would_be_the_same(form: PaperFormat) -> None:
    office = an_office()
    months.make_summary(office, UNIT, APRIL, FIRST_OF_MAY)
    kept = dict(office.files.kept)
    office.files.kept.pop(next(name for name in kept if name.endswith(form)))

    download(office, form, FIRST_OF_MAY)

    assert office.files.kept == kept


@pytest.mark.parametrize("form", PaperFormat)
def test_a_draft_whose_records_changed_is_printed_as_it_is_now(form: PaperFormat) -> None:
    office = an_office()
    months.make_summary(office, UNIT, APRIL, FIRST_OF_MAY)
    kept = dict(office.files.kept)
    office.records.hold(a_row(days={MONDAY: a_mark(filed=Filed.LATE, minutes=300)}))

    address = download(office, form, FIRST_OF_MAY)

    assert "/exports/DISKOMINFO/2021-04/" in address
    assert office.files.kept | kept == office.files.kept, "the draft of the first stays what it was"


@pytest.mark.parametrize("form", NOT_CSV)
def test_a_large_units_month_is_made_by_the_worker_and_asked_for_once(form: PaperFormat) -> None:
    office = a_large_office()
    for _ in range(2):
        with pytest.raises(Refusal, match="sedang disiapkan"):
            download(office, form)

    (errand,) = [entry for entry in office.records.all(OutboxEntry) if entry.errand is Errand.MAKE_PAPER]
    queued.work(office, errand, MONDAY_AFTERNOON)

    assert download(office, form).endswith(f"as=rekap-DISKOMINFO-2021-04.{form.of(len(office.records.all(LedgerRow)))}")
    assert list(office.files.kept) == [errand.about["name"]]


def test_a_paper_that_was_ready_a_moment_ago_is_still_good() -> None:
    office = a_large_office()
    with pytest.raises(Refusal):
        download(office, PaperFormat.PDF, local(MONDAY, 15, 44))
    (errand,) = [entry for entry in office.records.all(OutboxEntry) if entry.errand is Errand.MAKE_PAPER]
    queued.work(office, errand, MONDAY_AFTERNOON)

    assert errand.about["name"] in download(office, PaperFormat.PDF, local(MONDAY, 15, 46))
    with pytest.raises(Refusal):
        download(office, PaperFormat.PDF, local(MONDAY, 16, 16))


def test_a_large_units_csv_is_made_at_once() -> None:
    assert download(a_large_office(), PaperFormat.CSV)


# One person's month


@pytest.mark.parametrize("actor", [SITI, BUDI, RINA, JOKO], ids=lambda actor: actor.id)
def test_a_persons_month_is_for_its_owner_and_those_who_answer_for_the_unit(actor: Actor) -> None:
    office = an_office()

    address = recaps.personal_link(office, actor, UNIT, SITI.id, APRIL, PaperFormat.PDF, ORIGIN, MONDAY_AFTERNOON)

    ((name, _),) = office.files.kept.items()
    assert address == f"https://files.example/{name}?as=rekap-siti-2021-04.pdf"
    assert name.startswith("exports/DISKOMINFO/2021-04/people/siti-")
    looks = [line.who for line in office.records.all(TrailEntry) if line.what == "view"]
    assert looks == ([] if actor == SITI else [actor.id])


@pytest.mark.parametrize("actor", [DEWI, TUTI], ids=["a colleague", "another unit's secretary"])
def test_nobody_else_gets_a_persons_month(actor: Actor) -> None:
    office = an_office()

    untouched(
        office,
        lambda: recaps.personal_link(office, actor, UNIT, SITI.id, APRIL, PaperFormat.PDF, ORIGIN, MONDAY_AFTERNOON),
        NotFound,
    )
    assert office.files.kept == {}


def test_a_persons_month_is_kept_with_the_summary_once_there_is_one() -> None:
    office = an_office()
    months.make_summary(office, UNIT, APRIL, FIRST_OF_MAY)

    address = recaps.personal_link(office, SITI, UNIT, SITI.id, APRIL, PaperFormat.PDF, ORIGIN, FIRST_OF_MAY)

    assert "/summaries/DISKOMINFO/2021-04/people/siti-" in address


def test_ones_own_month_takes_one_request() -> None:
    office = an_office()
    office.records.requests.clear()

    sheet, recap, *_ = recaps.own_month(office, SITI, APRIL, MONDAY_AFTERNOON)

    assert office.records.requests == ["read"]
    assert (recap.name, recap.line.counted, recap.work_days) == ("Siti Rahmawati, S.E.", 390, 17)
    assert len(recap.days) == len(sheet.expected)


def test_a_month_that_is_not_open_is_not_found() -> None:
    office = an_office()

    untouched(office, lambda: recaps.own_month(office, SITI, Month("2021-08"), FIRST_OF_MAY), NotFound)
