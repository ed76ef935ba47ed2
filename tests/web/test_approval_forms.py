"""Forms of those who decide, call off, reassign and appoint: what cannot be is said beside its field, and kept."""

from typing import Any

import pytest

from chalicelib.domain.mandates import Mandates
from chalicelib.domain.orders import Order, Status
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.records import mandates_key
from chalicelib.wiring import office
from tests.web.browser import Browser, Pairs
from tests.web.town import TODAY, Town, day

CHECK, CONFIRM, ENTER = "Lanjut: periksa keputusan", "Ya, simpan keputusan ini", "Catat"
GOOD = {"holder": "budi", "kind": "Plh.", "acting": "adi@kota.example", "number": "800/1"}


def mandates(town: Town) -> Mandates | None:
    name = mandates_key(EmployeeId("budi"))
    return town.table.read(name).find(name)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"holder": ""}, "Pilih jabatannya."),
        ({"kind": ""}, "Pilih Plh. atau Plt."),
        ({"kind": "Pj."}, "Pilih Plh. atau Plt."),
        ({"acting": "tiada@kota.example"}, "Tidak ada pegawai aktif dengan alamat surel ini."),
        ({"acting": "x" * 5000}, "Tidak ada pegawai aktif dengan alamat surel ini."),
        ({"number": ""}, "Isi nomor surat perintahnya."),
        ({"first": "2026-02-31"}, "Tuliskan tanggal yang ada."),
        ({"last": ""}, "Isi tanggal akhir."),
        ({"last": "2020-01-01"}, "Tanggal akhir mendahului tanggal mulai."),
    ],
)
def test_a_mandate_that_cannot_be_is_said_beside_its_field_and_kept(
    town: Town, rina: Browser, wrong: dict[str, str], said: str
) -> None:
    form = rina.open("/units/DINSOS/mandates").page.form(ENTER)
    typed = {**GOOD, "first": str(TODAY), "last": str(day(2)), **wrong}
    hidden = [pair for pair in form.filled() if pair[0] in ("csrf", "form_key")]

    rina.post(form.action, [*hidden, *typed.items()])

    assert rina.status == 422
    assert said in rina.page.text
    assert rina.page.title.startswith("Kesalahan:")
    assert rina.page.form(ENTER).values("number") == [typed["number"]]
    assert mandates(town) is None


def test_a_post_that_is_none_is_not_found(town: Town, rina: Browser) -> None:
    form = rina.open("/units/DINSOS/mandates").page.form(ENTER)
    hidden = [pair for pair in form.filled() if pair[0] in ("csrf", "form_key")]
    typed = {**GOOD, "first": str(TODAY), "last": str(day(2)), "holder": "x" * 5000}

    assert rina.post(form.action, [*hidden, *typed.items()]).status == 404
    ended = [("holder", "y" * 5000), ("mandate", "z")]
    assert rina.post("/units/DINSOS/mandates/end", [*hidden, *ended]).status == 404
    assert mandates(town) is None


def test_an_appointment_is_shown_and_ends_by_a_button(rina: Browser) -> None:
    rina.open("/units/DINSOS/mandates")
    typed: dict[str, Any] = {**GOOD, "kind": ["Plh."], "first": str(TODAY), "last": str(day(2))}
    rina.submit(ENTER, **typed)
    assert "Plh. Adi Saputra, S.Kom." in rina.page.text
    rina.submit("Akhiri sekarang")
    assert "Saat ini tidak ada pejabat pengganti." in rina.page.text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ([], "Pilih salah satu keputusan."),
        ([("choice", "approve")], "Pilih sedikitnya satu permohonan."),
        ([("choice", "approve"), ("orders", "x" * 3000), ("orders", "tiada-1"), ("orders", "-")], "Pilih sedikitnya"),
        ([("choice", "reject"), ("orders", "tiada-1")], "Tuliskan alasannya"),
        ([("choice", "cancel"), ("orders", "tiada-1")], "Pilih salah satu keputusan."),
    ],
)
def test_a_decision_on_nothing_or_without_words_is_said_on_the_desk(
    town: Town, waiting: Order, budi: Browser, sent: Pairs, said: str
) -> None:
    form = budi.open("/desk").page.form(CHECK)
    before = town.contents()
    hidden = [pair for pair in form.filled() if pair[0] in ("csrf", "form_key")]

    budi.post("/desk/check", [*hidden, *sent])

    assert (budi.status, town.contents()) == (422, before)
    assert said in budi.page.text
    assert waiting.employee_name in budi.page.text


