"""One person's days as a calendar file."""

from datetime import timedelta

from msgspec.structs import replace

from chalicelib.domain.people import EmployeeId
from chalicelib.papers.rota_calendar import rota_calendar
from tests.factories import FRIDAY_MORNING, MONDAY, TUESDAY, a_rota

SITI = EmployeeId("siti")
PUBLISHED = replace(a_rota(), published_at=FRIDAY_MORNING)


def lines_of(calendar: bytes) -> list[str]:
    """The lines as a calendar program reads them: folded ones are put together again."""
    return calendar.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def test_each_working_day_is_an_all_day_event_that_says_where() -> None:
    lines = lines_of(rota_calendar(PUBLISHED, SITI))

    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert [line for line in lines if line.startswith(("DTSTART", "DTEND", "SUMMARY"))] == [
        f"DTSTART;VALUE=DATE:{MONDAY:%Y%m%d}",
        f"DTEND;VALUE=DATE:{TUESDAY:%Y%m%d}",
        "SUMMARY:Bekerja dari rumah: Dinas Komunikasi dan Informatika",
        f"DTSTART;VALUE=DATE:{TUESDAY:%Y%m%d}",
        f"DTEND;VALUE=DATE:{TUESDAY + timedelta(1):%Y%m%d}",
        "SUMMARY:Bekerja di kantor: Dinas Komunikasi dan Informatika",
    ]
    assert f"DTSTAMP:{FRIDAY_MORNING:%Y%m%d}T023000Z" in lines


def test_a_later_version_replaces_the_events_of_the_earlier() -> None:
    first, second = (lines_of(rota_calendar(replace(PUBLISHED, version=number), SITI)) for number in (1, 2))

    assert [line for line in first if line.startswith("UID")] == [line for line in second if line.startswith("UID")]
    assert ("SEQUENCE:1" in first, "SEQUENCE:2" in second) == (True, True)


def test_no_line_is_longer_than_calendars_take_and_marks_are_escaped() -> None:
    name = "Badan Pengelola Pajak, Retribusi; dan Pendapatan Daerah Kota “Pekanbaru” yang namanya panjang sekali"

    calendar = rota_calendar(replace(PUBLISHED, unit_name=name), SITI)

    assert max(len(line.encode()) for line in calendar.decode().split("\r\n")) <= 75
    escaped = name.replace(";", "\\;").replace(",", "\\,")
    assert f"SUMMARY:Bekerja dari rumah: {escaped}" in lines_of(calendar)


def test_somebody_who_is_not_on_the_rota_has_an_empty_calendar() -> None:
    assert "BEGIN:VEVENT" not in lines_of(rota_calendar(PUBLISHED, EmployeeId("adi")))
