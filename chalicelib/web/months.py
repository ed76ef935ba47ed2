"""The unit's month, for those who answer for it."""

from chalice.app import Response

from chalicelib.domain.calendars import following, local_date, month_of, parse_month, preceding
from chalicelib.domain.months import DayClass
from chalicelib.domain.objections import Answer
from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.recaps import PaperFormat
from chalicelib.domain.texts import text
from chalicelib.domain.weeks import weeks_of
from chalicelib.web.pager import Pager
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.workflows import months, recaps

PAGE_SIZE = 60
CLASSES = {
    DayClass.HOME: ("good", text("Bekerja dari rumah, laporan diterima")),
    DayClass.HOME_LATE: ("waiting", text("Bekerja dari rumah, laporan terlambat")),
    DayClass.CLOSURE: ("good", text("Unit ditutup, bekerja dari rumah, laporan diterima")),
    DayClass.UNREPORTED: ("bad", text("Bekerja dari rumah, belum lapor")),
    DayClass.HOME_TODAY: ("info", text("Dijadwalkan bekerja dari rumah")),
    DayClass.WAITING: ("waiting", text("Permohonan menunggu persetujuan")),
    DayClass.UNDECIDED: ("neutral", text("Permohonan tidak diputuskan; belum ada data kantor")),
    DayClass.OFFICE: ("good", text("Kantor, presensi tercatat")),
    DayClass.RECALLED: ("good", text("Dipanggil ke kantor, presensi tercatat")),
    DayClass.INCOMPLETE: ("waiting", text("Kantor, presensi belum lengkap")),
    DayClass.NO_DATA: ("neutral", text("Kantor, belum ada data presensi")),
    DayClass.UNEXPLAINED: ("bad", text("Kantor, belum dijelaskan")),
    DayClass.AHEAD: ("off", text("Kantor, belum tiba harinya")),
    DayClass.ELSEWHERE: ("off", text("Tidak bertugas di unit ini")),
    DayClass.LEAVE: ("info", text("Cuti")),
    DayClass.SICK: ("info", text("Sakit")),
    DayClass.TRAVEL: ("info", text("Dinas luar (DL)")),
    DayClass.TRAINING: ("info", text("Diklat atau pelatihan")),
    DayClass.HOLIDAY: ("off", text("Hari libur atau cuti bersama")),
    DayClass.OFF: ("off", text("Libur")),
}
ANSWERS = {
    None: ("waiting", text("Menunggu jawaban sekretaris")),
    Answer.ACCEPTED: ("good", text("Diterima")),
    Answer.DECLINED: ("bad", text("Tidak diterima")),
}
"""What became of an objection."""


def current_month(request: Request, unit: str) -> Response:
    """The running month."""
    return redirect(request, f"/months/{unit}/{month_of(local_date(request.at, request.actor.zone.info))}")


def show_month(request: Request, unit: str, month: str) -> Response:
    """A row per employee, a column per day."""
    wanted = parse_month(month)
    table = months.view(request.office, request.actor, UnitId(unit), wanted, request.origin(), request.at)
    here = f"/months/{unit}/{month}"
    pager = Pager.of(request, here, len(table.lines), PAGE_SIZE)
    return page(
        request,
        "months/month.html",
        here="months",
        table=table,
        sheet=table.month.sheet,
        lines=list(enumerate(table.lines, 1))[pager.part],
        pager=pager,
        classes=CLASSES,
        before=f"/months/{unit}/{preceding(wanted)}",
        after=f"/months/{unit}/{following(wanted)}",
        papers=here,
        weeks=weeks_of(table.lines, table.until),
        style=f"/units/{unit}/letter" if request.actor.writes_for(UnitId(unit)) else "",
    )


def download_csv(request: Request, unit: str, month: str) -> Response:
    """The month as CSV, by a short-lived address."""
    return _download(request, unit, month, PaperFormat.CSV)


def download_xlsx(request: Request, unit: str, month: str) -> Response:
    """The month as a workbook."""
    return _download(request, unit, month, PaperFormat.XLSX)


def download_pdf(request: Request, unit: str, month: str) -> Response:
    """The month to be printed and signed."""
    return _download(request, unit, month, PaperFormat.PDF)


def download_personal(request: Request, unit: str, month: str, employee: str) -> Response:
    """One person's month, for those who answer for the unit."""
    return _personal(request, UnitId(unit), EmployeeId(employee), month, PaperFormat.PDF)


def download_personal_xlsx(request: Request, unit: str, month: str, employee: str) -> Response:
    """The same as a workbook."""
    return _personal(request, UnitId(unit), EmployeeId(employee), month, PaperFormat.XLSX)


def download_personal_csv(request: Request, unit: str, month: str, employee: str) -> Response:
    """The same as CSV."""
    return _personal(request, UnitId(unit), EmployeeId(employee), month, PaperFormat.CSV)


def my_current_month(request: Request) -> Response:
    """One's own running month."""
    return redirect(request, f"/my-month/{month_of(local_date(request.at, request.actor.zone.info))}")


def show_my_month(request: Request, month: str) -> Response:
    """One's own month, a row per day."""
    wanted = parse_month(month)
    own = recaps.own_month(request.office, request.actor, wanted, request.at)
    return page(
        request,
        "months/mine.html",
        here="today",
        sheet=own.sheet,
        recap=own.recap,
        closing=own.closing,
        objections=own.objections,
        answers=ANSWERS,
        until=local_date(request.at, own.sheet.zone.info),
        objecting=f"/my-month/{wanted}/objections/new",
        classes=CLASSES,
        weeks=weeks_of([own.recap.line], own.recap.until),
        before=f"/my-month/{preceding(wanted)}",
        after=f"/my-month/{following(wanted)}",
        counted=f"/my-month/{wanted}/counted",
        paper=f"/my-month/{wanted}",
        activities=f"/my-month/{wanted}/activities",
    )


def download_my_month(request: Request, month: str) -> Response:
    """One's own month to be printed and signed."""
    return _personal(request, request.actor.unit, request.actor.id, month, PaperFormat.PDF)


def download_my_month_xlsx(request: Request, month: str) -> Response:
    """One's own month as a workbook."""
    return _personal(request, request.actor.unit, request.actor.id, month, PaperFormat.XLSX)


def download_my_month_csv(request: Request, month: str) -> Response:
    """One's own month as CSV."""
    return _personal(request, request.actor.unit, request.actor.id, month, PaperFormat.CSV)


def download_my_activities(request: Request, month: str) -> Response:
    """One's own activities of a month, to be copied into e-Kinerja."""
    return _activities(request, month, PaperFormat.CSV)


def print_my_activities(request: Request, month: str) -> Response:
    """The same as PDF."""
    return _activities(request, month, PaperFormat.PDF)


def list_units(request: Request) -> Response:
    """Every unit, with the way to its month."""
    return page(request, "months/units.html", here="units", units=months.units(request.office, request.actor))


def _personal(request: Request, unit: UnitId, employee: EmployeeId, month: str, form: PaperFormat) -> Response:
    office, actor, wanted = request.office, request.actor, parse_month(month)
    return redirect(
        request, recaps.personal_link(office, actor, unit, employee, wanted, form, request.origin(), request.at)
    )


def _activities(request: Request, month: str, form: PaperFormat) -> Response:
    return redirect(request, recaps.activities_link(request.office, request.actor, parse_month(month), form))


def _download(request: Request, unit: str, month: str, form: PaperFormat) -> Response:
    of, wanted, origin = UnitId(unit), parse_month(month), request.origin()
    return redirect(request, months.paper_link(request.office, request.actor, of, wanted, form, origin, request.at))
