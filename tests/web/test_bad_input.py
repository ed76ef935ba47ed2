"""Whatever is sent: the page says what happened, what was typed comes back, and nothing changes that should not."""

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import boto3
import pytest

from chalicelib.domain.orders import Act, Order
from chalicelib.storage.table import load
from chalicelib.wording import INDONESIAN
from tests.factories import expiring
from tests.web.browser import Browser, Pairs
from tests.web.town import (
    A_TASK,
    HOLIDAY_IN,
    MAIN,
    NOW,
    SENDER,
    THIS_MONTH,
    TODAY,
    Contents,
    Town,
    day,
    log_lines,
)

CHECK, SUBMIT, DECIDE, FILE = "Lanjut: periksa permohonan", "Kirim permohonan", "Simpan keputusan", "Kirim laporan"
MARKUP = '<script>alert(1)</script> </textarea> {{ 7*7 }} #read("/etc/passwd") $x$ *tebal* @a [b] \\ % %(name)s &amp;'
ACTIVITY = {
    "activities_0_activity": "Mengarsip",
    "activities_0_output": "Arsip",
    "activities_0_volume": "1",
    "activities_0_measure": "berkas",
}
HOLIDAY = TODAY + HOLIDAY_IN


def with_fields(sent: Pairs, **changed: str | list[str]) -> Pairs:
    """The pairs with fields put in place of what a page would send."""
    kept = [pair for pair in sent if pair[0] not in changed]
    return kept + [
        (name, value)
        for name, values in changed.items()
        for value in (values if isinstance(values, list) else [values])
    ]


def token_of(browser: Browser) -> Pairs:
    """The token that this browser's forms carry, from the quickest page."""
    return browser.open("/devices").page.form("Keluar").filled()


# The order form

ORDER_CASES: list[tuple[str, list[str], str, list[str]]] = [
    ("nothing at all", [], "", ["Pilih sedikitnya satu tanggal.", "Tuliskan sedikitnya satu tugas."]),
    ("only blanks", [str(day(1))], "  \n\t\n ", ["Tuliskan sedikitnya satu tugas."]),
    ("a text far too long", [str(day(1))], "x" * 4001, ["Tugas terlalu panjang; ringkaslah."]),
    ("a task too long", [str(day(1))], "x" * 201, ["Satu tugas paling panjang 200 huruf."]),
    ("too many tasks", [str(day(1))], "\n".join("abcdefghijklmnop"), ["Tuliskan paling banyak 15 tugas"]),
    ("a word for a date", ["besok"], A_TASK, ["Tanggal “besok” tidak ada."]),
    ("the 31st of April", ["2027-04-31"], A_TASK, ["Tanggal “2027-04-31” tidak ada."]),
    ("yesterday", [str(day(-1))], A_TASK, [f"{INDONESIAN.long_date(day(-1))} sudah lewat."]),
    ("a holiday", [str(HOLIDAY)], A_TASK, [f"{INDONESIAN.long_date(HOLIDAY)} hari libur"]),
    ("400 days ahead", [str(day(400))], A_TASK, [f"{INDONESIAN.long_date(day(400))} belum dibuka"]),
    ("the first date there is", ["0001-01-01"], A_TASK, ["sudah lewat."]),
    ("the last date there is", ["9999-12-31"], A_TASK, ["belum dibuka"]),
    ("markup for a date", ['<b>"1'], A_TASK, ["Tanggal “<b>\"1” tidak ada."]),
    ("a long word for a date", ["x" * 5000], A_TASK, ["tidak ada."]),
]  # fmt: skip


@pytest.mark.parametrize(("dates", "tasks", "said"), [c[1:] for c in ORDER_CASES], ids=[c[0] for c in ORDER_CASES])
def test_an_order_that_cannot_be_is_shown_again_with_the_reason(
    town: Town, siti: Browser, dates: list[str], tasks: str, said: list[str]
) -> None:
    before = town.contents()
    siti.post("/orders/check", with_fields(token_of(siti), dates=dates, tasks=tasks))
    page = siti.page
    assert siti.status == 422
    for text in said:
        assert text in page.text
    assert page.title.startswith("Kesalahan:")
    assert page.form(CHECK).values("tasks") == [tasks]
    assert "<script" not in page.markup
    assert town.contents() == before


@pytest.mark.parametrize("when", ["2027-04-31", str(day(-1)), str(HOLIDAY), str(day(400))])
def test_what_the_check_refuses_cannot_be_submitted_past_it(town: Town, siti: Browser, when: str) -> None:
    form = siti.open("/orders/new").page.form(CHECK)
    before = town.contents()
    siti.post("/orders", with_fields(form.filled(), dates=[when], tasks="Ketikan saya"))
    assert siti.status == 422
    assert siti.page.form(CHECK).values("tasks") == ["Ketikan saya"]
    assert town.contents() == before


