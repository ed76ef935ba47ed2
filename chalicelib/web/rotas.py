"""A unit's rota, for those who answer for the unit: drafted, looked at, changed by hand, published."""

from datetime import date
from itertools import groupby
from typing import Any

from chalice.app import Response

from chalicelib.domain.calendars import dates_of, following, local_date, month_of
from chalicelib.domain.people import UnitId
from chalicelib.domain.refusals import Invalid, NotFound, Refusal
from chalicelib.domain.rota_bounds import STRUCTURAL
from chalicelib.domain.rota_changes import broken
from chalicelib.domain.rota_letters import SETTLED
from chalicelib.domain.rota_terms import Collision, Impossible, Place, Reason, Rule
from chalicelib.domain.rotas import RotaLine, UnitRota
from chalicelib.domain.texts import text
from chalicelib.web.approval_forms import LONGEST_NAME, seen_revision
from chalicelib.web.forms import refuse_misread, show_refusal
from chalicelib.web.pager import Pager
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.web.rota_forms import PeriodForm
from chalicelib.workflows import rota_views, rotas

PAGE_SIZE = 60
MOST_BROKEN = 20
"""Broken rules that are listed; with more the rota is better drafted anew."""
PLACES = {
    Place.HOME: (text("R"), "good", text("Di rumah")),
    Place.OFFICE: (text("K"), "off", text("Di kantor")),
    Place.CLOSED: (text("T"), "good", text("Di rumah, unit ditutup")),
    Place.AWAY: ("–", "neutral", text("Cuti, sakit, dinas luar, atau pelatihan")),
}
"""A day in the grid: its letter, its colour, what it means."""
RULES = {
    Rule.HOME_CAP: text("paling banyak di rumah"),
    Rule.OFFICE_CAP: text("paling banyak di kantor"),
    Rule.COVERAGE: text("paling sedikit hadir"),
    Rule.ALTERNATE: text("selang-seling"),
    Rule.PER_WEEK: text("hari di rumah per pekan"),
    Rule.WEEKDAYS: text("hari tetap"),
    Rule.ALWAYS_OFFICE: text("selalu di kantor"),
    Rule.OFFICE_DAYS: text("diperlukan di kantor"),
    Rule.KEPT_IN: text("di kantor menurut surat edaran"),
    Rule.LEAVE: text("cuti, sakit, dinas luar, atau pelatihan"),
    Rule.GRANTED: text("hari di rumah yang sudah diajukan atau disetujui"),
    Rule.ALWAYS_HOME: text("selalu di rumah"),
}


def list_rotas(request: Request, unit: str) -> Response:
    """The unit's periods, and a form for one more."""
    return _list(request, UnitId(unit), PeriodForm.of(*_coming_month(request)))


def draft(request: Request, unit: str) -> Response:
    """Drafts a rota, or says which rules collide."""
    form, of = PeriodForm(request.form), UnitId(unit)
    try:
        refuse_misread(form)
        first, last = form.period()
        made = rotas.make(request.office, request.actor, of, first, last, request.sent, request.origin(), request.at)
    except Invalid as refusal:
        return _list(request, of, form, refusal)
    if isinstance(made, Impossible):
        return _list(request, of, form, collisions=made.collisions)
    return redirect(request, made)


def show(request: Request, unit: str, first: str) -> Response:
    """The grid: people in rows, days in columns."""
    view = _looked_at(request, unit, first)
    rota = view.rota
    here = rotas.shown_at(rota)
    pager = Pager.of(request, here, len(rota.lines), PAGE_SIZE)
    found = list(broken(rota)) if rota.is_draft else []
    counts = [(rota.home_on(number), bounds) for number, bounds in enumerate(rota.bounds)]
    return page(
        request,
        "rotas/rota.html",
        here="months",
        rota=rota,
        at=here,
        rows=[
            (line, [_cell(request, rota, line, n, counts[n][0]) for n in range(len(rota.days))])
            for line in rota.lines[pager.part]
        ],
        counts=counts,
        broken=found[:MOST_BROKEN],
        more_broken=max(0, len(found) - MOST_BROKEN),
        freed=view.freed,
        broken_since=view.broken[:MOST_BROKEN],
        places=PLACES,
        pager=pager,
        form_key=request.office.new_id(),
    )


def show_person(request: Request, unit: str, first: str, employee: str) -> Response:
    """One person's days with their reasons, to be moved one by one."""
    rota = _looked_at(request, unit, first).rota
    line = rota.line_of(employee)
    if line is None:
        raise NotFound(text("Pegawai atau tanggal ini tidak ada pada jadwal tersebut."))
    entries = [
        (day, f"{employee}/{day}", *_entry(request, rota, line, number, rota.home_on(number)))
        for number, day in enumerate(rota.days)
    ]
    return _moves(request, "rotas/person.html", rota, entries, line=line)


