"""What needs attention in a unit, first thing after signing in for those who answer for it."""

from typing import NamedTuple
from urllib.parse import quote

from chalice.app import Response

from chalicelib.domain.attention import NAMES, Found, Need, counted
from chalicelib.domain.people import Actor, Role, UnitId
from chalicelib.domain.texts import text
from chalicelib.web.pager import Pager
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.workflows import attention
from chalicelib.workflows.verification_lists import SEPARATOR, named

FEW = 5
"""Lines of each need on the page of all."""
PAGE_SIZE = 50
"""Lines on the page of one need."""
TONES = {Need.LATE: "waiting", Need.UNVERIFIED: "info", Need.UNREACHABLE: "waiting", Need.MANDATE: "waiting"}
"""The others are bad."""
OF_UNIT = {
    Need.UNDECIDED: ("waiting", text("Lihat yang menunggu keputusan")),
    Need.NO_ORDER: ("rotas", text("Buka jadwal kerja")),
    Need.OVER_CAP: ("recalls", text("Panggil ke kantor")),
    Need.MANDATE: ("mandates", text("Catat perpanjangan")),
}
"""The unit's page that mends a need, for everybody who answers for it."""
REPORTS = {
    Need.ORDERLESS: text("Periksa laporannya"),
    Need.LATE: text("Verifikasi"),
    Need.UNVERIFIED: text("Verifikasi"),
}


class Mend(NamedTuple):
    """The one action that mends a need."""

    label: str
    address: str = ""
    """None where a button of the page does it."""
    remind: str = ""
    """Whom the button reminds, of which day."""


SECRETARYS = Mend(text("Ditangani sekretaris unit"))
"""What somebody else mends."""


def show(request: Request, unit: str) -> Response:
    """Everything that needs attention, by need, the first of each; or all there is of one need, a page at a time."""
    view = attention.view(request.office, request.actor, UnitId(unit), request.origin(), request.at)
    here = f"/units/{view.unit.id}/attention"
    counts = counted(view.found)
    asked = next((need for need in counts if need.value == request.query.get("need")), None)
    pager = Pager.of(request, here, counts[asked], PAGE_SIZE, {"need": asked.value}) if asked else None
    part = pager.part if pager else slice(FEW)
    groups = []
    for need, count in counts.items():
        if asked in (None, need):
            lines = [each for each in view.found if each.need is need][part]
            groups.append((need, count, [(each, mend(each, request.actor, view.unit.id)) for each in lines]))
    return page(
        request,
        "attention/attention.html",
        here="attention",
        view=view,
        groups=groups,
        asked=asked,
        pager=pager,
        names=NAMES,
        tones=TONES,
        rest=_rest_of(here, request.actor, view.unit.id),
        may_remind=any(each.has_mail for each in attention.of_today(view)),
        reminded="reminded" in request.query,
        form_key=request.office.new_id(),
    )


def remind(request: Request, unit: str) -> Response:
    """Has everybody reminded whose report of today is not there, or the one that was chosen."""
    office, actor, of, chosen = request.office, request.actor, UnitId(unit), request.form.one("who")
    sent, origin, at = request.sent, request.origin(), request.at
    if chosen:
        shown = attention.remind_one(office, actor, of, *named(chosen), sent, origin, at)
    else:
        shown = attention.remind_all(office, actor, of, sent, origin, at)
    return redirect(request, f"{shown}?reminded=1")


def mend(found: Found, actor: Actor, unit: UnitId) -> Mend:
    """What mends a need, as far as it is the actor's to do."""
    if found.need in OF_UNIT:
        at, label = OF_UNIT[found.need]
        return Mend(label, f"/units/{unit}/{at}")
    if found.need is Need.UNREPORTED and found.has_mail:
        return Mend(text("Ingatkan"), remind=f"{found.employee}{SEPARATOR}{found.day}")
    return _of_person(found, actor, unit) or SECRETARYS


def _of_person(found: Found, actor: Actor, unit: UnitId) -> Mend | None:
    """What whoever does the unit's paperwork, or verifies the report, does about it; None for others."""
    is_secretary, whose = _is_secretary(actor, unit), quote(found.employee or "")
    may, action = {
        Need.UNREPORTED: (is_secretary, Mend(text("Isikan laporannya"), f"/reports/{found.day}/new?whose={whose}")),
        Need.MISSED: (
            actor.writes_for(unit),
            Mend(text("Catat presensi"), f"/units/{unit}/attendance/new?employee={whose}&day={found.day}"),
        ),
        Need.UNREACHABLE: (
            is_secretary or actor.has(Role.ADMINISTRATOR),
            Mend(text("Perbaiki alamat"), "/staff") if is_secretary else Mend(text("Impor alamatnya"), "/imports"),
        ),
    }.get(found.need) or (
        is_secretary or found.supervisor == actor.id,
        Mend(REPORTS[found.need], f"/verifications/{whose}/{found.day}"),
    )
    return action if may else None


def _rest_of(here: str, actor: Actor, unit: UnitId) -> dict[Need, str]:
    """Where the lines of each need are that the page of all leaves out: what mends them at once, or all of them."""
    pages = {need: f"{here}?need={need.value}" for need in Need}
    if _is_secretary(actor, unit):
        pages |= dict.fromkeys((Need.LATE, Need.UNVERIFIED), "/verifications")
    return pages


def _is_secretary(actor: Actor, unit: UnitId) -> bool:
    return actor.has(Role.SECRETARY) and actor.unit == unit
