"""Absences from a CSV list: handed in, looked over, entered; what was refused is given back to be mended."""

from chalice.app import Response
from wtforms import FileField, Form

from chalicelib.domain.absence_rows import COLUMNS, FILE, MOST_ROWS, REASONS
from chalicelib.domain.people import UnitId
from chalicelib.domain.refusals import Invalid
from chalicelib.domain.texts import text
from chalicelib.web.forms import show_refusal
from chalicelib.web.imports import PAGE_SIZE, STATUS_TAGS, problems_by_row
from chalicelib.web.pager import Pager
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.web.tags import ABSENCE_NAMES, PARTS
from chalicelib.workflows import absence_lists

REFUSED = "refused"
NOTES = {
    "nip": text("18 angka, boleh berspasi. Simpan kolomnya sebagai teks"),
    "nomor_pegawai": text("untuk pegawai tanpa NIP"),
    "nama": text("tidak dibaca; hanya untuk Anda"),
    "keterangan": text("cuti, sakit, dinas luar, atau diklat; tanpa keterangan kesehatan"),
    "mulai": text("tanggal seperti 26-04-2021, 26/4/2021, 26 April 2021, atau 2021-04-26"),
    "sampai": text("tanggal terakhir; kosong berarti satu hari"),
    "lamanya": text("penuh, pagi, atau siang; kosong berarti penuh"),
    "nomor_surat": text("boleh kosong hanya untuk sakit satu hari"),
    REASONS: text("diisi sistem pada daftar yang dikembalikan; tidak dibaca"),
}


class ListForm(Form):
    """Handing in a list."""

    absences = FileField(text("Berkas ketidakhadiran (absences.csv)"))


def list_lists(request: Request, unit: str) -> Response:
    """The form, what the file looks like, and the latest lists."""
    return _form(request, UnitId(unit), None)


def hand_in(request: Request, unit: str) -> Response:
    """Looks at what was handed in; nothing is entered."""
    chosen = request.files.get("absences")
    content = chosen.content if chosen else None
    try:
        shown = absence_lists.check(request.office, request.actor, UnitId(unit), content, request.sent, request.at)
        return redirect(request, shown)
    except Invalid as refusal:
        return _form(request, UnitId(unit), refusal)


def show_list(request: Request, unit: str, list_id: str) -> Response:
    """What a list would enter or entered, every row that is refused, and how far it is."""
    view = absence_lists.view(request.office, request.actor, UnitId(unit), list_id, request.origin(), request.at)
    problems = absence_lists.all_problems(view)
    shows_refused = bool(problems) and (request.query.get("show") == REFUSED or not view.plan.entries)
    shown = problems if shows_refused else view.plan.entries
    here = f"/units/{unit}/absence-lists/{list_id}"
    pager = Pager.of(request, here, len(shown), PAGE_SIZE, {"show": REFUSED} if shows_refused else {})
    return page(
        request,
        "absences/import.html",
        here="months",
        view=view,
        record=view.record,
        at=here,
        tags=STATUS_TAGS,
        kinds=ABSENCE_NAMES,
        parts=PARTS,
        problems=problems_by_row(request, problems[pager.part]) if shows_refused else (),
        entries=() if shows_refused else view.plan.entries[pager.part],
        late={each.line for each in view.record.late},
        refused=view.record.refused + len({each.line for each in view.record.late}),
        given_back=bool(absence_lists.refused_rows(view)),
        pager=pager,
        percent=view.record.done * 100 // max(1, view.record.steps),
        form_key=request.office.new_id(),
    )


def confirm(request: Request, unit: str, list_id: str) -> Response:
    """Has what is right of it entered."""
    office, actor, origin = request.office, request.actor, request.origin()
    shown = absence_lists.confirm(office, actor, UnitId(unit), list_id, request.sent, origin, request.at)
    return redirect(request, shown)


def resume(request: Request, unit: str, list_id: str) -> Response:
    """Has one that came to a stop go on."""
    office, actor, origin = request.office, request.actor, request.origin()
    return redirect(request, absence_lists.resume(office, actor, UnitId(unit), list_id, origin, request.at))


def download_refused(request: Request, unit: str, list_id: str) -> Response:
    """The rows that were not entered, each with what is wrong, in the shape that is handed in."""
    office, actor, origin, told = request.office, request.actor, request.origin(), request.words.told
    link = absence_lists.refused_link(office, actor, UnitId(unit), list_id, told, origin, request.at)
    return redirect(request, link)


def sample(request: Request, unit: str) -> Response:
    """Made-up rows to start from."""
    return redirect(request, absence_lists.sample_link(request.office, request.actor, UnitId(unit)))


def _form(request: Request, unit: UnitId, refusal: Invalid | None) -> Response:
    of, lists = absence_lists.listed(request.office, request.actor, unit)
    form = ListForm()
    if refusal:
        show_refusal(form, refusal)
    return page(
        request,
        "absences/imports.html",
        422 if refusal else 200,
        here="months",
        unit=of,
        lists=lists,
        form=form,
        file=FILE,
        most=MOST_ROWS,
        columns=COLUMNS,
        notes=NOTES,
        tags=STATUS_TAGS,
        form_key=request.office.new_id(),
        has_errors=bool(form.errors),
    )
