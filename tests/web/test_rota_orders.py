"""The collective duty order of a published rota, as those who decide on it, keep it, and are named in it see it."""

from datetime import date

import pytest
from msgspec.structs import replace

from chalicelib.domain.calendars import month_of
from chalicelib.domain.capacity import Capacity
from chalicelib.domain.orders import Order, Status
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.records import capacity_key
from chalicelib.storage.table import load
from chalicelib.wiring import office
from tests.web.browser import Browser
from tests.web.test_rotas import FIRST, ROTA, drafted
from tests.web.town import DINSOS, Town

DECIDE = "Simpan keputusan"


@pytest.fixture
def asked(town: Town, rina: Browser) -> Order:
    """The unit's order of a rota that the secretary published just now."""
    drafted(rina).submit("Terbitkan jadwal")
    town.deliver()
    town.deliver()
    orders = office().rotas.latest(DINSOS, FIRST).orders or ()
    return town.order(orders[0])


@pytest.fixture
def granted(town: Town, asked: Order) -> Order:
    """The order, approved by the head by the link in the mail, and in the ledgers."""
    town.browser_of("budi").open(town.link(asked)).submit(DECIDE, choice=["approve"])
    town.deliver()
    town.deliver()
    return town.order(asked.id)


def test_the_approver_reads_how_many_and_when_and_one_decision_covers_the_unit(town: Town, asked: Order) -> None:
    (mail,) = (each for each in town.mails if each.subject.startswith("Surat tugas kolektif"))
    assert mail.to == town.person("budi").email
    assert mail.subject.startswith("Surat tugas kolektif Dinas Sosial: 4 pegawai, ")

    budi = town.browser_of("budi").open(town.link(asked))

    assert "Dinas Sosial: 4 pegawai, menurut jadwal kerja yang diterbitkan" in budi.page.text
    assert "198609262015052001" in budi.page.text.replace(" ", "")
    assert "Siti Rahmawati, S.E." in budi.open("/desk").page.text
    assert "Dinas Sosial: 4 pegawai" in budi.page.text
    budi.open(town.link(asked)).submit(DECIDE, choice=["approve"])
    assert town.order(asked.id).status is Status.APPROVED


def test_the_rotas_page_leads_to_its_orders(rina: Browser, asked: Order) -> None:
    rina.open(ROTA)

    assert rina.page.link("Surat 1 dari jadwal ini") == f"/orders/{asked.id}"
    assert "Versi baru yang diterbitkan menarik kembali" in rina.page.text


def test_who_is_at_home_by_the_rota_reads_that_the_day_is_theirs(siti: Browser, asked: Order) -> None:
    named = asked.named(EmployeeId("siti"))
    assert named
    siti.open("/orders/new")
    assert siti.page.text.count("Hari WFH Anda menurut jadwal") == len(named.dates)
    form = siti.page.form("Lanjut: periksa permohonan")
    sent = [each for each in form.filled(tasks="Menyusun laporan") if each[0] != "dates"]

    siti.post(form.action, [*sent, ("dates", str(named.dates[0]))])

    assert siti.status == 422
    assert "sudah menjadi hari WFH Anda menurut jadwal unit" in siti.page.text


def test_publication_says_which_days_individual_requests_have_filled(town: Town, rina: Browser) -> None:
    drafted(rina)
    there = the_places(FIRST)
    full = there.days | {f"{FIRST:%d}": replace(there.days[f"{FIRST:%d}"], home=1, most=3)}
    load(town.table, [replace(there, days=full)])

    rina.open(ROTA).submit("Terbitkan jadwal")

    assert rina.status == 422
    assert "karena permohonan perorangan" in rina.page.text
    assert office().rotas.latest(DINSOS, FIRST).is_draft


def the_places(on: date) -> Capacity:
    name = capacity_key(DINSOS, month_of(on))
    return office().records.read(name).get(name)


def test_before_its_orders_are_made_the_rotas_page_says_so(rina: Browser) -> None:
    drafted(rina).submit("Terbitkan jadwal")

    assert "Surat kolektifnya sedang disiapkan." in rina.page.text


def test_the_page_says_how_far_the_ledgers_are(town: Town, rina: Browser, asked: Order) -> None:
    town.browser_of("budi").open(town.link(asked)).submit(DECIDE, choice=["approve"])
    assert "0 dari 4 pegawai tercatat" in rina.open(f"/orders/{asked.id}").page.text

    town.deliver()
    town.deliver()

    assert "Sudah tercatat: 4 pegawai." in rina.open(f"/orders/{asked.id}").page.text


def test_whoever_is_named_sees_the_order_without_the_others_nip(siti: Browser, granted: Order) -> None:
    page = siti.open(f"/orders/{granted.id}").page

    assert siti.status == 200
    assert "Hari Anda:" in page.text
    assert "Adi Saputra, S.Kom." in page.text
    assert "199001012019031005" not in page.text.replace(" ", "")
    assert "Mintalah salinannya kepada sekretaris unit." in page.text
    assert siti.open(f"/orders/{granted.id}/letter").status == 403
    assert siti.open(f"/orders/{granted.id}/cancel").status == 404
    assert siti.open(f"/orders/{granted.id}/withdraw").status == 404


def test_a_stranger_sees_nothing(town: Town, granted: Order) -> None:
    assert town.browser_of("lina").open(f"/orders/{granted.id}").status == 404


def test_the_public_page_says_how_many_and_not_whom(town: Town, granted: Order) -> None:
    page = town.browser().open(f"/letters/{granted.id}").page

    assert "Jumlah pegawai 4" in page.text
    assert "Siti" not in page.text


def test_the_publisher_takes_it_back(rina: Browser, town: Town, asked: Order) -> None:
    rina.open(f"/orders/{asked.id}/withdraw").submit("Ya, tarik kembali")

    assert town.order(asked.id).status is Status.WITHDRAWN


def test_a_day_is_called_off_for_everybody(rina: Browser, town: Town, granted: Order) -> None:
    rina.open(f"/orders/{granted.id}/cancel")
    rina.submit("Batalkan hari yang ditandai", dates=[str(granted.dates[0])], reason="Rapat kerja.")
    town.deliver()
    town.deliver()

    assert town.order(granted.id).cancelled == (granted.dates[0],)
    assert "Sudah tercatat: 4 pegawai." in rina.open(f"/orders/{granted.id}").page.text


def test_whom_it_names_finds_it_from_their_own_rota(town: Town, asked: Order) -> None:
    siti = town.browser_of("siti").open("/my-rota")
    assert "menunggu persetujuan" in siti.page.text
    town.browser_of("budi").open(town.link(asked)).submit(DECIDE, choice=["approve"])
    town.deliver()
    town.deliver()

    siti.open("/my-rota")

    assert f"/orders/{asked.id}" in [address.removeprefix("/api") for _, address in siti.page.links]
    siti.open(f"/orders/{asked.id}")
    assert siti.status == 200