def test_a_wrong_date_among_right_ones_keeps_the_right_ones(siti: Browser) -> None:
    form = siti.open("/orders/new").page.form(CHECK)
    siti.post(form.action, with_fields(form.filled(), dates=[str(day(1)), "2027-02-30"], tasks=A_TASK))
    assert siti.status == 422
    assert siti.page.form(CHECK).chosen("dates") == [str(day(1))]


def test_a_form_with_no_field_at_all_is_answered_kindly(town: Town, siti: Browser) -> None:
    csrf = siti.open("/orders/new").page.form("Keluar").filled()
    before = town.contents()
    siti.post("/orders/check", csrf)
    assert siti.status == 422
    siti.post("/orders", csrf)
    assert siti.status == 422
    assert town.contents() == before


@pytest.mark.parametrize("key", [None, "", "pendek", "x" * 65, "../../../../../etc", "<b>" * 6])
def test_a_form_key_that_is_none_is_refused_with_the_text_kept(town: Town, siti: Browser, key: str | None) -> None:
    form = siti.open("/orders/new").page.form(CHECK)
    sent = [pair for pair in form.filled(dates=[str(day(1))], tasks="Ketikan saya") if pair[0] != "form_key"]
    before = town.contents()
    siti.post("/orders", sent + ([("form_key", key)] if key is not None else []))
    assert siti.status == 422
    assert "Formulir tidak lengkap." in siti.page.text
    assert "Ketikan saya" in siti.page.text
    assert town.contents() == before


def test_markup_is_kept_as_typed_on_every_page_and_in_the_letter(town: Town, siti: Browser, budi: Browser) -> None:
    siti.open("/orders/new").submit(CHECK, dates=[str(day(1))], tasks=MARKUP)
    assert MARKUP in siti.page.text
    siti.submit("Ubah")
    assert siti.page.form(CHECK).values("tasks") == [MARKUP]
    siti.submit(CHECK).submit(SUBMIT)
    shown = siti.page.link("Tarik kembali").rpartition("/")[0]
    town.deliver()
    assert MARKUP in town.mails[-1].text
    budi.open(town.mails[-1].link)
    pages = [siti, budi]
    for browser in pages:
        assert browser.status == 200
        assert MARKUP in browser.page.text
        assert "<script" not in browser.body.decode()
    assert "<script" not in town.mails[-1].html
    budi.submit(DECIDE, choice=["approve"])
    town.deliver()
    assert town.order_on(day(1)).tasks == (MARKUP,)
    siti.send("GET", f"{shown}/letter")
    assert siti.status == 303


def test_the_same_submission_twice_is_one_order(town: Town, siti: Browser) -> None:
    siti.open("/orders/new").submit(CHECK, dates=[str(day(1))], tasks=A_TASK)
    form = siti.page.form(SUBMIT)
    siti.post(form.action, form.filled())
    first, before = siti.location, town.contents()
    for _ in range(2):
        siti.post(form.action, form.filled())
        assert (siti.status, siti.location) == (303, first)
    assert town.contents() == before
    town.deliver()
    assert [mail.to for mail in town.mails] == ["budi@kota.example"]


def test_a_used_form_with_other_content_is_refused_with_the_text_kept(town: Town, siti: Browser) -> None:
    siti.open("/orders/new").submit(CHECK, dates=[str(day(1))], tasks=A_TASK)
    form = siti.page.form(SUBMIT)
    siti.post(form.action, form.filled())
    before = town.contents()
    siti.post(form.action, with_fields(form.filled(), tasks="Tugas lain", dates=[str(day(3))]))
    assert siti.status in (409, 422)
    assert "Formulir ini sudah pernah dikirim dengan isi yang berbeda." in siti.page.text
    assert siti.page.form(CHECK).values("tasks") == ["Tugas lain"]
    assert siti.page.form(CHECK).chosen("dates") == [str(day(3))]
    assert town.contents() == before
    siti.submit(CHECK).submit(SUBMIT)
    assert "Menunggu keputusan" in siti.page.text


def test_a_day_that_is_ordered_already_is_named(town: Town, siti: Browser) -> None:
    form = siti.open("/orders/new").page.form(CHECK)
    town.submitted(day(1))
    siti.post(form.action, form.filled(dates=[str(day(1))], tasks=A_TASK))
    assert siti.status == 422
    assert "sudah ada dalam permohonan Anda yang lain" in siti.page.text


