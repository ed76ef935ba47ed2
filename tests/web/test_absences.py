"""Leave, sickness, travel and training on pages: entered, seen by whom it concerns, corrected, withdrawn."""

import re
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest

from chalicelib.domain.absences import Absence, AbsenceId
from chalicelib.domain.people import EmployeeId
from chalicelib.wiring import office
from tests.web.browser import Browser
from tests.web.town import BUCKET, HOLIDAY_IN, THIS_MONTH, TODAY, Town, day

NEW, ENTER, SAVE, WITHDRAW = "/units/DINSOS/absences/new", "Simpan", "Simpan perbaikan", "Tarik catatan"
LEAVE: dict[str, Any] = {"employee": "siti", "kind": "C", "part": "f", "letter": "850/1"}


def entered(rina: Browser, **typed: Any) -> Browser:
    """Siti's leave tomorrow, unless the test is about another."""
    days = {"first": str(day(1)), "last": str(day(1))}
    return rina.open(NEW).submit(ENTER, **{name: _ticked(name, each) for name, each in (LEAVE | days | typed).items()})


def _ticked(name: str, typed: str) -> Any:
    return [typed] if name in ("kind", "part") else typed


def absences(person: str = "siti") -> tuple[Absence, ...]:
    return office().absences.of_employee(EmployeeId(person))


def test_what_is_entered_is_shown_and_listed(rina: Browser) -> None:
    entered(rina)

    (absence,) = absences()
    assert (rina.status, rina.page.heading) == (200, "Siti Rahmawati, S.E.")
    for said in ("Cuti", "850/1", "Rina Marlina, S.H.", "Dicatat"):
        assert said in rina.page.text
    rina.open("/units/DINSOS/absences")
    assert rina.page.link("Siti Rahmawati, S.E.") == f"/units/DINSOS/absences/siti/{absence.id}"


def test_the_months_page_leads_there_and_shows_the_day(town: Town, rina: Browser) -> None:
    entered(rina, first=str(TODAY), last=str(TODAY), kind="D")

    rina.open(f"/months/DINSOS/{THIS_MONTH}")

    assert rina.page.link("Ketidakhadiran") == "/units/DINSOS/absences"
    assert 'title="Dinas luar (DL)"' in rina.body.decode()
    budi = town.browser_of("budi").open(f"/months/DINSOS/{THIS_MONTH}")
    budi.open(budi.page.link("Ketidakhadiran"))
    budi.open(budi.page.link("Siti Rahmawati, S.E."))
    assert (budi.status, budi.page.heading) == (200, "Siti Rahmawati, S.E.")
    assert "Perbaiki atau tarik" not in budi.page.text


def test_todays_page_says_it(rina: Browser, siti: Browser) -> None:
    entered(rina, first=str(TODAY), last=str(TODAY), kind="S", letter="")

    assert siti.open("/").page.heading == "Hari ini Anda tercatat tidak masuk: Sakit."
    siti.open(f"/my-month/{THIS_MONTH}")
    assert "Sakit" in siti.page.text


def test_todays_page_says_it_of_half_a_day(rina: Browser, siti: Browser) -> None:
    entered(rina, first=str(TODAY), last=str(TODAY), part="m")

    siti.open("/")
    assert siti.page.heading == "Hari ini Anda bekerja di kantor."
    assert "Tercatat Cuti, setengah hari, pagi; jam wajib hari ini separuhnya." in siti.page.text
    siti.open(f"/my-month/{THIS_MONTH}")
    assert "setengah hari Cuti" in siti.page.text


def test_the_request_form_does_not_offer_the_day_and_says_why(rina: Browser, siti: Browser) -> None:
    entered(rina)
    entered(rina, first=str(day(2)), last=str(day(2)), part="a")

    form = siti.open("/orders/new").body.decode()

    (tomorrow,) = re.findall(rf'<label class="option"><input[^>]*value="{day(1)}"[^>]*>.*?</label>', form)
    assert " disabled" in tomorrow
    assert "<small>Cuti</small>" in tomorrow
    (next_day,) = re.findall(rf'<label class="option"><input[^>]*value="{day(2)}"[^>]*>.*?</label>', form)
    assert " disabled" not in next_day
    assert "Cuti, setengah hari, siang" in next_day
    sent = siti.page.form("Lanjut: periksa permohonan").filled(tasks="Satu")
    siti.post("/orders/check", [*sent, ("dates", str(day(1)))])
    assert "tercatat sebagai cuti." in siti.page.text


