"""A unit's rota on pages: drafted, moved by hand, published, and each one's own days."""

import re
from datetime import date

import pytest

from chalicelib.storage.table import load
from chalicelib.wiring import office
from tests import factories as a
from tests.web.browser import Browser
from tests.web.test_papers import kept
from tests.web.town import DINSOS, TODAY, Town, day

FIRST, LAST = day(1), day(4)
LIST, ROTA = "/units/DINSOS/rotas", f"/units/DINSOS/rotas/{FIRST}"
THEIR_OWN = {"who_1": "budi", "place_new_1": "office", "who_2": "siti", "group_new_2": "1"}


def drafted(browser: Browser, first: date = FIRST, last: date = LAST) -> Browser:
    """The page of a rota that was drafted just now."""
    return browser.open(LIST).submit("Susun draf", first=str(first), last=str(last))


def moved(browser: Browser, who: str, when: date) -> Browser:
    """Presses the button that moves one person on one day, on that person's page."""
    browser.open(f"{ROTA}/people/{who}")
    (form,) = (form for form in browser.page.forms if form.action.endswith("/move"))
    (change,) = (each.value for each in form.buttons if each.value.startswith(f"{who}/{when}/"))
    return browser.post(form.action, [*form.filled(), ("change", change)]).follow()


@pytest.fixture
def draft(rina: Browser) -> Browser:
    """The secretary's browser, with a fresh draft on the screen."""
    return drafted(rina)


def test_the_way_to_the_rota_leads_over_the_units_month(rina: Browser) -> None:
    rina.open("/months/DINSOS")
    rina.open(rina.page.link("Jadwal kerja"))

    assert rina.page.heading == "Jadwal kerja"
    assert "Unit ini belum mempunyai jadwal." in rina.page.text


def test_the_coming_month_is_proposed(rina: Browser) -> None:
    form = rina.open(LIST).page.form("Susun draf")
    first, last = (date.fromisoformat(form.values(name)[0]) for name in ("first", "last"))

    assert (first.day, (last - first).days + 1) == (1, last.day)
    assert first > TODAY


def test_a_draft_shows_people_days_and_counts(draft: Browser) -> None:
    text = draft.page.text

    assert draft.status == 200
    assert "Draf versi 1" in text
    assert "Siti Rahmawati, S.E." in text
    assert re.findall(r"Di rumah ((?:\d )+)Paling banyak", text.partition("Nama Hari WFH")[2]) == ["3 3 3 3 "]
    assert "Di rumah: giliran" in draft.body.decode()
    assert "Ketentuan yang dilanggar" not in text


def test_a_page_of_a_draft_needs_no_query(town: Town, draft: Browser) -> None:
    with town.counting() as asked:
        draft.open(ROTA)

    assert asked == ["GetItem", "GetItem", "access note"]


def test_a_published_rota_follows_absences_by_its_only_query_and_says_what_they_break(
    town: Town, draft: Browser
) -> None:
    draft.submit("Terbitkan jadwal")
    town.deliver()
    on_leave = a.an_absence(unit=DINSOS, first=FIRST, last=LAST)
    load(town.table, [on_leave])

    with town.counting() as asked:
        draft.open(ROTA)

    assert asked == ["GetItem", "GetItem", "access note", "Query"]
    assert "Ada yang tidak masuk sejak jadwal diterbitkan" in draft.page.text
    siti = town.browser_of("siti").open("/my-rota")
    assert siti.page.text.count("Tidak bekerja: cuti, sakit") == (LAST - FIRST).days + 1
    assert "0 hari di rumah" in siti.page.text