@pytest.mark.usefixtures("setda")
def test_a_full_day_is_said_with_days_that_are_free(town: Town) -> None:
    dewi = town.browser_of("dewi").open("/orders/new")
    form = dewi.page.form(CHECK)
    town.submitted(day(2), by="lina")
    dewi.post(form.action, form.filled(dates=[str(day(2))], tasks=A_TASK))
    assert dewi.status == 422
    assert f"Kuota WFH unit pada {INDONESIAN.long_date(day(2))} sudah penuh" in dewi.page.text
    assert "Masih ada:" in dewi.page.text


@pytest.mark.usefixtures("setda")
def test_home_days_in_a_row_are_refused_where_days_alternate(town: Town) -> None:
    lina = town.browser_of("lina").open("/orders/new").submit(CHECK, dates=[str(day(1)), str(day(2))], tasks=A_TASK)
    assert lina.status == 422
    assert f"{INDONESIAN.long_date(day(2))} berurutan dengan {INDONESIAN.long_date(day(1))}" in lina.page.text


@pytest.mark.usefixtures("setda")
def test_someone_without_a_superior_is_told_whom_to_ask(town: Town) -> None:
    sekda = town.browser_of("sekda").open("/orders/new").submit(CHECK, dates=[str(day(1))], tasks="Ketikan saya")
    assert sekda.status == 422
    assert "Pejabat yang memutuskan belum tercatat" in sekda.page.text
    assert "Ketikan saya" in sekda.page.text


# Other people's orders


@pytest.mark.parametrize("rest", ["", "/edit", "/withdraw", "/letter"])
def test_another_persons_order_is_not_found(town: Town, waiting: Order, rest: str) -> None:
    before = town.contents()
    adi = town.browser_of("adi").send("GET", f"/orders/{waiting.id}{rest}")
    assert (adi.status, adi.page.heading) == (404, "Tidak ditemukan")
    assert "Siti" not in adi.page.text
    assert town.contents() == before


@pytest.mark.parametrize("rest", ["", "/check", "/withdraw"])
def test_another_persons_order_cannot_be_changed(town: Town, rest: str) -> None:
    order = town.decided(town.submitted(day(1)), Act.RETURN, "Mohon rincikan.")
    adi = town.browser_of("adi").open("/orders/new")
    form = adi.page.form(CHECK)
    before = town.contents()
    adi.post(f"/orders/{order.id}{rest}", form.filled(dates=[str(day(2))], tasks="Ketikan saya"))
    assert adi.status in (403, 404)
    assert "Siti" not in adi.page.text
    assert "Ketikan saya" in adi.page.text
    assert town.contents() == before


def test_an_order_that_was_decided_can_no_longer_be_changed_or_taken_back(
    town: Town, waiting: Order, siti: Browser
) -> None:
    form = siti.open(f"/orders/{waiting.id}/withdraw").page.form("Ya, tarik kembali")
    town.decided(waiting, Act.APPROVE)
    before = town.contents()
    siti.post(form.action, form.filled())
    assert (siti.status, siti.page.heading) == (409, "Keadaannya sudah berubah")
    siti.send("GET", f"/orders/{waiting.id}/edit")
    assert siti.status == 409
    assert town.contents() == before


# The decision form

DECISION_CASES: list[tuple[str, dict[str, str], str]] = [
    ("no choice", {}, "Pilih salah satu keputusan."),
    ("a choice there is not", {"choice": "banana"}, "Pilih salah satu keputusan."),
    ("an act that is no decision", {"choice": "withdraw"}, "Pilih salah satu keputusan."),
    ("returned without a reason", {"choice": "return"}, "Tuliskan alasannya; pegawai akan membacanya."),
    ("rejected with a blank reason", {"choice": "reject", "reason": " \n "}, "Tuliskan alasannya"),
    ("a reason too long", {"choice": "reject", "reason": "x" * 501}, "Alasan paling panjang 500 huruf."),
    ("markup, and no choice", {"reason": MARKUP}, "Pilih salah satu keputusan."),
]


@pytest.mark.parametrize(("typed", "said"), [c[1:] for c in DECISION_CASES], ids=[c[0] for c in DECISION_CASES])
def test_a_decision_that_is_none_is_asked_for_again(
    town: Town, waiting: Order, budi: Browser, typed: dict[str, str], said: str
) -> None:
    form = budi.open(town.link(waiting)).page.form(DECIDE)
    before = town.contents()
    budi.post(form.action, with_fields(form.filled(), **typed))
    assert budi.status == 422
    assert said in budi.page.text
    assert budi.page.title.startswith("Kesalahan:")
    shown = budi.page.form(DECIDE)
    assert shown.values("reason") == [typed.get("reason", "")]
    assert shown.chosen("choice") == [choice for choice in [typed.get("choice")] if choice in ("return", "reject")]
    assert "<script" not in budi.body.decode()
    assert town.contents() == before


