"""Meetings in the browser: called, refused with the count, printed, called off."""

from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.meetings import Meeting
from chalicelib.storage.table import load
from chalicelib.wiring import office
from tests import factories as a
from tests.web.browser import Browser
from tests.web.town import DINSOS, TODAY, Town, day

CHECK, SEND, CANCEL = "Lanjut: periksa undangan", "Kirim undangan", "Ya, batalkan rapat"
GOOD: dict[str, Any] = {
    "subject": "Persiapan <b>musrenbang</b>",
    "date": str(day(2)),
    "start": "09.00",
    "end": "10.30",
    "place": "Ruang rapat lantai 2",
    "link": "",
    "in_room": ["siti", "adi"],
    "online": [],
    "guests_in_room": "",
    "guests_online": "",
}


def meetings() -> tuple[Meeting, ...]:
    return office().meetings.of_unit(DINSOS, None, 10)[0]


def filled(rina: Browser, **changes: Any) -> Browser:
    """The form sent as it was filled in, over what the page held."""
    form = rina.open("/meetings/new").page.form(CHECK)
    hidden = [pair for pair in form.filled() if pair[0] in ("csrf", "form_key")]
    typed = [
        (name, each)
        for name, value in {**GOOD, **changes}.items()
        for each in (value if isinstance(value, list) else [value])
    ]
    return rina.post(form.action, [*hidden, *typed])


def test_a_meeting_is_called_and_its_people_are_told(town: Town, rina: Browser, siti: Browser) -> None:
    checked = filled(rina)
    assert "Persiapan <b>musrenbang</b>" in checked.page.text
    assert meetings() == ()

    rina.submit(SEND)
    town.deliver()

    (meeting,) = meetings()
    mails = [mail for mail in town.mails if mail.subject.startswith("Undangan rapat: ")]
    assert sorted(mail.to for mail in mails) == ["adi@kota.example", "siti@kota.example"]
    for part in (mails[0].text, mails[0].html):
        assert f"/meetings/{meeting.id}" in part
        assert "Ruang rapat lantai 2" in part
    shown = siti.open(f"/meetings/{meeting.id}").page.text
    assert "Anda diundang hadir di ruang." in shown
    printed = siti.open(f"/meetings/{meeting.id}/room").page.text
    assert "Tanda tangan" in printed
    assert "Adi Saputra, S.Kom." in printed
    assert "Persiapan <b>musrenbang</b>" in rina.open("/meetings").page.text


def test_a_room_too_small_is_refused_with_the_count_and_everything_is_kept(town: Town, rina: Browser) -> None:
    crowd = [a.an_employee(f"c{n:02}", name=f"Pegawai {n:02}", unit=DINSOS, email=None) for n in range(17)]
    load(town.table, crowd)

    filled(rina, in_room=[each.id for each in crowd])

    assert rina.status == 422
    assert "paling banyak 15 orang; Anda memilih 17. Pindahkan 2 orang ke telekonferensi." in rina.page.text
    form = rina.page.form(CHECK)
    assert len(form.chosen("in_room")) == 17
    assert form.values("subject") == [GOOD["subject"]]
    assert meetings() == ()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"subject": " "}, "Isi acara rapatnya."),
        ({"date": "2026-02-31"}, "Tuliskan tanggal yang ada."),
        ({"date": str(day(-1))}, "Tanggal rapat sudah lewat."),
        ({"start": "sembilan"}, "Tuliskan jam seperti 07.30."),
        ({"end": "08.00"}, "Jam selesai harus sesudah jam mulai."),
        ({"place": ""}, "Isi tempat rapat untuk peserta di ruang."),
        ({"online": ["budi"]}, "Isi alamat telekonferensi untuk peserta yang tidak di ruang."),
        ({"link": "javascript:alert(1)"}, "Tuliskan alamat telekonferensi yang diawali https://."),
        ({"in_room": []}, "Pilih sedikitnya satu peserta."),
        ({"in_room": ["tiada", "x" * 5000]}, "Pilih sedikitnya satu peserta."),
        ({"guests_online": "tiada@kota.example"}, "Alamat tiada@kota.example tidak dikenal."),
        ({"place": "x" * 151}, "Paling panjang 150 huruf."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_kept(rina: Browser, wrong: dict[str, Any], said: str) -> None:
    filled(rina, **wrong)

    assert rina.status == 422
    assert said in rina.page.text
    assert rina.page.title.startswith("Kesalahan:")
    if "start" not in wrong:
        assert rina.page.form(CHECK).values("start") == [GOOD["start"]]
    assert meetings() == ()


def test_changing_ones_mind_before_sending_keeps_everything(rina: Browser) -> None:
    filled(rina, online=["budi"], link="https://temu.example/a").submit("Ubah")

    form = rina.page.form(CHECK)
    assert form.values("subject") == [GOOD["subject"]]
    assert (form.chosen("in_room"), form.chosen("online")) == (["adi", "siti"], ["budi"])


def test_the_double_click_calls_one_meeting(rina: Browser) -> None:
    form = filled(rina).page.form(SEND)

    rina.press_again(form, SEND)
    first = rina.page.text
    rina.press_again(form, SEND)

    assert rina.page.text == first
    assert len(meetings()) == 1


def test_those_at_home_on_the_day_are_named_before_they_are_called_in(town: Town, rina: Browser) -> None:
    town.approved(day(2))

    assert "Dijadwalkan bekerja dari rumah pada hari itu" in filled(rina).page.text


def test_a_meeting_is_called_off_with_a_reason(town: Town, rina: Browser, siti: Browser) -> None:
    filled(rina).submit(SEND)
    town.deliver()
    (meeting,) = meetings()
    here = f"/meetings/{meeting.id}"

    rina.open(f"{here}/cancel").submit(CANCEL, reason="")
    assert rina.status == 422
    assert "Tuliskan alasannya" in rina.page.text
    form = rina.open(f"{here}/cancel").page.form(CANCEL)
    rina.press_again(form, CANCEL, reason="Ruang banjir.")
    town.deliver()

    told = [mail for mail in town.mails if mail.subject.startswith("Rapat dibatalkan: ")]
    assert len(told) == 2
    assert "Ruang banjir." in told[0].text
    assert "Ruang banjir." in siti.open(here).page.text
    stale = rina.open(f"{here}/cancel").page.form(CANCEL)
    load(town.table, [replace(meetings()[0], revision=7)])
    rina.press_again(stale, CANCEL, reason="Ketikan saya")
    assert rina.status == 409
    assert rina.page.form(CANCEL).values("reason") == ["Ketikan saya"]


def test_a_meeting_before_fills_the_form_but_for_its_day(town: Town, rina: Browser) -> None:
    load(town.table, [a.a_meeting(unit=DINSOS, date=TODAY)])

    form = rina.open(f"/meetings/new?like={a.a_meeting().id}").page.form(CHECK)

    assert form.values("subject") == ["Persiapan musrenbang"]
    assert form.values("date") == [""]
    assert form.chosen("in_room") == ["siti"]


def test_nobody_else_sees_a_meeting(town: Town) -> None:
    load(town.table, [a.a_meeting(unit=DINSOS)])

    assert town.browser_of("lina").open(f"/meetings/{a.a_meeting().id}").status == 404
    assert town.browser_of("adi").open(f"/meetings/{a.a_meeting().id}/room").status == 404