def show_day(request: Request, unit: str, first: str, day: str) -> Response:
    """Everybody on one day with their reasons, to be moved one by one."""
    rota = _looked_at(request, unit, first).rota
    if day not in map(str, rota.days):
        raise NotFound(text("Pegawai atau tanggal ini tidak ada pada jadwal tersebut."))
    number = list(map(str, rota.days)).index(day)
    home = rota.home_on(number)
    entries = [(line.name, f"{line.employee}/{day}", *_entry(request, rota, line, number, home)) for line in rota.lines]
    return _moves(
        request, "rotas/day.html", rota, entries, day=rota.days[number], home=home, bounds=rota.bounds[number]
    )


def move(request: Request, unit: str, first: str) -> Response:
    """Moves one person on one day, and shows the rota with whatever that breaks."""
    of, begins = UnitId(unit), _date(first)
    who, _, rest = request.form.one("change")[:LONGEST_NAME].partition("/")
    day, _, to = rest.partition("/")
    change = who, _date(day), _place(to)
    seen = seen_revision(request.form.one("seen"))
    return redirect(
        request,
        rotas.move(request.office, request.actor, of, begins, change, seen, request.sent, request.origin(), request.at),
    )


def publish(request: Request, unit: str, first: str) -> Response:
    """Freezes the draft and has everybody told."""
    seen = seen_revision(request.form.one("seen"))
    office, actor, origin = request.office, request.actor, request.origin()
    shown = rotas.publish(office, actor, UnitId(unit), _date(first), seen, request.sent, origin, request.at)
    return redirect(request, shown)


def reopen(request: Request, unit: str, first: str) -> Response:
    """Begins the next version."""
    office, actor, origin = request.office, request.actor, request.origin()
    return redirect(request, rotas.reopen(office, actor, UnitId(unit), _date(first), request.sent, origin, request.at))


def _list(
    request: Request,
    unit: UnitId,
    form: PeriodForm,
    refusal: Refusal | None = None,
    collisions: tuple[Collision, ...] = (),
) -> Response:
    of, book = rota_views.open_book(request.office, request.actor, unit)
    if isinstance(refusal, Invalid) and refusal.problems:
        show_refusal(form, refusal)
    return page(
        request,
        "rotas/list.html",
        422 if refusal or collisions else 200,
        here="months",
        unit=of,
        book=book,
        form=form,
        collisions=[
            (
                [RULES[rule] for rule in rules],
                [_called(request, group) for group in groups],
                [each.day for each in days],
            )
            for (rules, groups), days in groupby(collisions, key=lambda each: (each.rules, each.groups))
        ],
        form_key=request.office.new_id(),
        has_errors=bool(form.errors),
    )


def _called(request: Request, group: str) -> str:
    """A group's name: that of the structural officers in the reader's language, the unit's own as it is."""
    return request.words.told(group) if group == STRUCTURAL else group


def _moves(request: Request, template: str, rota: UnitRota, entries: list[Any], **values: Any) -> Response:
    return page(
        request,
        template,
        here="months",
        rota=rota,
        at=rotas.shown_at(rota),
        entries=entries,
        places=PLACES,
        form_key=request.office.new_id(),
        **values,
    )


def _looked_at(request: Request, unit: str, first: str) -> rota_views.RotaView:
    office, origin = request.office, request.origin()
    return rota_views.show(office, request.actor, UnitId(unit), _date(first), origin, request.at)


def _cell(request: Request, rota: UnitRota, line: RotaLine, number: int, home: int) -> tuple[str, str, str]:
    """The letter, the colour and the words of a day in the grid."""
    place, _, words = _entry(request, rota, line, number, home)
    letter, tone, _ = PLACES[place]
    by_hand = line.days[number] in (Reason.HOME_BY_HAND.value, Reason.OFFICE_BY_HAND.value)
    return request.words.told(letter) + "*" * by_hand, tone, words


def _entry(request: Request, rota: UnitRota, line: RotaLine, number: int, home: int) -> tuple[Place, bool, str]:
    """Where somebody is on a day, whether a hand may change that, and why they are there."""
    placement = rota.placement(line, number)
    why = rota.explained(line, number, home)
    may_move = rota.is_draft and placement.reason not in SETTLED
    return placement.place, may_move, request.words.told(why)


def _coming_month(request: Request) -> tuple[date, date]:
    days = dates_of(following(month_of(local_date(request.at, request.actor.zone.info))))
    return days[0], days[-1]


def _date(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise NotFound(text("Jadwal untuk periode ini belum ada.")) from None


def _place(written: str) -> Place:
    try:
        return Place(written)
    except ValueError:
        raise NotFound from None