def test_a_link_decides_once(town: Town, waiting: Order, budi: Browser) -> None:
    first = budi.open(town.link(waiting)).page.form(DECIDE)
    second = budi.open(town.link(waiting)).page.form(DECIDE)
    budi.press_again(first, DECIDE, choice=["approve"])
    assert budi.page.heading == "Keputusan Anda tersimpan"
    before = town.contents()
    budi.press_again(first, DECIDE, choice=["approve"])
    assert budi.page.heading == "Keputusan Anda tersimpan"
    budi.press_again(second, DECIDE, choice=["reject"], reason="Ketikan saya")
    assert (budi.status, budi.page.heading) == (409, "Keadaannya sudah berubah")
    assert "Keputusan pertama yang berlaku." in budi.page.text
    assert "Ketikan saya" in budi.page.text
    assert town.contents() == before


def test_a_scanner_that_opens_the_link_changes_nothing(town: Town, waiting: Order) -> None:
    link, before = town.link(waiting), town.contents()
    scanner = town.browser()
    scanner.agent = "Mozilla/5.0 (compatible; mail scanner)"
    for method in ("HEAD", "GET", "GET", "HEAD"):
        scanner.send(method, link)
        assert scanner.status == 200
        assert "Siti" not in scanner.page.text
    for path in (f"{link}/code", f"{link}/renew"):
        scanner.send("GET", path)
        assert scanner.status >= 400
    assert town.contents() == before
    assert town.looks(f"ORDER#{waiting.id}") == []


def test_opening_the_link_in_the_right_browser_changes_nothing_but_the_note(
    town: Town, waiting: Order, budi: Browser
) -> None:
    before = town.contents()
    for method in ("HEAD", "GET"):
        assert budi.send(method, town.link(waiting)).status == 200
    assert town.contents() == before
    assert town.looks(f"ORDER#{waiting.id}") == ["budi", "budi"]


def test_a_form_posted_by_a_scanner_decides_nothing(town: Town, waiting: Order) -> None:
    before = town.contents()
    scanner = town.browser()
    scanner.send("GET", town.link(waiting))
    csrf = scanner.page.form("Kirim kode").filled()
    scanner.post(town.link(waiting), [*csrf, ("choice", "approve"), ("form_key", "k" * 16)])
    assert scanner.status == 403
    assert town.contents() == before


def test_a_link_of_an_earlier_sending_says_that_a_newer_one_was_sent(
    town: Town, waiting: Order, siti: Browser, budi: Browser
) -> None:
    old = town.link(waiting)
    form = budi.open(old).page.form(DECIDE)
    town.decided(waiting, Act.RETURN, "Mohon rincikan.")
    siti.open(f"/orders/{waiting.id}/edit").submit(CHECK, tasks="Rinci").submit(SUBMIT)
    before = town.contents()
    budi.open(old)
    assert budi.page.heading == "Tautan ini sudah diganti"
    budi.post(form.action, form.filled(choice=["approve"]))
    assert (budi.status, budi.page.heading) == (410, "Sudah tidak berlaku")
    assert town.contents() == before


def test_an_expired_link_sends_a_fresh_one_to_the_registered_address(town: Town, waiting: Order, budi: Browser) -> None:
    link = town.link(waiting)
    form = budi.open(link).page.form(DECIDE)
    town.deliver()
    load(town.table, [expiring(waiting, NOW - timedelta(seconds=1))])
    budi.post(form.action, form.filled(choice=["approve"]))
    assert (budi.status, budi.page.heading) == (410, "Sudah tidak berlaku")
    budi.open(link)
    assert budi.page.heading == "Tautan ini kedaluwarsa"
    budi.submit("Kirim tautan baru ke surel yang terdaftar")
    assert budi.page.heading == "Tautan baru sedang dikirim"
    town.deliver()
    assert [mail.to for mail in town.mails] == ["budi@kota.example"] * 2
    assert town.mails[0].link != town.mails[1].link
    assert budi.open(link).page.heading == "Tautan ini sudah diganti"
    assert budi.open(town.mails[1].link).page.heading == "Putuskan permohonan"


def foreign_token(town: Town, order_link: str) -> list[str]:
    other = town.token(town.submitted(day(3), by="adi"))
    path, _, token = order_link.rpartition("/")
    changed = token[:-1] + ("A" if token[-1] != "A" else "B")
    return [f"{path}/{each}" for each in (other, changed, "k999" + token[4:], "x", "x" * 500, "%C3%A9" * 20)]