def test_moving_somebody_by_hand_says_at_once_what_it_breaks(draft: Browser) -> None:
    grid = draft.body.decode()
    at_home = [who for who in ("adi", "budi", "joko", "rina", "siti") if _is_home(draft.open(f"{ROTA}/people/{who}"))]

    moved(draft, at_home[0], FIRST)

    assert "Ketentuan yang dilanggar" not in grid
    assert "Ketentuan yang dilanggar" in draft.page.text
    assert "2 pegawai di rumah, paling sedikit 3." in draft.page.text
    assert "Terbitkan jadwal" not in draft.page.text
    assert "K*" in draft.page.text

    moved(draft, at_home[0], FIRST)

    assert "Ketentuan yang dilanggar" not in draft.page.text
    assert "Di rumah: diubah tangan" in draft.body.decode()


def _is_home(browser: Browser) -> bool:
    (form,) = (form for form in browser.page.forms if form.action.endswith("/move"))
    return any(f"/{FIRST}/office" in each.value for each in form.buttons)


def test_a_day_shows_everybody_with_the_reason(draft: Browser) -> None:
    draft.open(f"{ROTA}/days/{FIRST}")

    assert "3 di rumah; paling sedikit 3, paling banyak 5." in draft.page.text
    assert "Adi Saputra, S.Kom. Di kantor" in draft.page.text or "Adi Saputra, S.Kom. Di rumah" in draft.page.text
    assert draft.open(f"{ROTA}/days/{day(60)}").status == 404
    assert draft.open(f"{ROTA}/people/nobody").status == 404


def test_what_another_changed_meanwhile_is_not_overwritten(town: Town, draft: Browser) -> None:
    form = draft.page.form("Terbitkan jadwal")
    budi = town.browser_of("budi")
    moved(budi, "siti", FIRST)

    draft.press_again(form, "Terbitkan jadwal")

    assert draft.status == 409
    assert "baru saja diubah orang lain" in draft.page.text


def test_published_days_are_mailed_shown_and_downloaded(town: Town, draft: Browser, siti: Browser) -> None:
    assert "Jadwal Anda belum diterbitkan." in siti.open("/my-rota").page.text
    assert siti.open("/my-rota/calendar").status == 404

    draft.submit("Terbitkan jadwal")
    town.deliver()
    town.deliver()

    assert "Diterbitkan versi 1" in draft.page.text
    told = [mail for mail in town.mails if mail.subject.startswith("Jadwal kerja Anda")]
    assert sorted(mail.to for mail in told) == sorted(
        town.person(who).email or "" for who in ("adi", "budi", "joko", "rina", "siti")
    )
    (mine,) = (mail for mail in told if mail.to == town.person("siti").email)
    siti.open(mine.link)
    assert siti.page.heading == "Jadwal saya"
    calendar = kept(siti.open(siti.page.link("Unduh untuk kalender (.ics)"))).decode()
    assert calendar.count("BEGIN:VEVENT") == 4


def test_a_published_rota_changes_only_in_a_new_version(draft: Browser) -> None:
    draft.submit("Terbitkan jadwal")
    assert "Ke kantor" not in draft.open(f"{ROTA}/people/siti").page.text

    draft.open(ROTA).submit("Buat versi baru")

    assert "Draf versi 2" in draft.page.text
    assert "versi 2" in draft.open(LIST).page.text


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("", "", "Tuliskan tanggal."),
        (str(LAST), str(FIRST), "Tanggal akhir mendahului tanggal awal."),
        (str(FIRST), str(day(90)), "Jadwal paling panjang 31 hari."),
    ],
)
def test_a_period_that_cannot_be_says_why_and_keeps_what_was_typed(
    rina: Browser, first: str, last: str, said: str
) -> None:
    rina.open(LIST).submit("Susun draf", first=first, last=last)

    assert rina.status == 422
    assert said in rina.page.text
    assert rina.page.form("Susun draf").values("last") == [last]


