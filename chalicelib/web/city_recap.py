"""The city's month, for BKPSDM."""

from chalice.app import Response

from chalicelib import charts
from chalicelib.domain.calendars import first_day, following, local_date, month_of, parse_month, preceding
from chalicelib.domain.recaps import PaperFormat
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.workflows import city_recap


def current_month(request: Request) -> Response:
    """The running month."""
    return redirect(request, f"/recap/{month_of(local_date(request.at, request.actor.zone.info))}")


def show_month(request: Request, month: str) -> Response:
    """Units by kind, the days, each unit; charts beside the tables of the same figures."""
    wanted = parse_month(month)
    return page(
        request,
        "recaps/city.html",
        here="units",
        found=city_recap.view(request.office, request.actor, wanted),
        first=first_day(wanted),
        zone=request.actor.zone,
        charts=charts,
        address=f"/recap/{wanted}",
        before=f"/recap/{preceding(wanted)}",
        after=f"/recap/{following(wanted)}",
    )


def download_pdf(request: Request, month: str) -> Response:
    """The city's month to be printed."""
    return _download(request, month, PaperFormat.PDF)


def download_xlsx(request: Request, month: str) -> Response:
    """The city's month as a workbook."""
    return _download(request, month, PaperFormat.XLSX)


def download_csv(request: Request, month: str) -> Response:
    """A line for each unit as CSV."""
    return _download(request, month, PaperFormat.CSV)


def _download(request: Request, month: str, form: PaperFormat) -> Response:
    return redirect(request, city_recap.paper_link(request.office, request.actor, parse_month(month), form))
