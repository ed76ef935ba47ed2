"""Calling somebody in on pages: the mail leads to a page that changes nothing by being opened."""

from datetime import time, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.calendars import month_of
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.recalls import Recall, RecallId, Stage
from chalicelib.domain.records import recall_key
from chalicelib.domain.today import CalledIn
from chalicelib.storage.table import load
from chalicelib.wiring import office
from tests.web.browser import Browser
from tests.web.town import DINSOS, NOW, TODAY, Town, day

DESK, CALL, ANSWER = "/units/DINSOS/recalls", "Panggil", "Saya akan hadir"
GOOD = {"pick": f"{day(1)}.siti", "hour": "10.00", "purpose": "Rapat anggaran"}


@pytest.fixture
def at_home(town: Town) -> None:
    """Siti is at home tomorrow, and has been told so."""
    town.arranged("at home tomorrow", lambda: town.approved(day(1)))
    town.deliver()


def called(browser: Browser, **typed: Any) -> Browser:
    """Siti is called in for tomorrow at ten."""
    return browser.open(DESK).submit(CALL, **(GOOD | typed))


def the_recall(town: Town) -> Recall:
    """The only recall there is."""
    (found,) = office().recalls.of_unit(DINSOS, 9)
    name = recall_key(EmployeeId("siti"), RecallId(found.id))
    return town.table.read(name).get(name)


@pytest.mark.usefixtures("at_home")
def test_a_head_calls_the_employee_answers_and_comes(town: Town, budi: Browser, siti: Browser) -> None:
    before = len(town.mails)
    called(budi)
    assert "Belum dikonfirmasi" in budi.page.text
    town.deliver()
    (mail,) = town.mails[before:]
    assert mail.to == "siti@kota.example"
    assert "Bapak/Ibu diminta hadir di kantor pada" in mail.text
    assert "Rapat anggaran" in mail.text

    siti.open(mail.link)
    assert "Anda diminta hadir di kantor pada" in siti.page.text
    assert the_recall(town).stage is Stage.CALLED, "opening the link changes nothing"
    siti.submit(ANSWER)
    assert "Dikonfirmasi setelah" in siti.page.text

    load(town.table, [CalledIn(EmployeeId("siti"), TODAY, the_recall(town).id, time(10), NOW + timedelta(days=1))])
    assert "Anda dipanggil ke kantor hari ini" in siti.open("/").page.text
    zone = town.actor("siti").zone.name
    assert "Dikonfirmasi setelah" in siti.open(siti.page.link(f"Pukul 10.00 {zone}: lihat panggilannya")).page.text

    assert "Catat sudah hadir" not in budi.open(mail.link).page.text, "nobody has come before the day"
    load(town.table, [replace(the_recall(town), day=TODAY)])
    budi.open(mail.link).submit("Catat sudah hadir")
    assert the_recall(town).stage is Stage.ARRIVED
    assert "Sudah hadir" in budi.open(DESK).page.text


@pytest.mark.usefixtures("at_home")
def test_the_home_day_is_an_office_day_from_then_on(town: Town, rina: Browser, siti: Browser) -> None:
    order = town.order_on(day(1))

    called(rina)

    assert town.row("siti", month_of(day(1))).mark(day(1)) is None
    siti.open(f"/orders/{order.id}")
    assert "Dipanggil ke kantor" in siti.page.text


@pytest.mark.usefixtures("at_home")
def test_a_withdrawn_call_says_so_and_offers_nothing_more(town: Town, rina: Browser, siti: Browser) -> None:
    called(rina).submit("Tarik panggilan")

    siti.open(f"/recalls/siti/{the_recall(town).id}")
    assert "Panggilan ini ditarik." in siti.page.text
    assert ANSWER not in siti.page.text


@pytest.mark.usefixtures("at_home")
def test_an_answer_to_what_has_changed_is_told_so(town: Town, rina: Browser, siti: Browser) -> None:
    called(rina)
    siti.open(f"/recalls/siti/{the_recall(town).id}")
    rina.submit("Tarik panggilan")

    siti.submit(ANSWER)

    assert siti.status == 409
    assert the_recall(town).acknowledged_at is None


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"pick": ""}, "Pilih pegawainya."),
        ({"pick": "x" * 5000}, "Pilih pegawainya."),
        ({"pick": f"{day(2)}.siti"}, "Pegawai ini tidak bekerja dari rumah"),
        ({"pick": f"{day(1)}.tiada"}, "Pegawai ini tidak bekerja dari rumah"),
        ({"pick": "9999-12-31.siti"}, "Pegawai ini tidak bekerja dari rumah"),
        ({"hour": ""}, "Isi jamnya."),
        ({"hour": "sepuluh"}, "Tuliskan jam seperti 07.30."),
        ({"purpose": ""}, "Tuliskan keperluannya"),
        ({"purpose": "x" * 5000}, "Keperluan paling panjang 200 huruf."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_kept(
    town: Town, rina: Browser, wrong: dict[str, str], said: str
) -> None:
    form = rina.open(DESK).page.form(CALL)
    before = town.contents()
    hidden = [pair for pair in form.filled() if pair[0] in ("csrf", "form_key")]

    rina.post(form.action, [*hidden, *(GOOD | wrong).items()])

    assert (rina.status, town.contents()) == (422, before)
    assert said in rina.page.text
    assert rina.page.title.startswith("Kesalahan:")


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize(("person", "act"), [("siti", "arrive"), ("rina", "acknowledge"), ("siti", "withdraw")])
def test_nobody_does_what_is_another_ones(town: Town, rina: Browser, person: str, act: str) -> None:
    called(rina)
    recall = the_recall(town)
    browser = town.browser_of(person).open("/")
    csrf = [pair for pair in browser.page.form("Keluar").filled() if pair[0] == "csrf"]

    browser.post(f"/recalls/siti/{recall.id}", [*csrf, ("form_key", "a" * 20), ("seen", "1"), ("act", act)])

    assert (browser.status, the_recall(town)) == (403, recall)


@pytest.mark.usefixtures("at_home")
def test_a_recall_is_nobody_elses_business(town: Town, rina: Browser) -> None:
    called(rina)
    path = f"/recalls/siti/{the_recall(town).id}"

    assert town.browser_of("adi").send("GET", path).status == 404
    assert town.browser().send("GET", path).location.startswith("/sign-in?next=/recalls/")
    assert town.browser_of("siti").send("GET", DESK).status == 403


@pytest.mark.parametrize("act", ["", "tiada", "call", "x" * 5000])
def test_an_act_that_is_none_is_not_found(siti: Browser, act: str) -> None:
    csrf = [pair for pair in siti.open("/").page.form("Keluar").filled() if pair[0] == "csrf"]

    assert siti.post("/recalls/siti/tiada", [*csrf, ("form_key", "a" * 20), ("act", act)]).status == 404
