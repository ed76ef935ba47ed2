"""What could not be delivered, for the administrator."""

from chalice.app import Response

from chalicelib.domain.outbox import Errand
from chalicelib.domain.texts import text
from chalicelib.web.request import Request
from chalicelib.web.responses import page, redirect
from chalicelib.workflows import deliveries

ERRAND_NAMES = {
    Errand.SIGN_IN_CODE: text("Kode masuk"),
    Errand.ORDER_SUBMITTED: text("Permohonan kepada atasan"),
    Errand.ORDER_APPROVED: text("Pemberitahuan disetujui"),
    Errand.ORDER_RETURNED: text("Pemberitahuan dikembalikan"),
    Errand.ORDER_REJECTED: text("Pemberitahuan ditolak"),
    Errand.ORDER_CANCELLED: text("Pemberitahuan dibatalkan"),
    Errand.ORDER_LAPSED: text("Pemberitahuan berakhir"),
    Errand.CLOSURE: text("Pemberitahuan penutupan unit"),
    Errand.ROTA_DAYS: text("Jadwal kepada pegawai"),
    Errand.ROTA_SWAP: text("Tukar hari di rumah"),
    Errand.ROTA_REDRAFTED: text("Draf jadwal yang menunggu diterbitkan"),
    Errand.MEETING: text("Undangan rapat"),
    Errand.TELL_ROTA: text("Jadwal kepada semua pegawai"),
    Errand.ORDER_ROTA: text("Surat perintah tugas dari jadwal"),
    Errand.PLACE_ORDER: text("Pencatatan hari dari surat kolektif"),
    Errand.FOLLOW_RULES: text("Penyesuaian jadwal terbit"),
    Errand.INVITE: text("Undangan rapat kepada semua peserta"),
    Errand.ADJUST_MONTHS: text("Penyesuaian bulan yang sudah dibuka"),
    Errand.READ_HOLIDAYS: text("Pembacaan hari libur nasional"),
    Errand.FOLLOW_CLOSURE: text("Surat dan jadwal setelah penutupan unit"),
    Errand.TELL_CLOSURE: text("Pemberitahuan penutupan kepada semua pegawai"),
    Errand.ORDER_FREED: text("Pemberitahuan hari yang tidak berlaku lagi"),
    Errand.RECALLED: text("Panggilan ke kantor"),
    Errand.RECALL_WITHDRAWN: text("Penarikan panggilan ke kantor"),
    Errand.APPLY_ABSENCE: text("Penerapan catatan tidak masuk"),
    Errand.APPLY_ABSENCES: text("Pencatatan daftar tidak masuk"),
    Errand.REMIND: text("Pengingat laporan unit"),
    Errand.REPORT_REMINDER: text("Pengingat laporan"),
    Errand.ATTENTION: text("Yang perlu perhatian"),
    Errand.TAKE_SNAPSHOT: text("Keadaan unit"),
    Errand.READ_ATTENDANCE: text("Pembacaan berkas presensi"),
    Errand.APPLY_ATTENDANCE: text("Pencatatan presensi"),
    Errand.TELL_MONTH: text("Rekap bulan kepada semua pegawai"),
    Errand.MONTH_DRAFT: text("Rekap bulan kepada pegawai"),
    Errand.SIGN_MONTH: text("Permintaan tanda tangan rekap"),
    Errand.MONTH_RETURNED: text("Pengembalian rekap kepada sekretaris"),
    Errand.SEAL_PAPER: text("Pencetakan rekap yang ditutup"),
    Errand.NAME_LATE_UNITS: text("Pemeriksaan unit yang belum menutup bulan"),
    Errand.MONTHS_OVERDUE: text("Unit yang belum menutup bulan"),
    Errand.OBJECTION: text("Keberatan kepada sekretaris"),
    Errand.OBJECTION_ANSWERED: text("Jawaban keberatan"),
    Errand.WAITING_DIGEST: text("Daftar yang menunggu keputusan"),
    Errand.WAITING_LONG: text("Pemberitahuan terlalu lama menunggu"),
    Errand.SUMMARY_READY: text("Rekap kepada sekretaris"),
    Errand.MAKE_LETTER: text("Pembuatan surat"),
    Errand.OPEN_MONTH: text("Pembukaan bulan"),
    Errand.MAKE_SUMMARY: text("Pembuatan rekap"),
    Errand.CARRY_YEAR: text("Kekurangan jam tahun berjalan"),
    Errand.MAKE_PAPER: text("Pencetakan rekap"),
    Errand.APPLY_IMPORT: text("Penerapan impor"),
    Errand.ADDRESS_CODE: text("Kode konfirmasi alamat"),
    Errand.ADDRESS_CHANGED: text("Pemberitahuan alamat diubah"),
    Errand.ADDRESS_FAILED: text("Pemberitahuan alamat bermasalah"),
    Errand.ADDRESS_TRIED: text("Percobaan alamat"),
    Errand.RELEASE_MAIL: text("Pelepasan surel yang ditahan"),
    Errand.REPORT_RECEIPT: text("Tanda terima laporan"),
    Errand.EXCUSE_LATE: text("Penghitungan ulang setelah gangguan sistem"),
    Errand.LAPSE_DAYS: text("Pengguguran tanggal yang lewat"),
    Errand.ASK_TO_VERIFY: text("Pengingat laporan yang menunggu verifikasi"),
    Errand.VERIFY_DIGEST: text("Daftar laporan yang menunggu verifikasi"),
    Errand.REPORT_RETURNED: text("Laporan dikembalikan"),
    Errand.URGE: text("Pengingat permohonan yang menunggu"),
    Errand.MOVE_WAITING: text("Peralihan kepada pejabat pengganti"),
}


def list_parked(request: Request) -> Response:
    """What was given up, newest first, with the reason."""
    parked = deliveries.parked(request.office, request.actor)
    return page(request, "outbox/list.html", here="outbox", entries=parked, names=ERRAND_NAMES, zone=request.actor.zone)


def send_again(request: Request, entry: str) -> Response:
    """Tries one again."""
    deliveries.send_again(request.office, request.actor, entry, request.at)
    return redirect(request, "/outbox")
