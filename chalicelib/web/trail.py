"""The trail on pages: one's own for everybody, anybody's for the administrator, and as CSV."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from chalice.app import Response
from msgspec import Struct

from chalicelib.domain import evidence
from chalicelib.domain.calendars import first_day, local_date, month_of, parse_month
from chalicelib.domain.people import UnitId
from chalicelib.domain.refusals import NotFound
from chalicelib.domain.scans import ATTACHED
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Means, TrailEntry
from chalicelib.domain.verifications import ACCEPTED, RETURNED
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.workflows import trail
from chalicelib.workflows.trail import Subject, TrailPage

LONGEST_NAME = 80
"""Characters of what a trail is asked for by."""

WHAT = {
    "view": text("Melihat"),
    "view_trail": text("Membaca jejak"),
    "export": text("Mengunduh"),
    "submit": text("Mengirim permohonan"),
    "withdraw": text("Menarik kembali permohonan"),
    "approve": text("Menyetujui"),
    "return": text("Mengembalikan untuk perbaikan"),
    "reject": text("Menolak"),
    "endorse": text("Menyetujui dan meneruskan"),
    "remind": text("Mengingatkan untuk memutuskan"),
    "tell": text("Memberi tahu sekretaris unit"),
    "escalate": text("Meminta atasan berikutnya ikut memutuskan"),
    "reassign": text("Mengalihkan ke pejabat lain"),
    "move": text("Mengalihkan ke pemegang jabatan"),
    "renew": text("Memperbarui tautan keputusan"),
    "lapse_days": text("Menggugurkan tanggal yang lewat"),
    "lapse": text("Menggugurkan permohonan"),
    "cancel_days": text("Membatalkan sebagian tanggal"),
    "cancel": text("Membatalkan surat perintah tugas"),
    "free_days": text("Melepas tanggal karena pegawai tidak masuk"),
    "recall_day": text("Memanggil ke kantor"),
    "recall": text("Memanggil ke kantor"),
    "free": text("Melepas surat perintah tugas karena pegawai tidak masuk"),
    "close_days": text("Melepas tanggal karena unit ditutup sementara"),
    "close": text("Melepas permohonan karena unit ditutup sementara"),
    "announce_closure": text("Menutup unit untuk sementara"),
    "end_closure": text("Mengakhiri penutupan unit lebih awal"),
    "withdraw_closure": text("Menarik penutupan unit"),
    "renew_closure": text("Mengajukan lagi surat penutupan unit"),
    "redraft_rota": text("Menyusun kembali jadwal karena penutupan unit"),
    "enter_absence": text("Mencatat pegawai tidak masuk"),
    "correct_absence": text("Memperbaiki catatan tidak masuk"),
    "withdraw_absence": text("Menarik catatan tidak masuk"),
    "apply_absence": text("Menerapkan catatan tidak masuk"),
    "import_attendance": text("Mencatat presensi dari mesin"),
    "enter_attendance": text("Mencatat presensi dengan tangan"),
    "remind_all": text("Mengingatkan yang belum lapor"),
    "remind_one": text("Mengingatkan agar lapor"),
    "call_in": text("Memanggil ke kantor"),
    "acknowledge_recall": text("Mengonfirmasi panggilan ke kantor"),
    "arrive_recall": text("Mencatat kehadiran atas panggilan"),
    "withdraw_recall": text("Menarik panggilan ke kantor"),
    "grant": text("Mencatat pejabat pengganti"),
    "end": text("Mengakhiri mandat"),
    ATTACHED: text("Melampirkan pindaian"),
    "file": text("Mengirim laporan"),
    ACCEPTED: text("Menerima laporan"),
    RETURNED: text("Mengembalikan laporan"),
    evidence.ATTACHED: text("Melampirkan bukti"),
    evidence.REMOVED: text("Menghapus bukti"),
    "correct": text("Memperbaiki laporan"),
    "excuse": text("Menghitung ulang laporan karena gangguan sistem"),
    "no_excuse": text("Menghitung ulang laporan karena gangguan sistem diperbaiki atau ditarik"),
    "outage": text("Mencatat gangguan sistem"),
    "correct_outage": text("Memperbaiki catatan gangguan sistem"),
    "withdraw_outage": text("Menarik catatan gangguan sistem"),
    "change": text("Mengubah"),
    "draft_rota": text("Menyusun jadwal"),
    "move_in_rota": text("Memindahkan hari pada jadwal"),
    "publish_rota": text("Menerbitkan jadwal"),
    "place_days": text("Mencatat hari kerja dari rumah"),
    "take_days_back": text("Menghapus hari kerja dari rumah yang dibatalkan"),
    "reopen_rota": text("Membuat versi baru jadwal"),
    "ask_swap": text("Meminta tukar hari"),
    "agree_to_swap": text("Menyanggupi tukar hari"),
    "decline_swap": text("Tidak menyanggupi tukar hari"),
    "withdraw_swap": text("Menarik kembali tukar hari"),
    "approve_swap": text("Menyetujui tukar hari"),
    "refuse_swap": text("Menolak tukar hari"),
    "swap_in_rota": text("Menukar hari pada jadwal"),
    "summarise": text("Membuat rekap"),
    "confirm": text("Menerapkan impor"),
    "resume": text("Melanjutkan impor"),
    "done": text("Menyelesaikan impor"),
    "added": text("Menambahkan lewat impor"),
    "changed": text("Mengubah lewat impor"),
    "moved": text("Memindahkan lewat impor"),
    "deactivated": text("Memberhentikan lewat impor"),
    "put_in_force": text("Memberlakukan surat edaran"),
    "replace": text("Memberlakukan surat edaran pengganti"),
    "end_circular": text("Mengakhiri surat edaran"),
    "import_holidays": text("Mengimpor hari libur"),
    "correct_calendar": text("Mengoreksi kalender"),
    "set_week": text("Menetapkan jam per minggu"),
    "change_hours": text("Mengubah jam kerja"),
    "call_back": text("Membatalkan surat edaran"),
    "address_bounced": text("Surel ditolak server penerima"),
    "address_complained": text("Surel ditandai tidak diinginkan"),
    "address_tried": text("Mencoba lagi alamat surel"),
    "call": text("Mengundang rapat"),
    "cancel_meeting": text("Membatalkan rapat"),
    "note_month": text("Menyimpan keterangan bulan"),
    "close_month": text("Menutup bulan"),
    "ask_signature": text("Meminta tanda tangan rekap"),
    "sign_month": text("Menandatangani rekap"),
    "return_month": text("Mengembalikan rekap"),
    "reopen_month": text("Membuka kembali bulan"),
    "retry_draft": text("Mencoba lagi penyusunan rekap"),
    "object": text("Mengajukan keberatan"),
    "accept_objection": text("Menerima keberatan"),
    "decline_objection": text("Tidak menerima keberatan"),
    "address_confirmed": text("Mengonfirmasi alamat surel"),
}
"""What was done, by its name in the trail."""

MEANS = {
    Means.SIGNED_IN: text("setelah masuk"),
    Means.LINK: text("lewat tautan di surel"),
    Means.LINK_ONLY: text("lewat tautan di surel saja"),
    Means.SCHEDULE: text("oleh sistem pada waktunya"),
    Means.IMPORT: text("lewat impor"),
    Means.MAIL: text("menurut layanan surel"),
}

ABOUT = {
    "ORDER": text("Surat perintah tugas"),
    "REPORT": text("Laporan harian"),
    "EVIDENCE": text("Bukti dukung"),
    "OUTAGE": text("Gangguan sistem"),
    "EMP": text("Data pegawai"),
    "MONTH": text("Bulan unit"),
    "CLOSING": text("Penutupan bulan"),
    "OBJECTIONS": text("Keberatan"),
    "UNIT": text("Data unit"),
    "ABSENCE": text("Catatan tidak masuk"),
    "ABSENCELIST": text("Impor ketidakhadiran"),
    "ABSENCES": text("Daftar tidak masuk"),
    "ATTENDANCE": text("Presensi kantor"),
    "ATTENTION": text("Yang perlu perhatian"),
    "ATTENDANCELIST": text("Impor presensi"),
    "RECALL": text("Panggilan ke kantor"),
    "RECALLS": text("Daftar panggilan ke kantor"),
    "MANDATES": text("Pejabat pengganti"),
    "MEETING": text("Rapat"),
    "STYLE": text("Bentuk surat"),
    "IMPORT": text("Impor pegawai"),
    "ROTA": text("Jadwal kerja"),
    "SWAP": text("Tukar hari"),
    "ROTAS": text("Ketentuan jadwal"),
    "EXPORT": text("Unduhan"),
    "CIRCULAR": text("Surat edaran"),
    "CALENDAR": text("Kalender"),
}
"""What a line is about, by how its name begins."""

SUBJECTS = {
    Subject.ORDER: text("Surat perintah tugas, dengan kode pada alamat halamannya"),
    Subject.PERSON: text("Pegawai, dengan alamat surel, atau dengan nama, NIP, atau nomor dan kode unit"),
    Subject.MONTH: text("Bulan unit, seperti DISKOMINFO#2021-04"),
    Subject.CLOSING: text("Penutupan bulan, seperti DISKOMINFO#2021-04"),
    Subject.UNIT: text("Data unit, dengan kode unit"),
    Subject.STYLE: text("Bentuk surat, dengan kode unit"),
    Subject.IMPORT: text("Impor, dengan kode pada alamat halamannya"),
    Subject.CIRCULAR: text("Surat edaran, dengan kode pada alamat halamannya"),
    Subject.CALENDAR: text("Kalender, dengan tahunnya"),
    Subject.ROTA: text("Jadwal kerja, seperti DISKOMINFO#2021-05-03#1"),
    Subject.SWAP: text("Tukar hari, dengan kode pada alamat halamannya"),
    Subject.ABSENCE: text("Catatan tidak masuk, dengan kode di akhir alamat halamannya"),
    Subject.ABSENCES: text("Daftar tidak masuk, dengan kode unit"),
    Subject.ABSENCE_LIST: text("Impor ketidakhadiran, dengan kode di akhir alamat halamannya"),
    Subject.RECALL: text("Panggilan ke kantor, dengan kode di akhir alamat halamannya"),
    Subject.RECALLS: text("Daftar panggilan ke kantor, dengan kode unit"),
    Subject.MEETING: text("Rapat, dengan kode pada alamat halamannya"),
    Subject.EXPORT: text("Unduhan: units.csv, staff.csv, atau trail"),
}


class Line(Struct, frozen=True):
    """A line of the trail as a page shows it; texts are still to be translated."""

    entry: TrailEntry
    what: str
    about: str
    named: str
    """What tells it from others of its kind, e.g. a report's date."""
    link: str
    """A page of ours that shows what it is about, "" for none."""
    means: str


