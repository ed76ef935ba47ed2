"""What needs attention in a unit, as browsers see it: short, and each need with one action that works."""

import pytest

from chalicelib.domain.attention import NAMES, Found, Need
from chalicelib.domain.outbox import Errand
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.records import outbox_key
from chalicelib.storage.table import load
from chalicelib.web.attention import FEW, PAGE_SIZE, mend
from chalicelib.wiring import office
from tests import factories as a
from tests.web.browser import Browser
from tests.web.town import DINSOS, THIS_MONTH, TODAY, Town, day

AT = "/units/DINSOS/attention"
SITI = EmployeeId("siti")


def a_need(need: Need, ahead: int = 0, *, has_mail: bool = True) -> Found:
    return Found(need, day(ahead), SITI, "Siti", has_mail, EmployeeId("budi"))


EVERY_NEED = [*map(a_need, Need), a_need(Need.UNREPORTED, has_mail=False), a_need(Need.MISSED, -5)]


@pytest.mark.parametrize("found", EVERY_NEED, ids=lambda each: f"{each.need} {each.day}")
def test_every_need_has_one_action_of_the_secretarys_that_works(town: Town, rina: Browser, found: Found) -> None:
    if found.need is not Need.UNREPORTED and found.need is not Need.MISSED:
        town.approved(TODAY)
        town.filed(TODAY)
    if found.need is Need.UNREPORTED:
        person = a.an_employee("siti", unit=DINSOS, email=None if not found.has_mail else "siti@giliran.example")
        load(town.table, [person])
        town.approved(TODAY)
    action = mend(found, town.actor("rina"), DINSOS)

    assert bool(action.address) is not bool(action.remind)
    if action.address:
        assert rina.open(action.address).status == 200


def test_a_day_that_nobody_accounted_for_opens_the_form_filled_in(town: Town, rina: Browser) -> None:
    rina.open(mend(a_need(Need.MISSED, -5), town.actor("rina"), DINSOS).address)

    form = rina.page.form("Simpan")
    assert form.values("employee") == ["siti"]
    assert form.values("day") == [str(day(-5))]
    rina.open(rina.page.link("Catat ketidakhadiran"))
    form = rina.page.form("Simpan")
    assert [form.values(each) for each in ("employee", "first", "last")] == [["siti"], [str(day(-5))], [str(day(-5))]]


def test_of_many_lines_the_page_shows_a_few_and_where_the_others_are(town: Town, rina: Browser, budi: Browser) -> None:
    people = [f"orang-{number:03d}" for number in range(PAGE_SIZE + 7)]
    home = {TODAY: a.a_mark()}
    load(town.table, [a.an_employee(each, unit="DINSOS", name=each) for each in people])
    load(town.table, [a.a_row(each, unit="DINSOS", month=THIS_MONTH, name=each, days=home) for each in people])

    for browser in (rina, budi):
        browser.open(AT)
        assert browser.page.text.count("orang-") == FEW * 2, "each named beside and within its action"
        browser.open(browser.page.link(f"{PAGE_SIZE + 7 - FEW} lainnya: Belum lapor"))
        assert browser.page.text.count("orang-") == PAGE_SIZE * 2
        browser.open(browser.page.link("Berikutnya"))
        assert browser.page.text.count("orang-") == 7 * 2
        assert browser.open(browser.page.link("Semua yang perlu perhatian")).status == 200


def test_one_person_is_reminded_by_a_press(town: Town, rina: Browser) -> None:
    town.approved(TODAY)
    label = next(
        each.label for form in rina.open(AT).page.forms for each in form.buttons if each.value == f"siti_{TODAY}"
    )
    rina.submit(label)

    assert "Pengingat sedang dikirim" in rina.page.text
    name = outbox_key(f"nudge-siti-{TODAY}")
    assert office().records.read(name).get(name).errand is Errand.REPORT_REMINDER


def test_what_is_not_a_heads_to_mend_says_whose_it_is(town: Town, budi: Browser) -> None:
    load(town.table, [a.an_employee("siti", unit=DINSOS, email=None)])
    town.approved(TODAY)

    budi.open(AT)

    assert str(NAMES[Need.UNREPORTED]) in budi.page.text
    assert "Ditangani sekretaris unit" in budi.page.text