def test_the_units_rules_are_kept_and_bind(rina: Browser) -> None:
    rina.open("/units/DINSOS/rota-rules")
    rina.submit("Simpan ketentuan", per_week="5", name_1="Loket", minimum_1="1", **THEIR_OWN)

    assert rina.page.heading == "Jadwal kerja"
    drafted(rina)
    assert "Di kantor: Loket memerlukan 1 orang" in rina.body.decode()
    assert "Di kantor: selalu bekerja di kantor" in rina.body.decode()
    form = rina.open("/units/DINSOS/rota-rules").page.form("Simpan ketentuan")
    assert [form.values(name)[0] for name in ("name_1", "place-budi", "group-siti")] == ["Loket", "office", "1"]
    assert not form.values("place-adi")


def test_a_rule_of_ones_own_is_taken_back(rina: Browser) -> None:
    rina.open("/units/DINSOS/rota-rules").submit("Simpan ketentuan", **THEIR_OWN)
    rina.open("/units/DINSOS/rota-rules").submit("Simpan ketentuan", place_budi="")

    assert not rina.open("/units/DINSOS/rota-rules").page.form("Simpan ketentuan").values("place-budi")


def test_rules_that_collide_are_named(rina: Browser) -> None:
    rina.open("/units/DINSOS/rota-rules").submit("Simpan ketentuan", name_1="Loket", minimum_1="9", **THEIR_OWN)

    drafted(rina)

    assert rina.status == 422
    assert "Jadwal tidak dapat disusun" in rina.page.text
    assert "paling sedikit hadir (Loket)" in rina.page.text
    assert rina.open(ROTA).status == 404


def test_wrong_rules_say_why(rina: Browser) -> None:
    rina.open("/units/DINSOS/rota-rules").submit("Simpan ketentuan", turns=["weekdays"], per_week="8")
    assert (rina.status, "Antara 1 dan 7." in rina.page.text) == (422, True)

    rina.submit("Simpan ketentuan", turns=["weekdays"], per_week="")
    assert (rina.status, "Pilih sedikitnya satu hari." in rina.page.text) == (422, True)

    rina.submit("Simpan ketentuan", turns=["custom"], per_week="", name_1="Pos", name_2="Pos")
    assert (rina.status, "nama yang berbeda" in rina.page.text) == (422, True)


def test_rules_that_somebody_changed_meanwhile(town: Town, rina: Browser) -> None:
    form = rina.open("/units/DINSOS/rota-rules").page.form("Simpan ketentuan")
    town.browser_of("budi").open("/units/DINSOS/rota-rules").submit("Simpan ketentuan", name_1="Pos")

    rina.press_again(form, "Simpan ketentuan", name_1="Loket")

    assert rina.status == 409
    assert rina.page.form("Simpan ketentuan").values("name_1") == ["Loket"]


def test_what_is_no_move_is_not_found(draft: Browser) -> None:
    (form,) = (form for form in draft.open(f"{ROTA}/people/siti").page.forms if form.action.endswith("/move"))
    for change in ("", "siti", f"siti/{FIRST}", f"siti/{FIRST}/moon", "siti/morgen/home", f"nobody/{FIRST}/home"):
        assert draft.post(form.action, [*form.filled(), ("change", change)]).status == 404, change
    assert draft.open("/units/DINSOS/rotas/morgen").status == 404


def test_the_trail_keeps_who_did_what(town: Town, draft: Browser) -> None:
    moved(draft, "siti", FIRST)
    about = f"ROTA#DINSOS#{FIRST}#1"

    acts = office().trail.acts(about)

    assert [(act.who, act.what) for act in acts] == [("rina", "draft_rota"), ("rina", "move_in_rota")]
    assert acts[1].note.startswith(f"siti {FIRST:%d-%m-%Y}")
    assert "rina" in town.looks(about)


def test_another_units_rota_is_nobodys_business(town: Town, draft: Browser) -> None:
    assert draft.open("/units/SETDA/rotas").status == 403
    assert town.browser_of("sekda").open(ROTA).status == 403
    assert town.browser_of("joko").open(ROTA).status == 200
    assert DINSOS in town.browser_of("joko").open(LIST).body.decode()
