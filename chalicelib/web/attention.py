"""What needs attention in a unit, first thing after signing in for those who answer for it."""

from collections.abc import Callable

from chalice.app import Response

from chalicelib.domain.attention import NAMES, Found, Need, counted
from chalicelib.domain.people import Role, UnitId
from chalicelib.domain.texts import text
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.workflows import attention

SHOWN = 60
"""Of each need; the page names how many more there are."""
TONES = {Need.LATE: "waiting", Need.UNVERIFIED: "info", Need.UNREACHABLE: "waiting", Need.MANDATE: "waiting"}
"""The others are bad."""
MENDED_BY = {
    Need.UNDECIDED: text("Lihat yang menunggu keputusan"),
    Need.NO_ORDER: text("Buka jadwal kerja"),
    Need.ORDERLESS: text("Periksa laporannya"),
    Need.LATE: text("Verifikasi"),
    Need.UNVERIFIED: text("Verifikasi"),
    Need.OVER_CAP: text("Panggil ke kantor"),
    Need.UNREACHABLE: text("Perbaiki alamat"),
    Need.MANDATE: text("Catat perpanjangan"),
}


def _of_unit(rest: str) -> Callable[[Found, UnitId], str]:
    return lambda _, unit: f"/units/{unit}/{rest}"


def _report(found: Found, _: UnitId) -> str:
    return f"/verifications/{found.employee}/{found.day}"


PAGES: dict[Need, Callable[[Found, UnitId], str]] = {
    Need.UNDECIDED: _of_unit("waiting"),
    Need.NO_ORDER: _of_unit("rotas"),
    Need.ORDERLESS: _report,
    Need.LATE: _report,
    Need.UNVERIFIED: _report,
    Need.OVER_CAP: _of_unit("recalls"),
    Need.MANDATE: _of_unit("mandates"),
}
"""The page that mends a need; what staff without mail lack is mended at the secretary's own."""


def show(request: Request, unit: str) -> Response:
    """Everything that needs attention, by need."""
    view = attention.view(request.office, request.actor, UnitId(unit), request.origin(), request.at)
    is_secretary = request.actor.has(Role.SECRETARY) and request.actor.unit == view.unit.id
    groups = []
    for need, count in counted(view.found).items():
        of_need = [each for each in view.found if each.need is need]
        lines = [(each, _page_of(each, view.unit.id, is_secretary=is_secretary)) for each in of_need[:SHOWN]]
        groups.append((need, count, lines))
    return page(
        request,
        "attention/attention.html",
        here="attention",
        view=view,
        groups=groups,
        names=NAMES,
        tones=TONES,
        mended_by=MENDED_BY,
        may_remind=any(each.has_mail for each in attention.of_today(view)),
        reminded="reminded" in request.query,
        form_key=request.office.new_id(),
    )


def remind(request: Request, unit: str) -> Response:
    """Has everybody reminded whose report of today is not there."""
    office, actor, origin = request.office, request.actor, request.origin()
    shown = attention.remind_all(office, actor, UnitId(unit), request.sent, origin, request.at)
    return redirect(request, f"{shown}?reminded=1")


def _page_of(found: Found, unit: UnitId, *, is_secretary: bool) -> str:
    if found.need is Need.UNREACHABLE or (found.need is Need.UNREPORTED and not found.has_mail):
        return "/staff" if is_secretary else ""
    return PAGES[found.need](found, unit) if found.need in PAGES else ""