def test_a_foreign_link_is_no_longer_valid_and_tells_nothing(town: Town, waiting: Order, budi: Browser) -> None:
    form = budi.open(town.link(waiting)).page.form(DECIDE)
    links, before = foreign_token(town, town.link(waiting)), town.contents()
    for link in [*links, f"/decide/tiadaordersebegini/{town.token(waiting)}"]:
        budi.send("GET", link)
        assert (budi.status, budi.page.heading) == (410, "Sudah tidak berlaku")
        assert "Siti" not in budi.page.text
        budi.post(link, form.filled(choice=["approve"]))
        assert budi.status in (404, 410)
        assert "Siti" not in budi.page.text
        for rest in ("/code", "/renew"):
            budi.post(f"{link}{rest}", form.filled())
            assert budi.status == 410
    assert town.contents() == before


def test_a_forwarded_link_decides_nothing_in_another_persons_browser(town: Town, waiting: Order) -> None:
    adi = town.browser_of("adi").open(town.link(waiting))
    assert adi.page.heading == "Ada yang menunggu keputusan"
    assert "keputusannya tetap milik penerima aslinya" in adi.page.text
    assert "Siti" not in adi.page.text
    csrf, before = adi.page.form("Kirim kode").filled(), town.contents()
    adi.post(town.link(waiting), [*csrf, ("choice", "approve"), ("form_key", "k" * 16)])
    assert (adi.status, adi.page.heading) == (403, "Bukan wewenang Anda")
    assert town.contents() == before


# The report form

A_REPORT = [
    *{"start": "07:30", "end": "16:00", "rest": "60", "obstacles": "", "plan": "", "form_key": "k" * 16}.items(),
    *((name.replace("_", "-"), value) for name, value in ACTIVITY.items()),
]


def beside_the_draft(town: Town) -> Contents:
    """Everything but what was typed, which is kept for Siti as it stands."""
    contents = town.contents()
    kept = [key for key in contents if key[2].startswith("DRAFT#")]
    assert [key[1:] for key in kept] == [("EMP#siti", f"DRAFT#{TODAY}")]
    return {key: item for key, item in contents.items() if key not in kept}


REPORT_CASES: list[tuple[str, dict[str, str], list[str]]] = [
    ("no times", {"start": "", "end": "", "rest": ""}, ["Isi jam mulai.", "Isi jam selesai.", "Isi lama istirahat"]),
    ("times that are none", {"start": "25:00", "end": "sore"}, ["Tuliskan jam seperti 07.30."]),
    ("a rest that is none", {"rest": "satu jam"}, ["Tuliskan bilangan bulat, misalnya 3."]),
    ("a negative rest", {"rest": "-30"}, ["Tuliskan bilangan bulat, misalnya 3."]),
    ("a rest too long", {"rest": "601"}, ["Istirahat antara 0 dan 600 menit."]),
    ("a rest of many digits", {"rest": "9" * 400}, ["Tuliskan bilangan bulat, misalnya 3."]),
    ("an end before the start", {"start": "16:00", "end": "07:30"}, ["Jam selesai harus sesudah jam mulai"]),
    ("nothing but rest", {"start": "08:00", "end": "09:00"}, ["Istirahat harus lebih singkat daripada waktu kerja."]),
    ("no activity", {"activities-0-activity": "", "activities-0-output": "", "activities-0-volume": "",
                     "activities-0-measure": ""}, ["Tuliskan sedikitnya satu kegiatan."]),
    ("half an activity", {"activities-0-output": "", "activities-0-volume": ""}, ["Lengkapi bagian ini"]),
    ("an activity too long", {"activities-0-activity": "x" * 201}, ["Paling panjang 200 huruf."]),
    ("an output too long", {"activities-0-output": "x" * 201}, ["Paling panjang 200 huruf."]),
    ("a measure too long", {"activities-0-measure": "x" * 31}, ["Paling panjang 30 huruf."]),
    ("a volume that is none", {"activities-0-volume": "banyak"}, ["Tuliskan bilangan bulat, misalnya 3."]),
    ("a volume of nothing", {"activities-0-volume": "0"}, ["Jumlah antara 1 dan 100000."]),
    ("half a document", {"activities-0-volume": "1,5"}, ["Tuliskan bilangan bulat, misalnya 3."]),
    ("obstacles too long", {"obstacles": "x" * 1001}, ["Paling panjang 1000 huruf."]),
    ("a plan too long", {"plan": "x" * 1001}, ["Paling panjang 1000 huruf."]),
    ("markup and a missing time", {"start": "", "obstacles": MARKUP, "activities-0-activity": MARKUP},
     ["Isi jam mulai."]),
]  # fmt: skip


