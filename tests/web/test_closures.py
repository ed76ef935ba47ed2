"""Closing a unit, as its secretary, its head, its people and the public see it."""

import pytest

from chalicelib.domain.closures import Closure
from chalicelib.domain.orders import Status
from chalicelib.wiring import office
from tests.web.browser import Browser
from tests.web.town import DINSOS, TODAY, Town, day

CLOSURES = "/units/DINSOS/closures"
CHECK, CLOSE = "Lanjut: periksa penutupan", "Tutup dan umumkan"
REASON = "Penyemprotan disinfektan."


def filled(browser: Browser, **typed: str | list[str]) -> Browser:
    """The form as it is sent to be checked: the whole unit for two days from tomorrow, unless said otherwise."""
    usual: dict[str, str | list[str]] = {
        "first": str(day(1)),
        "count": "2",
        "scope": ["whole"],
        "reason": REASON,
    }
    return browser.open(f"{CLOSURES}/new").submit(CHECK, **(usual | typed))


def closed(browser: Browser, **typed: str | list[str]) -> Browser:
    return filled(browser, **typed).submit(CLOSE)


def the_closure() -> Closure:
    return office().rotas.closures(DINSOS)[0]


@pytest.fixture
def shut(town: Town, rina: Browser) -> Closure:
    """The unit, closed for tomorrow and the day after, its order made."""
    closed(rina)
    town.deliver()
    town.deliver()
    return the_closure()


def test_a_unit_is_closed_after_one_more_look(town: Town, rina: Browser) -> None:
    town.approved(day(1))
    town.submitted(day(2), by="adi")
    filled(rina)

    assert rina.page.heading == "Periksa penutupan"
    assert "Pegawai 5 orang" in rina.page.text
    assert "Sudah bersurat, tetap berlaku:" in rina.page.text
    assert "Permohonan yang belum diputuskan, digantikan surat kolektif:" in rina.page.text
    assert office().rotas.closures(DINSOS) == ()

    form = rina.page.form(CLOSE)
    rina.submit(CLOSE)
    assert rina.page.heading == "Dinas Sosial ditutup sementara"
    assert "Surat kolektifnya sedang disiapkan." in rina.page.text
    rina.press_again(form, CLOSE)
    assert len(office().rotas.closures(DINSOS)) == 1


def test_the_form_begins_with_three_days_and_keeps_what_was_typed(rina: Browser) -> None:
    rina.open(f"{CLOSURES}/new")
    assert rina.page.form(CHECK).values("count") == ["3"]

    filled(rina, count="x", first="", scope=["part"])
    assert rina.status == 422
    assert rina.page.form(CHECK).values("reason") == [REASON]
    filled(rina).submit("Ubah")
    assert rina.page.form(CHECK).values("first") == [str(day(1))]


def test_a_part_is_picked_by_name(town: Town, rina: Browser) -> None:
    closed(rina, scope=["part"], part="Bagian Umum", people=["adi", "siti"])
    town.deliver()
    town.deliver()

    assert "Adi Saputra, S.Kom." in rina.open(f"{CLOSURES}/{the_closure().id}").page.text
    order = town.order(the_closure().orders[0])
    assert [each.employee for each in order.covers] == ["adi", "siti"]


def test_the_head_approves_and_it_is_in_the_ledgers(town: Town, rina: Browser, shut: Closure) -> None:
    order = town.order(shut.orders[0])
    budi = town.browser_of("budi").open(town.link(order))
    assert "karena unit ditutup sementara oleh" in budi.page.text

    budi.submit("Simpan keputusan", choice=["approve"])
    town.deliver()
    town.deliver()

    assert town.order(order.id).status is Status.APPROVED
    assert "Sudah tercatat: 4 pegawai." in rina.open(f"/orders/{order.id}").page.text
    assert rina.page.link("Buka penutupan unit") == f"{CLOSURES}/{shut.id}"


def test_a_returned_order_is_asked_for_again(town: Town, rina: Browser, shut: Closure) -> None:
    order = town.order(shut.orders[0])
    budi = town.browser_of("budi").open(town.link(order))
    budi.submit("Simpan keputusan", choice=["return"], reason="Tambahkan nomornya.")

    rina.open(f"{CLOSURES}/{shut.id}").submit("Ajukan surat lagi")
    town.deliver()
    town.deliver()

    assert town.order(order.id).status is Status.WITHDRAWN
    assert town.order(the_closure().orders[0]).status is Status.SUBMITTED