def line_of(entry: TrailEntry) -> Line:
    """The entry with its words; what has none is shown as it is stored."""
    kind, _, name = entry.about.partition("#")
    shown = name.rpartition("#")[2] if kind == "REPORT" else name
    return Line(
        entry,
        WHAT.get(entry.what, entry.what),
        ABOUT.get(kind, kind),
        "" if kind in ("ORDER", "EMP") else shown.replace("#", " "),
        f"/orders/{name.partition('#')[0]}" if kind == "ORDER" else "",
        MEANS[entry.origin.means],
    )


def show_own(request: Request) -> Response:
    """What was done and seen of one's own records."""
    found = trail.own(request.office, request.actor, request.query.get("page"))
    this_month = month_of(local_date(request.at, request.actor.zone.info))
    return page(
        request,
        "trail/mine.html",
        here="devices",
        month=f"/my-trail/{request.actor.unit}/{this_month}",
        **_shown(request, found, "/my-trail", {}),
    )


def show_own_month(request: Request, unit: str, month: str) -> Response:
    """Who opened a month of one's own unit, in which everybody stands."""
    wanted = parse_month(month)
    found = trail.own_month(request.office, request.actor, UnitId(unit), wanted, request.query.get("page"))
    return page(
        request,
        "trail/month.html",
        here="devices",
        first=first_day(wanted),
        **_shown(request, found, f"/my-trail/{unit}/{month}", {}),
    )