@pytest.mark.usefixtures("home_day")
@pytest.mark.parametrize(("typed", "said"), [c[1:] for c in REPORT_CASES], ids=[c[0] for c in REPORT_CASES])
def test_a_report_that_cannot_be_is_shown_again_with_the_reason(
    town: Town, siti: Browser, typed: dict[str, str], said: list[str]
) -> None:
    before = town.contents()
    siti.post(f"/reports/{TODAY}", with_fields(token_of(siti) + A_REPORT, **typed))
    page = siti.page
    assert siti.status == 422
    for text in said:
        assert text in page.text
    assert page.title.startswith("Kesalahan:")
    shown = page.form(FILE)
    assert {name: shown.values(name) for name in typed} == {name: [value] for name, value in typed.items()}
    assert page.markup.count("<script") == page.markup.count("/report.js")
    assert beside_the_draft(town) == before


@pytest.mark.usefixtures("home_day")
@pytest.mark.parametrize("name", ["rest", "activities-0-volume"])
def test_a_number_that_is_none_is_said_once(siti: Browser, name: str) -> None:
    siti.post(f"/reports/{TODAY}", with_fields(token_of(siti) + A_REPORT, **{name: "banyak"}))
    assert siti.body.decode().count('<p class="error">') == 1


@pytest.mark.usefixtures("home_day")
def test_a_report_with_markup_is_kept_as_typed(siti: Browser) -> None:
    siti.open(f"/reports/{TODAY}/new")
    siti.submit(FILE, **(ACTIVITY | {"activities_0_activity": MARKUP, "obstacles": MARKUP, "plan": MARKUP}))
    assert siti.page.heading == "Laporan diterima"
    assert siti.page.text.count(MARKUP) == 3
    assert siti.body.decode().count("<script") == siti.body.decode().count("/report.js")


@pytest.mark.usefixtures("home_day")
def test_another_row_is_offered_without_losing_a_word(town: Town, siti: Browser) -> None:
    form = siti.open(f"/reports/{TODAY}/new").page.form(FILE)
    before = town.contents()
    siti.submit("Tambah baris kegiatan", **(ACTIVITY | {"obstacles": "Ketikan saya", "rest": "45"}))
    shown = siti.page.form(FILE)
    rows = [name for name in {control.name for control in shown.controls} if name.endswith("-activity")]
    assert len(rows) == len([c for c in form.controls if c.name.endswith("-activity")]) + 1
    assert (shown.values("obstacles"), shown.values("rest")) == (["Ketikan saya"], ["45"])
    assert shown.values("activities-0-activity") == ["Mengarsip"]
    assert shown.values("form_key") == form.values("form_key")
    assert beside_the_draft(town) == before


@pytest.mark.usefixtures("home_day")
def test_more_rows_than_there_can_be_are_cut_and_nothing_breaks(siti: Browser) -> None:
    form = siti.open(f"/reports/{TODAY}/new").page.form(FILE)
    many = [(f"activities-{number}-activity", f"Kegiatan {number}") for number in (*range(30), 99999999999)]
    for more in ([], [("more", "1")]):
        siti.post(form.action, form.filled() + many + more)
        assert siti.status in (409, 422)  # the second time the draft of the first is known already
        assert "Kegiatan 9" in siti.page.text or siti.page.form(FILE).values("activities-9-activity")


@pytest.mark.usefixtures("home_day")
def test_the_same_report_twice_is_the_same_receipt(town: Town, siti: Browser) -> None:
    form = siti.open(f"/reports/{TODAY}/new").page.form(FILE)
    siti.press_again(form, FILE, **ACTIVITY)
    receipt, before = siti.page.text, town.contents()
    siti.press_again(form, FILE, **ACTIVITY)
    assert siti.page.text == receipt
    assert town.contents() == before