def test_everybody_is_told_once_with_the_days(town: Town, shut: Closure) -> None:
    told = [mail for mail in town.mails if mail.subject.startswith("Ditutup sementara: Dinas Sosial")]
    assert len(told) == 5
    assert all(REASON in mail.text and mail.link.endswith("/unit/DINSOS") for mail in told)
    assert shut.ordered == 1


def test_today_says_that_the_office_is_closed(rina: Browser, siti: Browser) -> None:
    assert siti.open("/").page.heading == "Hari ini Anda bekerja di kantor."
    closed(rina, first=str(TODAY))

    siti.open("/")
    assert siti.page.heading == "Hari ini kantor ditutup sementara. Anda bekerja dari rumah."
    assert "Surat perintah tugas kolektifnya belum disetujui" in siti.page.text
    assert "Unit ditutup" in siti.open("/orders/new").page.text


def test_the_public_notice_says_until_when_and_names_nobody(town: Town, rina: Browser, shut: Closure) -> None:
    stranger = town.browser().open("/unit/DINSOS")

    assert (stranger.status, stranger.headers["Cache-Control"]) == (200, "public, max-age=60")
    assert stranger.new_cookies == []
    assert stranger.headers["X-Robots-Tag"] == "noindex"
    assert "Pegawai bekerja dari rumah." in stranger.page.text
    for word in (REASON, "Siti", "Rina", shut.id):
        assert word not in stranger.body.decode()
    assert rina.open("/unit/DINSOS").body == stranger.body, "the same for everybody"
    assert "Staff work from home." in stranger.open("/unit/DINSOS?lang=en").page.text
    assert "Tidak ada penutupan yang diumumkan." in stranger.open("/unit/SETDA").page.text
    assert stranger.open("/unit/TIADA").status == 404
    with town.counting() as counted:
        stranger.open("/unit/DINSOS")
    assert counted == ["BatchGetItem"]


def test_it_is_withdrawn_before_it_begins_and_ended_afterwards(town: Town, rina: Browser, shut: Closure) -> None:
    address = f"{CLOSURES}/{shut.id}"
    assert rina.open(address).submit("Tarik penutupan").status == 422
    old = rina.page.form("Tarik penutupan")
    rina.submit("Tarik penutupan", reason="Hasil uji negatif.")
    assert rina.status == 200
    assert "Hasil uji negatif." in rina.page.text
    rina.press_again(old, "Tarik penutupan", reason="Sekali lagi.")
    assert rina.status == 409
    town.deliver()
    town.deliver()
    assert the_closure().withdrawn
    assert any(mail.subject.startswith("Batal ditutup") for mail in town.mails)

    closed(rina, first=str(TODAY), count="3")
    rina.submit("Akhiri lebih awal", last=str(TODAY), reason="Selesai disemprot.")
    assert (the_closure().last, the_closure().planned) == (TODAY, day(2))


def test_others_close_nothing(town: Town, siti: Browser) -> None:
    for browser in (siti, town.browser_of("sekda")):
        assert browser.open(f"{CLOSURES}/new").status == 403


def test_the_administrator_closes_any_unit(joko: Browser) -> None:
    joko.open("/units")
    assert joko.page.link("Penutupan Sekretariat Daerah") == "/units/SETDA/closures"
    joko.open("/units/SETDA/closures/new")
    joko.submit(CHECK, first=str(day(1)), scope=["whole"], reason=REASON).submit(CLOSE)

    assert joko.page.heading == "Sekretariat Daerah ditutup sementara"


def test_calling_somebody_in_to_a_closed_office_is_warned_of(town: Town, rina: Browser) -> None:
    town.approved(day(1))
    closed(rina)

    assert "(unit ditutup)" in rina.open("/units/DINSOS/recalls").page.text


def test_a_day_of_the_collective_order_is_recalled_for_one_alone(town: Town, rina: Browser, shut: Closure) -> None:
    order = town.order(shut.orders[0])
    town.browser_of("budi").open(town.link(order)).submit("Simpan keputusan", choice=["approve"])
    town.deliver()
    town.deliver()

    rina.open("/units/DINSOS/recalls").submit("Panggil", pick=f"{day(1)}.siti", hour="10:00", purpose="Kunci gudang")

    now = town.order(order.id)
    named = {each.employee: now.standing_of(each) for each in now.covers}
    assert day(1) not in named["siti"]  # type: ignore[index]
    assert day(1) in named["adi"]  # type: ignore[index]
    assert now.cancelled == ()
