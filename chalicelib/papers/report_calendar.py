"""The days somebody has to report as a calendar file (RFC 5545) that rings before each deadline."""

from datetime import UTC, datetime, timedelta

from chalicelib.domain.people import EmployeeId
from chalicelib.domain.reminders import ALARM, ToReport
from chalicelib.papers.rota_calendar import folded

LENGTH = timedelta(minutes=30)


def report_calendar(days: tuple[ToReport, ...], employee: EmployeeId, at: datetime) -> bytes:
    """The calendar, in Indonesian like every paper; a later download replaces the events of an earlier one."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Giliran//Pengingat laporan//ID", "CALSCALE:GREGORIAN"]
    for each in days:
        ends = each.deadline.astimezone(UTC)
        lines += [
            "BEGIN:VEVENT",
            f"UID:laporan-{employee}-{each.day:%Y%m%d}@giliran".lower(),
            f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART:{ends - LENGTH:%Y%m%dT%H%M%SZ}",
            f"DTEND:{ends:%Y%m%dT%H%M%SZ}",
            f"SUMMARY:Kirim laporan harian {each.day:%d-%m-%Y}",
            "TRANSP:TRANSPARENT",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "DESCRIPTION:Laporan harian belum dikirim?",
            f"TRIGGER;RELATED=END:-PT{int(ALARM.total_seconds()) // 60}M",
            "END:VALARM",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(each)}\r\n" for each in lines).encode()