@pytest.mark.usefixtures("home_day")
def test_a_second_report_of_the_day_is_refused_with_the_text_kept(town: Town, siti: Browser) -> None:
    first = siti.open(f"/reports/{TODAY}/new").page.form(FILE)
    second = siti.open(f"/reports/{TODAY}/new").page.form(FILE)
    siti.press_again(first, FILE, **ACTIVITY)
    before = town.contents()
    siti.press_again(second, FILE, **(ACTIVITY | {"plan": "Ketikan saya"}))
    assert (siti.status, siti.page.heading) == (409, "Keadaannya sudah berubah")
    assert "Satu hari, satu laporan." in siti.page.text
    assert "Ketikan saya" in siti.page.text
    assert town.contents() == before


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        (f"/reports/{TODAY}/new", 422, "Tidak ada surat perintah tugas yang disetujui"),
        (f"/reports/{day(1)}/new", 422, "baru dapat diisi pada hari itu"),
        (f"/reports/{day(-5)}/new", 422, "Batas menyusulkan laporan"),
        (f"/reports/{HOLIDAY}/new", 422, "Tidak ada surat perintah tugas yang disetujui"),
        ("/reports/9999-12-31/new", 422, "belum dibuka"),
        ("/reports/2026-02-30/new", 404, "Tanggal ini tidak dikenal."),
        ("/reports/hari-ini/new", 404, "Tanggal ini tidak dikenal."),
        (f"/reports/{TODAY}", 404, "tidak ditemukan"),
    ],
)
def test_a_day_that_cannot_be_reported_says_why(town: Town, siti: Browser, path: str, status: int, said: str) -> None:
    if day(1).isoformat() in path:
        town.approved(day(1))
    if day(-5).isoformat() in path:
        town.approved(day(-5))
    csrf = siti.open("/").page.form("Keluar").filled()
    before = town.contents()
    siti.send("GET", path)
    assert siti.status == status
    assert said in siti.page.text
    if path.endswith("/new"):
        siti.post(path.removesuffix("/new"), [*csrf, ("form_key", "k" * 16), ("plan", "Ketikan saya")])
        assert siti.status == status
        assert "Ketikan saya" in siti.page.text
    assert town.contents() == before


# The sign-in form


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Isi alamat surel Anda."),
        ("bukan alamat", "Tuliskan alamat surel seperti nama@contoh.go.id."),
        ("siti@kota", "Tuliskan alamat surel seperti nama@contoh.go.id."),
        ("a" * 250 + "@kota.example", "Alamat surel terlalu panjang."),
        ('"><script>alert(1)</script>', "Tuliskan alamat surel seperti nama@contoh.go.id."),
    ],
    ids=["empty", "words", "no domain", "too long", "markup"],
)
def test_an_address_that_is_none_is_said_beside_the_field_and_kept(
    town: Town, stranger: Browser, typed: str, said: str
) -> None:
    before = town.contents()
    stranger.open("/sign-in").submit("Kirim kode", email=typed)
    assert stranger.status == 422
    assert said in stranger.page.text
    assert stranger.page.title.startswith("Kesalahan:")
    assert stranger.page.form("Kirim kode").values("email") == [typed]
    assert "<script" not in stranger.body.decode()
    assert town.contents() == before


def test_an_empty_code_is_asked_for_again(town: Town, stranger: Browser) -> None:
    stranger.open("/sign-in").submit("Kirim kode", email="siti@kota.example")
    before = town.contents()
    stranger.submit("Masuk", code="")
    assert stranger.status == 422
    assert "Isi kode dari surel." in stranger.page.text
    assert town.contents() == before


# Bodies, addresses, and what nobody expects


@pytest.mark.parametrize(
    "extra",
    [[("tasks", "x" * 70_000)], [("dates", "2026-01-01")] * 401, [("x" * 66_000, "")]],
    ids=["a long text", "many fields", "a long name"],
)
def test_a_body_over_the_limit_is_a_page(town: Town, siti: Browser, extra: Pairs) -> None:
    form = siti.open("/orders/new").page.form(CHECK)
    before = town.contents()
    siti.post(form.action, form.filled() + extra)
    assert (siti.status, siti.page.heading) == (413, "Isian terlalu besar")
    assert "lalu kirim kembali." in siti.page.text
    assert town.contents() == before


def test_bytes_that_are_no_text_are_answered_kindly(siti: Browser) -> None:
    token = siti.open("/orders/new").page.form(CHECK).values("csrf")[0].encode()
    for body in (b"csrf=" + token + b"&tasks=%ff%fe%00abc\xff", b"csrf=" + token + b"&%00=%00&=&&;;", b"\x00" * 100):
        told = {"content-type": "application/x-www-form-urlencoded", "origin": "https://giliran.example.go.id"}
        siti.send("POST", "/orders/check", body, **told)
        assert siti.status in (403, 422)
        assert siti.page.heading


UNKNOWN = [
    "/orders/tiada",
    "/orders/" + "x" * 3000,
    "/orders/" + quote("../../etc/passwd", safe=""),
    "/orders/" + quote("<script>alert(1)</script>", safe=""),
    "/orders/tiada/letter",
    "/letters/tiada",
    "/decide/tiada/tiada",
    "/reports/2026-13-01",
    "/months/TIADA/2026-13",
    "/months/TIADA/abcd-ef",
    f"/months/TIADA/{THIS_MONTH}",
    "/months/DINSOS/9999-12",
    "/months/DINSOS/0001-01",
    "/months/DINSOS/1990-01/csv",
    "/static/x/rahasia.txt",
    "/static/x/..%2Fapp.py",
]