def export_own(request: Request) -> Response:
    """One's own trail as CSV."""
    return redirect(request, trail.export_own(request.office, request.actor, request.origin(), request.at))


def search(request: Request) -> Response:
    """Anybody's trail by what it is about, and the form that asks for it."""
    subject, name = _asked(request)
    unit = request.query.get("unit", "").strip()[:LONGEST_NAME]
    values: dict[str, Any] = {"subject": subject, "name": name, "unit": unit, "people": None, "shown": False}
    if subject is Subject.PERSON and "known" not in request.query:
        people = trail.people(request.office, request.actor, name, UnitId(unit) if unit else None)
        values |= {"people": people, **_shown(request, TrailPage((), (), None), "/trail", {})}
    elif subject and name:
        origin = request.origin()
        found = trail.about(request.office, request.actor, subject, name, request.query.get("page"), origin, request.at)
        kept = {"subject": subject.value, "name": name, "known": "1"}
        values |= {"shown": True, "csv": f"/trail/csv?{urlencode(kept)}", **_shown(request, found, "/trail", kept)}
    else:
        values |= _shown(request, TrailPage((), (), None), "/trail", {})
    return page(request, "trail/search.html", here="trail", subjects=SUBJECTS, **values)


def export(request: Request) -> Response:
    """A trail as CSV."""
    subject, name = _asked(request)
    if subject is None or not name:
        raise NotFound
    office, origin = request.office, request.origin()
    return redirect(request, trail.export(office, request.actor, subject, name, origin, request.at))


def _asked(request: Request) -> tuple[Subject | None, str]:
    name = request.query.get("name", "").strip()[:LONGEST_NAME]
    try:
        return Subject(request.query.get("subject", "")), name
    except ValueError:
        return None, name


def _shown(request: Request, found: TrailPage, path: str, kept: Mapping[str, str]) -> dict[str, Any]:
    """The lines of a page, and the address of the next."""
    more = urlencode({**kept, "page": found.after}) if found.after else ""
    return {
        "acts": [line_of(entry) for entry in found.acts],
        "rest": [line_of(entry) for entry in found.rest],
        "more": f"{path}?{more}" if more else "",
        "zone": request.actor.zone,
    }
