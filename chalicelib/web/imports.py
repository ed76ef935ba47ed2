"""Units and staff from CSV files: handed in, looked over, applied, taken out."""

from datetime import date
from itertools import groupby
from typing import Any

from chalice.app import Response
from msgspec import Struct
from wtforms import DateField, FileField, Form
from wtforms.validators import InputRequired

from chalicelib.domain.calendars import local_date
from chalicelib.domain.import_changes import ChangeKind, RowProblem, StaffStep, UnitStep
from chalicelib.domain.import_sample import SAMPLE_STAFF, SAMPLE_UNITS
from chalicelib.domain.import_staff import COLUMNS as STAFF_COLUMNS
from chalicelib.domain.import_staff import ROLES
from chalicelib.domain.import_units import COLUMNS as UNIT_COLUMNS
from chalicelib.domain.import_units import KINDS
from chalicelib.domain.imports import File, Status
from chalicelib.domain.people import Kind
from chalicelib.domain.refusals import Invalid, NotFound, Refusal
from chalicelib.domain.texts import Message, text
from chalicelib.web.forms import refuse_misread, show_refusal
from chalicelib.web.pager import Pager
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.workflows import imports
from chalicelib.workflows.imports import HandedIn, ImportView

PAGE_SIZE = 50
WARNINGS = "warnings"
FEW_WARNINGS = 5
"""How many are shown above the changes."""
STATUS_TAGS = {
    Status.READING: (text("Sedang dibaca"), "info"),
    Status.CHECKED: (text("Diperiksa, belum diterapkan"), "waiting"),
    Status.CONFIRMED: (text("Menunggu diterapkan"), "info"),
    Status.RUNNING: (text("Sedang diterapkan"), "info"),
    Status.DONE: (text("Selesai diterapkan"), "good"),
    Status.FAILED: (text("Terhenti"), "bad"),
}
CHANGE_TAGS = {
    ChangeKind.ADDED: (text("Baru"), "good"),
    ChangeKind.CHANGED: (text("Berubah"), "info"),
    ChangeKind.MOVED: (text("Pindah"), "waiting"),
    ChangeKind.DEACTIVATED: (text("Berhenti"), "neutral"),
}
NOTES = {
    "kode": text("singkatan unit, misalnya DISDIK; tidak berubah lagi"),
    "layanan_langsung": text("ya atau tidak"),
    "induk": text("kode unit induk; boleh kosong"),
    "zona": text("WIB, WITA, atau WIT"),
    "alamat": text("baris-baris alamat, dipisahkan |"),
    "nomor_kepala": text("nomor pegawai kepala unit; boleh kosong"),
    "nomor_sekretaris": text("nomor pegawai sekretaris; boleh kosong"),
    "nomor_pegawai": text("nomor tetap dari kota; kunci setiap baris"),
    "nip": text("18 angka, boleh berspasi; kosong untuk THL. Simpan kolomnya sebagai teks"),
    "nama": text("dengan gelar, seperti tercetak di surat; untuk unit nama lengkapnya"),
    "pangkat": text("misalnya Penata (III/c); boleh kosong"),
    "eselon": text("II.a sampai IV.b; kosong untuk fungsional dan pelaksana"),
    "unit": text("kode unit"),
    "nomor_atasan": text("nomor pegawai atasan langsung; boleh kosong"),
    "surel": text("boleh kosong: sekretaris unit yang mengentri"),
    "peran": text("kosong, atau kepala, sekretaris, administrator"),
    "masuk": text("tanggal seperti 2021-04-26; boleh kosong"),
    "berhenti": text("hari pertama tidak bekerja lagi; kosong selama bekerja"),
    "jam_per_minggu": text(
        "hanya PPPK Paruh Waktu dan THL, menurut keputusan PPK atau kontrak; kolom ini boleh tidak ada"
    ),
}