@pytest.mark.parametrize("path", UNKNOWN, ids=[path[:40] for path in UNKNOWN])
def test_an_address_of_nothing_is_a_page_that_says_so(town: Town, joko: Browser, path: str) -> None:
    before = town.contents()
    joko.send("GET", path)
    assert joko.status in (404, 410)
    assert joko.page.heading in ("Tidak ditemukan", "Sudah tidak berlaku")
    assert "<script" not in joko.body.decode()
    assert town.contents() == before


@pytest.mark.parametrize("query", ["after=x", "after=%23", "after=2026-01-01%23x", "after=", "after=%00", "lain=1"])
def test_a_page_of_a_list_that_is_not_there_is_still_a_page(town: Town, siti: Browser, query: str) -> None:
    town.submitted(day(1))
    siti.send("GET", f"/orders?{query}")
    assert (siti.status, siti.page.heading) == (200, "Surat perintah tugas")


@pytest.mark.parametrize("number", ["0", "-1", "99999999999", "2.5", "²", "x", ""])
def test_a_page_number_that_is_none_shows_the_nearest(rina: Browser, number: str) -> None:
    rina.send("GET", f"/months/DINSOS/{THIS_MONTH}?page={quote(number)}")
    assert rina.status == 200
    assert "Siti Rahmawati" in rina.page.text


def drop_table(town: Town) -> None:
    town.table.client.delete_table(TableName=MAIN)


def spoil_circulars(town: Town) -> None:
    key = {"PK": {"S": "CITY"}, "SK": {"S": "CIRCULARS"}}
    town.table.client.put_item(TableName=MAIN, Item=key | {"circulars": {"S": "rusak"}})


@pytest.mark.parametrize("misfortune", [drop_table, spoil_circulars])
def test_what_nobody_expected_is_a_page_with_the_reference_that_the_log_has(
    town: Town, siti: Browser, misfortune: Callable[[Town], None]
) -> None:
    form = siti.open("/orders/new").page.form(CHECK)
    misfortune(town)
    with log_lines() as written:
        siti.post(form.action, form.filled(dates=[str(day(1))], tasks="Ketikan saya"))
    assert (siti.status, siti.page.heading) == (500, "Terjadi gangguan")
    assert "Ketikan saya" in siti.page.text
    assert siti.headers["Cache-Control"] == "no-store"
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    (told,) = [line for line in lines if line["level"] == "ERROR"]
    assert f"Nomor rujukan: {told['reference']}" in siti.page.text
    assert told["route"] == "/orders/check"
    assert told["traceback"].startswith("Traceback")
    assert "Traceback" not in siti.page.text
    assert lines[-1] | {"ms": 0} == {
        "level": "INFO",
        "message": "request",
        "route": "/orders/check",
        "method": "POST",
        "status": 500,
        "ms": 0,
    }


def test_the_log_holds_no_token_path_cookie_code_or_address(town: Town) -> None:
    with log_lines() as written:
        browser = town.sign_in(town.browser(), "budi")
        order = town.submitted(day(1))
        town.deliver()
        link = town.mails[-1].link
        budi = town.browser().open(link).submit("Kirim kode")
        town.deliver()
        budi.submit("Masuk", code=town.mails[-1].code).submit(DECIDE, choice=["approve"])
        budi.post("/sign-in", [("email", "budi@kota.example")])
        budi.open("/orders/tidak-ada?after=rahasia")
        spoil_circulars(town)
        budi.open("/orders/new")
    lines = written.getvalue().splitlines()
    assert len(lines) > 10
    assert all(isinstance(json.loads(line), dict) for line in lines)
    cookies = [value for each in (browser, budi) for value in each.cookies.values()]
    codes = [mail.code for mail in town.mails if "Kode masuk" in mail.subject]
    secrets = [value.rpartition(".")[2] for value in cookies]
    for hidden in (order.id, town.token(order), *secrets, *codes, "@kota.example", "rahasia", "tidak-ada", "203.0."):
        assert hidden not in written.getvalue()
    assert logging.getLogger("chalicelib").propagate is False


def test_a_mail_that_is_refused_is_logged_without_any_address(town: Town) -> None:
    town.submitted(day(1))
    boto3.client("sesv2").delete_email_identity(EmailIdentity=SENDER)
    try:
        with log_lines() as written:
            town.deliver()
    finally:
        boto3.client("sesv2").create_email_identity(EmailIdentity=SENDER)
    assert town.mails == []
    assert "errand failed" in written.getvalue()
    for address in (SENDER, "budi@kota.example"):
        assert address not in written.getvalue()
