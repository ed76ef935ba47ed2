"""The city's recap: figures that workers keep, for the administrator's eyes."""

from datetime import date

import pytest

from chalicelib.domain.city_recap import UnitFigures
from chalicelib.domain.ledger import Filed
from chalicelib.domain.people import Actor
from chalicelib.domain.recaps import PaperFormat
from chalicelib.domain.records import figures_key
from chalicelib.domain.refusals import Forbidden
from chalicelib.workflows import city_recap, months, overview
from tests.factories import APRIL, MONDAY, MONDAY_AFTERNOON, a_mark, a_row, local
from tests.fakes import FakeOffice
from tests.workflows.stage import BUDI, JOKO, RINA, SITI, UNIT, a_stage, untouched

FIRST_OF_MAY = local(date(2021, 5, 1), 1, 15)
FORMATS = (PaperFormat.PDF, PaperFormat.XLSX, PaperFormat.CSV)


def an_office() -> FakeOffice:
    return a_stage(a_row(days={MONDAY: a_mark(filed=Filed.IN_TIME, minutes=390)})).office


def kept(office: FakeOffice) -> UnitFigures:
    return office.records.read(figures_key(UNIT, APRIL)).get(figures_key(UNIT, APRIL))


def test_the_running_month_is_kept_with_the_snapshot_and_the_whole_one_with_the_summary() -> None:
    office = an_office()

    overview.take(office, UNIT, MONDAY_AFTERNOON)
    assert (kept(office).until, kept(office).in_time, kept(office).counted) == (MONDAY, 1, 390)
    running = kept(office).required
    months.make_summary(office, UNIT, APRIL, FIRST_OF_MAY)

    assert (kept(office).until, kept(office).made_at) == (date(2021, 4, 30), FIRST_OF_MAY)
    assert kept(office).required > running


def test_the_figures_are_there_before_the_summary_says_it_is_made() -> None:
    office = an_office()
    months.make_summary(office, UNIT, APRIL, FIRST_OF_MAY)
    order = [type(record).__name__ for record in office.records.held.values()]

    assert order.index("UnitFigures") < order.index("OutboxEntry")


def test_the_administrator_sees_and_downloads_the_citys_month() -> None:
    office = an_office()
    overview.take(office, UNIT, MONDAY_AFTERNOON)

    found = city_recap.view(office, JOKO, APRIL)
    addresses = {form: city_recap.paper_link(office, JOKO, APRIL, form) for form in FORMATS}

    assert ([each.unit for each in found.units], found.unseen) == ([UNIT], ("Badan Kepegawaian",))
    for form, address in addresses.items():
        assert address.startswith(f"https://files.example/exports/city/{APRIL}/")
        assert address.endswith(f"as=rekap-kota-{APRIL}.{form}")


def test_the_same_figures_are_printed_once() -> None:
    office = an_office()
    overview.take(office, UNIT, MONDAY_AFTERNOON)

    for _ in range(2):
        city_recap.paper_link(office, JOKO, APRIL, PaperFormat.PDF)

    assert len(office.files.kept) == 1


@pytest.mark.parametrize("actor", [SITI, BUDI, RINA], ids=lambda actor: actor.id)
def test_nobody_else_sees_the_city(actor: Actor) -> None:
    office = an_office()

    untouched(office, lambda: city_recap.view(office, actor, APRIL), Forbidden)
    untouched(office, lambda: city_recap.paper_link(office, actor, APRIL, PaperFormat.CSV), Forbidden)