class DayField(DateField):
    """A date, as browsers send it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Reads a date; what is none is an error in our own words."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(text("Isi tanggal, misalnya 2021-04-26.")) from None


class UploadForm(Form):
    """Handing in one file or both."""

    units = FileField(text("Berkas unit (units.csv)"))
    staff = FileField(text("Berkas pegawai (staff.csv)"))
    moves_from = DayField(text("Perpindahan berlaku mulai"), [InputRequired(text("Isi tanggal, misalnya 2021-04-26."))])


class Line(Struct, frozen=True):
    """A change as the page lists it."""

    kind: ChangeKind
    line: int
    key: str
    name: str
    fields: tuple[Any, ...]


def list_imports(request: Request) -> Response:
    """The form, and the latest imports."""
    today = local_date(request.at, request.actor.zone.info)
    return _form(request, UploadForm(data={"moves_from": today}))


def hand_in(request: Request) -> Response:
    """Looks at what was handed in; nothing of the city changes."""
    form = UploadForm(request.form)
    try:
        refuse_misread(form)
        units, staff = (request.files.get(name) for name in ("units", "staff"))
        moves_from = form.moves_from.data or date.min
        handed_in = HandedIn(units.content if units else None, staff.content if staff else None, moves_from)
        return redirect(request, imports.check(request.office, request.actor, handed_in, request.sent, request.at))
    except Invalid as refusal:
        return _form(request, form, refusal)


def show_import(request: Request, import_id: str) -> Response:
    """What an import would do or did, every bad row, and how far it is."""
    view = imports.view(request.office, request.actor, import_id, request.at)
    shown = _asked_kind(request)
    return page(
        request,
        "imports/import.html",
        here="imports",
        view=view,
        record=view.record,
        tags=STATUS_TAGS,
        changes=CHANGE_TAGS,
        shown=shown,
        asked="show" in request.query,
        percent=view.record.done * 100 // max(1, view.record.steps),
        zone=request.actor.zone,
        form_key=request.office.new_id(),
        **_part(request, view, shown),
    )


def confirm(request: Request, import_id: str) -> Response:
    """Has it applied."""
    origin = request.origin()
    return redirect(
        request, imports.confirm(request.office, request.actor, import_id, request.sent, origin, request.at)
    )


def resume(request: Request, import_id: str) -> Response:
    """Has one that came to a stop go on."""
    return redirect(request, imports.resume(request.office, request.actor, import_id, request.origin(), request.at))


def export(request: Request, name: str) -> Response:
    """The city's units or staff, in the shape an import reads."""
    file = _file(name)
    return redirect(request, imports.export_link(request.office, request.actor, file, request.origin(), request.at))


def sample(request: Request, name: str) -> Response:
    """A made-up file to start from."""
    return redirect(
        request, imports.sample_link(request.office, request.actor, _file(name), SAMPLE_UNITS, SAMPLE_STAFF)
    )


def _file(name: str) -> File:
    try:
        return File(f"{name}.csv")
    except ValueError:
        raise NotFound from None


def _form(request: Request, form: UploadForm, refusal: Refusal | None = None) -> Response:
    if isinstance(refusal, Invalid) and refusal.problems:
        show_refusal(form, refusal)
    return page(
        request,
        "imports/list.html",
        422 if refusal else 200,
        here="imports",
        form=form,
        imports=imports.listed(request.office, request.actor),
        tags=STATUS_TAGS,
        zone=request.actor.zone,
        columns={File.UNITS: UNIT_COLUMNS, File.STAFF: STAFF_COLUMNS},
        notes=NOTES | {"jenis": text("lihat di bawah"), "jabatan": text("seperti tercetak di surat")},
        kinds={"unit": ", ".join(KINDS), "staff": ", ".join(Kind), "roles": ", ".join(ROLES)},
        form_key=request.office.new_id(),
        has_errors=bool(form.errors),
    )


def _asked_kind(request: Request) -> ChangeKind | None:
    asked = request.query.get("show", "")
    return next((kind for kind in ChangeKind if kind.value == asked), None)


def _part(request: Request, view: ImportView, shown: ChangeKind | None) -> dict[str, Any]:
    """The part of the changes, or of the problems where there are errors, that the page shows."""
    here, problems = f"/imports/{view.record.id}", view.plan.problems
    if view.record.counts.errors or request.query.get("show") == WARNINGS:
        pager = Pager.of(
            request, here, len(problems), PAGE_SIZE, {} if view.record.counts.errors else {"show": WARNINGS}
        )
        told = problems_by_row(request, problems[pager.part])
        return {"pager": pager, "lines": (), "problems": told, "has_more_warnings": False}
    everything: tuple[UnitStep | StaffStep, ...] = (*view.plan.units, *view.plan.staff)
    steps = [step for step in everything if shown in (None, step.kind)]
    pager = Pager.of(request, here, len(steps), PAGE_SIZE, {"show": shown.value} if shown else {})
    lines = [_line(step) for step in steps[pager.part]]
    few = problems[:FEW_WARNINGS] if shown is None and pager.number == 1 else ()
    more = bool(few) and len(problems) > len(few)
    return {"pager": pager, "lines": lines, "problems": problems_by_row(request, few), "has_more_warnings": more}


def problems_by_row(
    request: Request, problems: tuple[RowProblem, ...]
) -> list[tuple[str, int, list[tuple[RowProblem, str]]]]:
    """What is wrong, a row of a file at a time."""
    rows = groupby(problems, key=lambda each: (each.file, each.line))
    return [
        (file, line, [(each, request.words.told(Message(each.msgid, dict(each.values)))) for each in found])
        for (file, line), found in rows
    ]


def _line(step: UnitStep | StaffStep) -> Line:
    if isinstance(step, UnitStep):
        return Line(step.kind, step.line, step.unit.id, step.unit.name, step.fields)
    return Line(step.kind, step.line, step.employee.number or "", step.employee.name, step.fields)