def test_a_confirmation_of_nothing_is_refused_kindly(town: Town, waiting: Order, budi: Browser) -> None:
    form = budi.open("/desk").page.form(CHECK)
    hidden = [pair for pair in form.filled() if pair[0] in ("csrf", "form_key")]

    assert budi.post("/desk", [*hidden, ("choice", "approve")]).status == 422
    assert budi.post("/desk", hidden).status == 422
    assert town.order(waiting.id) == waiting


def test_what_was_ticked_and_typed_comes_back_for_a_change(waiting: Order, budi: Browser) -> None:
    picked = budi.open("/desk").page.form(CHECK).values("orders")
    budi.submit(CHECK, orders=picked, choice=["return"], reason="Mohon dirinci.")
    assert waiting.employee_name in budi.page.text
    budi.submit("Ubah")
    form = budi.page.form(CHECK)
    assert (form.chosen("orders"), form.chosen("choice")) == (picked, ["return"])
    assert form.values("reason") == ["Mohon dirinci."]


def test_a_bulk_decision_sent_twice_tells_the_same_twice(town: Town, waiting: Order, budi: Browser) -> None:
    other = town.submitted(day(2), by="adi")
    picked = budi.open("/desk").page.form(CHECK).values("orders")
    form = budi.submit(CHECK, orders=picked, choice=["approve"]).page.form(CONFIRM)
    first = budi.post(form.action, form.filled(CONFIRM)).page.text
    before = town.contents()

    assert budi.post(form.action, form.filled(CONFIRM)).page.text == first
    assert town.contents() == before
    assert {town.order(each.id).status for each in (waiting, other)} == {Status.APPROVED}
    assert [order.id for order in (waiting, other) if order.employee_name not in first] == []


def test_nobody_learns_of_others_orders_at_the_desk(town: Town, home_day: Order, siti: Browser) -> None:
    dewi = town.browser_of("dewi")
    form = dewi.open("/desk")
    hidden = [("csrf", form.page.form("Keluar").values("csrf")[0]), ("form_key", office().new_id())]
    typed = [("choice", "approve"), ("seen", "2"), ("orders", f"{home_day.id}-2")]
    for path in (f"/desk/{home_day.id}", "/desk"):
        dewi.post(path, [*hidden, *typed])
        assert home_day.employee_name not in dewi.page.text
        assert "Budi" not in dewi.page.text
    assert siti.send("GET", f"/desk/{home_day.id}").status == 403


@pytest.mark.parametrize(("typed", "said"), [({}, "Pilih salah satu pejabat."), ({"to": "rina"}, "Tuliskan alasannya")])
def test_reassigning_names_what_is_missing(
    town: Town, waiting: Order, rina: Browser, typed: dict[str, str], said: str
) -> None:
    rina.open(f"/orders/{waiting.id}/reassign").submit("Alihkan", **typed)

    assert (rina.status, town.order(waiting.id)) == (422, waiting)
    assert said in rina.page.text


def test_calling_off_nothing_or_without_a_reason_keeps_what_was_typed(
    town: Town, home_day: Order, rina: Browser
) -> None:
    rina.open(f"/orders/{home_day.id}/cancel").submit("Batalkan hari yang ditandai", reason="Rapat.")
    assert (rina.status, town.order(home_day.id)) == (422, home_day)
    assert "Pilih sedikitnya satu tanggal." in rina.page.text
    assert rina.page.form("Batalkan hari yang ditandai").values("reason") == ["Rapat."]