def test_a_home_day_that_leave_covers_is_called_off_and_its_employee_told(
    town: Town, rina: Browser, siti: Browser
) -> None:
    order = town.approved(day(1), day(3))
    town.deliver()
    before = len(town.mails)

    entered(rina)
    town.deliver()

    assert "hari WFH dilepas" in rina.page.text
    (mail,) = town.mails[before:]
    assert (mail.to, mail.subject.startswith("Tidak berlaku lagi: bekerja dari rumah")) == ("siti@kota.example", True)
    siti.open(f"/orders/{order.id}")
    assert "Sebagian tanggal tidak berlaku lagi karena pegawai tidak masuk" in siti.page.text
    assert "cuti" not in siti.page.text.lower()


def test_a_report_of_such_a_day_is_refused_with_the_reason(rina: Browser, siti: Browser) -> None:
    entered(rina, first=str(TODAY), last=str(TODAY), kind="P")

    siti.open(f"/reports/{TODAY}/new")

    assert siti.status == 422
    assert "tercatat sebagai diklat, sehingga laporan tidak diperlukan." in siti.page.text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"employee": ""}, "Pilih pegawainya."),
        ({"employee": "lina"}, "Pilih pegawai unit ini."),
        ({"employee": "x" * 5000}, "Pilih pegawai unit ini."),
        ({"kind": "X"}, "Pilih salah satu keterangan."),
        ({"part": "x"}, "Pilih sehari penuh atau setengah hari."),
        ({"first": "2026-02-31"}, "Tuliskan tanggal yang ada."),
        ({"last": ""}, "Isi tanggal akhir."),
        ({"last": str(day(-9))}, "Tanggal akhir mendahului tanggal mulai."),
        ({"last": "9999-12-31"}, "Paling lama satu tahun"),
        ({"first": "9999-12-31", "last": "9999-12-31"}, "Tanggal ini terlalu jauh ke depan."),
        ({"first": "0001-01-01", "last": "0001-01-01"}, "Paling awal"),
        ({"letter": ""}, "Isi nomor suratnya."),
        ({"letter": "x" * 5000}, "Paling panjang"),
        ({"part": "m", "last": str(day(2))}, "Setengah hari dicatat untuk satu tanggal saja."),
        ({"first": str(day(HOLIDAY_IN.days)), "last": str(day(HOLIDAY_IN.days))}, "Tidak ada hari kerja"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_kept(rina: Browser, wrong: dict[str, str], said: str) -> None:
    form = rina.open(NEW).page.form(ENTER)
    typed = LEAVE | {"first": str(day(1)), "last": str(day(1))} | wrong
    hidden = [pair for pair in form.filled() if pair[0] in ("csrf", "form_key")]

    rina.post(form.action, [*hidden, *typed.items()])

    assert rina.status == 422
    assert said in rina.page.text
    assert rina.page.title.startswith("Kesalahan:")
    assert rina.page.form(ENTER).values("letter") == [typed["letter"]]
    assert absences() == ()


def test_a_form_without_anything_is_refused_kindly(rina: Browser) -> None:
    hidden = [pair for pair in rina.open(NEW).page.form(ENTER).filled() if pair[0] in ("csrf", "form_key")]

    assert rina.post("/units/DINSOS/absences", hidden).status == 422


def test_a_correction_replaces_and_a_withdrawal_ends(rina: Browser) -> None:
    entered(rina)
    rina.open(rina.page.link("Perbaiki atau tarik") or "").submit(SAVE, kind=["S"], letter="", reason="Keliru.")
    assert "Sakit" in rina.page.text
    assert "Keliru." in rina.page.text

    rina.open(rina.page.link("Perbaiki atau tarik") or "").submit(WITHDRAW, reason="Ternyata masuk.")

    assert "Ditarik" in rina.page.text
    assert [each.withdrawn for each in absences()] == [True]
    assert "Perbaiki atau tarik" not in rina.page.text
    (absence,) = absences()
    rina.open(f"/units/DINSOS/absences/siti/{absence.id}/edit")
    assert "Catatan ini sudah ditarik" in rina.page.text


@pytest.mark.parametrize(("button", "typed"), [(SAVE, {"letter": "850/2"}), (WITHDRAW, {})])
def test_a_change_says_why_and_what_was_typed_is_kept(rina: Browser, button: str, typed: dict[str, str]) -> None:
    entered(rina)
    rina.open(rina.page.link("Perbaiki atau tarik") or "").submit(button, reason="", **typed)

    assert rina.status == 422
    assert "Tuliskan alasannya." in rina.page.text
    if typed:
        assert rina.page.form(SAVE).values("letter") == ["850/2"]
    assert [each.revision for each in absences()] == [1]


@pytest.mark.parametrize("button", [SAVE, WITHDRAW])
def test_a_form_of_an_older_revision_is_told_so_and_kept(town: Town, rina: Browser, button: str) -> None:
    entered(rina)
    edit = rina.page.link("Perbaiki atau tarik") or ""
    late = town.browser_of("joko").open(edit)
    rina.open(edit).submit(SAVE, letter="850/2", reason="Nomor keliru.")

    late.submit(button, reason="Saya juga.")

    assert late.status == 409
    assert "baru saja diubah" in late.page.text
    assert "Saya juga." in late.body.decode()
    assert [each.letter for each in absences()] == ["850/2"]


@pytest.mark.parametrize("person", ["siti", "budi", "adi"])
def test_nobody_else_looks_or_enters(town: Town, rina: Browser, person: str) -> None:
    shown = entered(rina).page.link("Perbaiki atau tarik") or ""
    before = town.contents()
    browser = town.browser_of(person)

    looking = () if person == "budi" else ("/units/DINSOS/absences", shown.removesuffix("/edit"))
    for path in (NEW, shown, *looking):
        assert browser.send("GET", path).status == 403
    csrf = [pair for pair in browser.open("/").page.form("Keluar").filled() if pair[0] == "csrf"]
    form = [("form_key", "a" * 20), ("reason", "x"), ("seen", "1"), *LEAVE.items()]
    days = [("first", str(day(2))), ("last", str(day(2)))]
    for path in ("/units/DINSOS/absences", shown.removesuffix("/edit"), shown.replace("/edit", "/withdraw")):
        assert browser.post(path, [*csrf, *form, *days]).status == 403
    assert town.contents() == before


@pytest.mark.parametrize(
    "path", ["/units/TIADA/absences", "/units/DINSOS/absences/siti/tiada", "/units/SETDA/absences/siti/tiada/edit"]
)
def test_what_does_not_exist_is_not_found(joko: Browser, path: str) -> None:
    assert joko.send("GET", path).status == 404


@pytest.mark.parametrize("query", ["after=x", "after=%23", "after=2026-01-01%23x%23y", "after=", "after=%00"])
def test_a_place_in_the_list_that_nobody_named_is_no_error(rina: Browser, query: str) -> None:
    entered(rina)

    assert rina.send("GET", f"/units/DINSOS/absences?{query}").status == 200


def test_looking_at_somebodys_absence_is_noted(town: Town, rina: Browser) -> None:
    entered(rina)
    (absence,) = absences()

    assert town.looks(f"ABSENCE#{AbsenceId(absence.id)}") == ["rina"]
    assert rina.open("/units/DINSOS/absences").status == 200
    assert town.looks("ABSENCES#DINSOS") == ["rina"]
    siti = town.browser_of("siti").open("/my-trail")
    assert "Mencatat pegawai tidak masuk" in siti.page.text


# The letter


def attached(rina: Browser, content: bytes = b"%PDF-1.7 surat cuti") -> Absence:
    """Siti's leave with a letter, brought to the bucket and attached."""
    entered(rina)
    (absence,) = absences()
    here = f"/units/DINSOS/absences/siti/{absence.id}"
    rina.open(f"{here}/scan/new")
    fields = dict(rina.page.form("Unggah").filled())
    boto3.client("s3").put_object(Bucket=BUCKET, Key=fields["key"], Body=content)
    rina.open(urlsplit(fields["success_action_redirect"]).path)
    if "Lampirkan pada catatan ini" in rina.page.text:
        rina.submit("Lampirkan pada catatan ini")
    return absences()[0]


def test_the_letter_is_attached_and_seen_by_whom_it_concerns(town: Town, rina: Browser, siti: Browser) -> None:
    absence = attached(rina)
    address = f"/absences/siti/{absence.id}/scan"

    assert absence.scan
    assert (absence.scan.media_type.ending, absence.revision) == ("pdf", 2)
    assert "Pindaian dilampirkan" in rina.page.text
    siti.open("/my-absences")
    assert siti.page.link("Unduh pindaian surat") == address
    for browser in (rina, siti, town.browser_of("budi")):
        browser.send("GET", address)
        assert browser.status == 303
        assert "attachment" in browser.location
        assert f"surat-{absence.first}.pdf" in browser.location
    assert town.looks(f"ABSENCE#{absence.id}")[-2:] == ["rina", "budi"]


def test_nobody_else_sees_the_letter(town: Town, rina: Browser) -> None:
    absence = attached(rina)

    for person in ("adi", "joko"):
        browser = town.browser_of(person)
        browser.send("GET", f"/absences/siti/{absence.id}/scan")
        assert browser.status == 404


def test_what_is_no_letter_is_refused_and_another_may_be_chosen(rina: Browser) -> None:
    absence = attached(rina, b"PK a workbook")

    assert absence.scan is None
    assert rina.status == 422
    assert "bukan PDF, JPEG, atau PNG" in rina.page.text
    assert rina.page.form("Unggah").values("key") != []


def test_only_the_units_secretary_attaches(town: Town, rina: Browser) -> None:
    absence = attached(rina)
    for person in ("siti", "budi"):
        assert town.browser_of(person).open(f"/units/DINSOS/absences/siti/{absence.id}/scan/new").status == 403
