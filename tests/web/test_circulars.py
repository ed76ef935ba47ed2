"""Writing, looking over, putting in force, replacing and ending a circular, and reading one's own."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.circulars import Base, Circular, CircularRegister, Pattern, Post, Risk
from chalicelib.domain.records import adjustment_key, capacity_key, register_key
from chalicelib.storage.table import load
from tests.web.browser import Browser
from tests.web.town import DINSOS, THIS_MONTH, TODAY, Town, day

LOOK, BACK = "Lanjut: lihat pratinjau", "Ubah"
TYPED: dict[str, Any] = {
    "signer": "Wali Kota Metro",
    "number": "800/12/SE/2026",
    "issued_on": str(TODAY),
    "units": ["DINSOS"],
    "start": str(day(1)),
}


def written(joko: Browser, preset: str = "metro-2021", **typed: str | list[str]) -> Browser:
    """Fills the form and asks for the preview."""
    joko.open(f"/circulars/new?preset={preset}")
    return joko.submit(LOOK, **(TYPED | typed))


def in_force(joko: Browser) -> Browser:
    """Presses what the preview offers."""
    (button,) = (each.label for form in joko.page.forms for each in form.buttons if each.label.startswith("Berlakukan"))
    return joko.submit(button)


def the_register(town: Town) -> CircularRegister:
    return town.table.read(register_key()).get(register_key())


def latest(town: Town) -> Circular:
    return the_register(town).circulars[-1]


def test_a_circular_is_written_looked_over_and_put_in_force(town: Town, joko: Browser) -> None:
    joko.open("/").open(joko.page.link("Surat edaran")).open(joko.page.link("Kosong"))
    assert (joko.status, joko.page.heading) == (200, "Surat edaran baru")
    written(joko)
    assert (joko.status, joko.page.heading) == (200, "Pratinjau surat edaran")
    said = "Surat Edaran Wali Kota Metro Nomor 800/12/SE/2026 tanggal"
    assert said in joko.page.text
    assert "5 pegawai: paling banyak 2 di rumah" in joko.page.text
    assert "Menggantikan: Kerja dari Rumah bagi ASN" in joko.page.text
    assert len(the_register(town).circulars) == 2

    in_force(joko)
    assert (joko.status, joko.page.heading) == (200, "Kerja dari Rumah bagi ASN")
    assert "Diberlakukan" in joko.page.text
    assert latest(town).citation.startswith(said)
    assert (latest(town).units, latest(town).pattern, latest(town).max_home_pct) == (
        ("DINSOS",),
        Pattern.ALTERNATE_DAYS,
        50,
    )
    assert "Akan berlaku" in joko.open("/circulars").page.text


def test_opened_months_follow_and_the_page_says_how_far_they_are(town: Town, joko: Browser) -> None:
    name = capacity_key(DINSOS, THIS_MONTH)
    before = town.table.read(name).get(name).days[f"{TODAY:%d}"]
    in_force(written(joko, start=str(TODAY)))
    assert "0 dari 1 unit." in joko.open("/circulars").page.text
    town.deliver()
    after = town.table.read(name).get(name).days[f"{TODAY:%d}"]
    assert (before.fewest, before.most, after.fewest, after.most) == (3, 5, 0, 2)
    assert "dari 1 unit." not in joko.open("/circulars").page.text


def test_everything_that_is_typed_is_kept(town: Town, joko: Browser) -> None:
    in_force(
        written(
            joko,
            "blank",
            title="Sistem kerja",
            max_home_pct="75",
            max_office_pct="50",
            base=[Base.ROTATING.value],
            risk=Risk.MEDIUM.value,
            pattern=[Pattern.FIXED_WEEKDAYS.value],
            weekdays=["0", "4"],
            most_per_week="2",
            always_in_units="dinsos",
            always_in_posts="Petugas  Loket\nKepala Dinas",
            structural_present="2",
            settling_days="30",
            step1="supervisor|head",
            step2="secretary",
            link_only=["step1"],
            remind="2",
            tell="3",
            escalate="5",
            report_deadline="16.30",
            report_grace_days="2",
            recall_minutes="5",
            meeting_cap="15",
            end=str(day(40)),
            protocol="memakai masker",
            reachability="mengenakan pakaian dinas",
        )
    )
    kept = latest(town)
    assert (kept.max_home_pct, kept.office_pct, kept.base, kept.risk) == (75, 50, Base.ROTATING, Risk.MEDIUM)
    assert (kept.weekdays, kept.most_per_week, kept.structural_present, kept.settling_days) == ((0, 4), 2, 2, 30)
    assert (kept.always_in_units, kept.always_in_posts) == ((DINSOS,), ("Petugas Loket", "Kepala Dinas"))
    assert [(step.posts, step.link_only) for step in kept.chain] == [
        ((Post.SUPERVISOR, Post.HEAD), True),
        ((Post.SECRETARY,), False),
    ]
    assert (kept.patience.remind, kept.patience.tell, kept.patience.escalate) == (2, 3, 5)
    assert (f"{kept.report_deadline:%H.%M}", kept.report_grace_days) == ("16.30", 2)
    assert (kept.recall_minutes, kept.meeting_cap, kept.end) == (5, 15, day(40))
    assert (kept.protocol, kept.reachability) == (("memakai masker",), ("mengenakan pakaian dinas",))

    again = joko.open(f"/circulars/new?replaces={kept.id}").page.form(LOOK)
    joko.post(again.action, again.filled(number="800/13/SE/2026", start=str(day(2))))
    in_force(joko)
    next_version = latest(town)
    assert next_version.replaces == kept.id
    same = {"id": kept.id, "replaces": "", "number": kept.number, "citation": kept.citation, "start": kept.start}
    assert replace(next_version, **same) == kept


def test_what_was_typed_comes_back_from_the_preview(joko: Browser) -> None:
    written(joko, title="Judul yang saya ketik", instructions="melapor\nhadir bila dipanggil").submit(BACK)
    form = joko.page.form(LOOK)
    assert joko.page.heading == "Surat edaran baru"
    assert form.values("title") == ["Judul yang saya ketik"]
    assert form.values("instructions") == ["melapor\nhadir bila dipanggil"]
    assert form.chosen("units") == ["DINSOS"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"signer": " "}, "Isi bagian ini."),
        ({"issued_on": "31 April"}, "Tuliskan tanggal yang ada."),
        ({"start": str(day(-1))}, "Mulai berlaku paling awal hari ini"),
        ({"end": str(TODAY)}, "Hari terakhir tidak boleh sebelum hari pertama."),
        ({"units": []}, "Pilih sedikitnya satu unit."),
        ({"max_home_pct": "101"}, "Isi antara 0 dan 100."),
        ({"max_home_pct": "separuh"}, "Tuliskan bilangan bulat"),
        ({"max_home_pct": "40", "max_office_pct": "50"}, "bersama kurang dari 100"),
        ({"pattern": ["fixed_weekdays"]}, "Pilih sedikitnya satu hari."),
        ({"most_per_week": "8"}, "Isi antara 1 dan 7."),
        ({"always_in_units": "RSUD"}, "Unit RSUD tidak termasuk"),
        ({"disciplined": "9999"}, "Tidak ada pegawai dengan nomor 9999."),
        ({"step1": "", "step2": ""}, "Pilih siapa yang memutuskan."),
        ({"remind": "3", "tell": "2"}, "Isi bilangan yang tidak menurun"),
        ({"report_deadline": "sore"}, "Tuliskan jam seperti 07.30."),
        ({"report_grace_days": "15"}, "Isi paling banyak 14 hari."),
        ({"meeting_cap": "0"}, "Isi antara 1 dan 10000."),
        ({"number": "9" * 121}, "Paling panjang 120 huruf."),
        ({"instructions": "x" * 201}, "Satu baris paling panjang 200 huruf."),
        ({"protocol": "\n".join("abcdefghijklmnopq")}, "Paling banyak 15 baris."),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_cannot_be_is_told_beside_its_field(town: Town, joko: Browser, typed: dict[str, Any], said: str) -> None:
    before = town.contents()
    written(joko, **typed)
    assert (joko.status, joko.page.heading) == (422, "Surat edaran baru")
    assert said in joko.page.text
    assert joko.page.form(LOOK).values("number") == [typed.get("number", TYPED["number"])]
    assert town.contents() == before


@pytest.mark.parametrize("name", ["pattern", "base", "rounding", "risk", "step1"])
def test_a_choice_that_was_not_on_offer_is_refused(joko: Browser, name: str) -> None:
    form = joko.open("/circulars/new?preset=metro-2021").page.form(LOOK)
    sent = [(key, "jahat" if key == name else value) for key, value in form.filled(**TYPED)]
    joko.post(form.action, sent)
    assert joko.status == 422
    assert "Pilih salah satu." in joko.page.text


def test_unknown_units_are_refused(joko: Browser) -> None:
    form = joko.open("/circulars/new?preset=metro-2021").page.form(LOOK)
    joko.post(form.action, [*form.filled(**TYPED), ("units", "TIDAKADA")])
    assert "Tidak ada unit dengan kode TIDAKADA." in joko.page.text


def test_a_race_between_two_administrators_keeps_what_was_typed(town: Town, joko: Browser) -> None:
    written(joko)
    moved_on = replace(the_register(town), revision=2)
    load(town.table, [moved_on])
    in_force(joko)
    assert (joko.status, joko.page.heading) == (409, "Surat edaran baru")
    assert "baru saja diubah" in joko.page.text
    assert joko.page.form(LOOK).values("number") == [TYPED["number"]]
    assert the_register(town) == moved_on

    joko.submit(LOOK)
    in_force(joko)
    assert the_register(town).revision == 3


def test_pressing_twice_puts_one_circular_in_force(town: Town, joko: Browser) -> None:
    form = next(each for each in written(joko).page.forms if each.action == "/circulars")
    first = joko.press_again(form, "").page.heading
    assert joko.press_again(form, "").page.heading == first
    assert len(the_register(town).circulars) == 3


def test_a_circular_is_ended_after_asking_once_more(town: Town, joko: Browser) -> None:
    joko.open("/circulars/se-1").submit("Lanjut: akhiri", last=str(day(3)))
    assert joko.page.heading == "Akhiri surat edaran?"
    assert the_register(town).revision == 1
    joko.submit("Ya, akhiri")
    assert "Hari terakhir ditetapkan" in joko.page.text
    register = the_register(town)
    assert (register.find("se-1").end, register.in_force(DINSOS, day(4))) == (day(3), None)  # type: ignore[union-attr]
    town.deliver()
    town.sign_in(town.browser(), "siti")


def test_a_coming_circular_is_called_back(town: Town, joko: Browser) -> None:
    in_force(written(joko))
    name = latest(town).id
    joko.open(f"/circulars/{name}").submit("Lanjut: akhiri", last=str(TODAY)).submit("Ya, akhiri")
    assert "Dibatalkan sebelum berlaku" in joko.page.text
    bound = the_register(town).in_force(DINSOS, day(1))
    assert bound
    assert bound.id == "se-1"


@pytest.mark.parametrize(
    ("last", "said"), [(day(-1), "Hari terakhir paling awal"), (None, "Tuliskan tanggal yang ada.")]
)
def test_a_last_day_that_cannot_be_is_told(town: Town, joko: Browser, last: date | None, said: str) -> None:
    joko.open("/circulars/se-1").submit("Lanjut: akhiri", last=str(last or "kemarin"))
    if last:
        joko.submit("Ya, akhiri")
    assert joko.status == 422
    assert said in joko.page.text
    assert the_register(town).revision == 1


def test_one_that_has_ended_is_not_ended_again(town: Town, joko: Browser) -> None:
    asked = joko.open("/circulars/se-1").submit("Lanjut: akhiri", last=str(day(3))).page.form("Ya, akhiri")
    over = tuple(replace(each, end=day(-1)) for each in the_register(town).circulars)
    load(town.table, [replace(the_register(town), circulars=over)])
    joko.press_again(asked, "")
    assert joko.status == 409
    assert "sudah tidak berlaku" in joko.page.text


def test_an_end_after_the_register_moved_on_is_refused(town: Town, joko: Browser) -> None:
    joko.open("/circulars/se-1").submit("Lanjut: akhiri", last=str(day(3)))
    load(town.table, [replace(the_register(town), revision=2)])
    joko.submit("Ya, akhiri")
    assert joko.status == 409
    assert joko.page.form("Lanjut: akhiri").values("last") == [str(day(3))]


def test_a_circular_there_is_not_is_not_found(joko: Browser) -> None:
    assert joko.open("/circulars/tidak-ada").status == 404
    assert joko.open("/circulars/new?replaces=tidak-ada").status == 404


def test_an_employee_reads_what_binds_their_unit(siti: Browser, joko: Browser) -> None:
    in_force(written(joko, protocol="memakai masker", disciplined=""))
    siti.open("/").open(siti.page.link("Surat edaran yang berlaku bagi unit Anda"))
    assert siti.page.heading == "Surat edaran yang berlaku"
    assert "Surat Edaran Wali Kota Nomor 7 Tahun 2021" in siti.page.text
    assert "Paling banyak 50 persen pegawai bekerja di kantor." in siti.page.text
    assert "menyampaikan laporan harian pada hari yang sama" in siti.page.text
    assert "Akan berlaku" in siti.page.text
    assert "memakai masker" in siti.page.text


def test_a_unit_without_a_circular_is_told_so(town: Town, siti: Browser, joko: Browser) -> None:
    load(town.table, [replace(the_register(town), circulars=the_register(town).circulars[1:])])
    assert "Tidak ada surat edaran yang berlaku" in siti.open("/circular").page.text
    assert "Dinas Sosial" in joko.open("/circulars").page.text


def test_the_list_names_units_without_a_rota_by_one_request(town: Town, joko: Browser) -> None:
    with town.counting() as counted:
        joko.open("/circulars")
    assert counted == ["GetItem", "Query", "BatchGetItem"]
    assert joko.page.link("Dinas Sosial") == "/units/DINSOS/rotas"
    assert "2 unit belum menerbitkan jadwal" in joko.page.text


def test_months_that_came_to_a_stop_go_on_when_the_administrator_says_so(town: Town, joko: Browser) -> None:
    in_force(written(joko))
    name = the_register(town).adjustment
    stopped = town.table.read(adjustment_key(name)).get(adjustment_key(name))
    load(town.table, [replace(stopped, touched_at=stopped.touched_at - timedelta(hours=1))])
    joko.open("/circulars")
    assert "Penyesuaian terhenti" in joko.page.text
    joko.submit("Lanjutkan")
    assert "sedang menyesuaikan" in joko.page.text


def test_what_was_done_stands_in_the_trail(town: Town, joko: Browser) -> None:
    in_force(written(joko))
    joko.open(f"/trail?subject=circular&name={latest(town).id}")
    assert "Memberlakukan surat edaran" in joko.page.text


def test_an_order_shows_what_its_circular_asks_for(town: Town, siti: Browser) -> None:
    order = town.submitted(day(1))
    assert "menyampaikan laporan harian pada hari yang sama" in siti.open(f"/orders/{order.id}").page.text
