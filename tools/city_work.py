"""What people do on their days at home: the tasks of an order, and the reports that answer it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from chalicelib.domain.calendars import Hours
from chalicelib.domain.reports import Activity, ReportDraft
from tools.city_chance import Dice, moment


@dataclass(frozen=True)
class Task:
    """A piece of office work: as an order asks for it, and as a report tells of it."""

    asked: str
    activity: str
    output: str
    measure: str
    most: int


_TASKS = (
    Task("menyusun laporan bulanan", "Menyusun laporan bulanan bidang", "Konsep laporan bulanan", "laporan", 2),
    Task(
        "memeriksa surat masuk dan menyiapkan jawabannya", "Memeriksa surat masuk", "Konsep surat balasan", "surat", 8
    ),
    Task("memutakhirkan data pegawai", "Memutakhirkan data pegawai", "Data pegawai terbarui", "orang", 20),
    Task("menyusun rencana kerja dan anggaran", "Menyusun rincian anggaran kegiatan", "Rincian anggaran", "dokumen", 2),
    Task("memverifikasi dokumen pertanggungjawaban", "Memverifikasi SPJ", "SPJ terverifikasi", "dokumen", 12),
    Task("mengikuti rapat koordinasi jarak jauh", "Mengikuti rapat melalui konferensi video", "Notula", "kegiatan", 2),
    Task("menyusun bahan paparan pimpinan", "Menyusun bahan paparan", "Bahan paparan", "dokumen", 2),
    Task("mengarsipkan dokumen secara digital", "Memindai dan mengarsipkan dokumen", "Arsip digital", "berkas", 40),
    Task("menjawab pengaduan masyarakat secara daring", "Menjawab pengaduan", "Pengaduan terjawab", "pengaduan", 10),
    Task("menelaah rancangan peraturan", "Menelaah rancangan peraturan wali kota", "Telaahan staf", "dokumen", 1),
    Task("merekap kehadiran pegawai", "Merekap kehadiran", "Rekapitulasi kehadiran", "laporan", 1),
    Task("memutakhirkan inventaris barang", "Mencocokkan inventaris barang", "Kartu inventaris", "barang", 30),
    Task("menyiapkan konten laman dan media sosial", "Menyusun konten publikasi", "Konten siap terbit", "konten", 4),
    Task("mengolah data statistik sektoral", "Mengolah data sektoral", "Tabel data", "dokumen", 3),
    Task("menyusun standar operasional prosedur", "Menyusun konsep SOP", "Konsep SOP", "dokumen", 2),
    Task("memeriksa kelengkapan berkas permohonan", "Memeriksa berkas permohonan", "Berkas terperiksa", "berkas", 25),
)

_OBSTACLES = (
    "Jaringan internet terputus sekitar satu jam pada siang hari.",
    "Aplikasi keuangan sulit diakses pada pagi hari.",
    "Sebagian berkas hanya tersedia di kantor.",
    "Listrik padam pukul 10.00 sampai 11.00.",
)
_PLANS = (
    "Menyelesaikan konsep dan menyerahkannya kepada atasan.",
    "Melanjutkan pekerjaan di kantor.",
    "Mengirim hasil kepada bidang terkait.",
    "Menyiapkan bahan rapat minggu depan.",
)
_LATE_PERCENT, _MISSING_PERCENT = 6, 6
_LEFT_EARLY_PERCENT = 9
_LAST_MINUTE = time(16, 59)


@dataclass(frozen=True)
class PlannedReport:
    """A report that is going to be sent."""

    day: date
    draft: ReportDraft
    at: datetime


def tasks(chance: Dice) -> tuple[str, ...]:
    """What an order asks for."""
    return tuple(task.asked for task in chance.some(_TASKS, 2, 4))


def planned_report(chance: Dice, day: date, hours: Hours, today: date, *, surely: bool = False) -> PlannedReport | None:
    """The report of a home day: mostly in time, sometimes late, sometimes never; nothing reaches into `today`."""
    fate = chance.random() * 100
    if not surely and fate < _MISSING_PERCENT:
        return None
    draft = _draft(chance, hours)
    received = moment(day, draft.end, chance.randint(3, 35))
    in_time = min(received, moment(day, _LAST_MINUTE))
    if surely or fate >= _MISSING_PERCENT + _LATE_PERCENT:
        return PlannedReport(day, draft, in_time)
    tomorrow = day + timedelta(days=1)
    if tomorrow < today and chance.happens(40):
        return PlannedReport(day, draft, moment(tomorrow, time(7, 20), chance.randint(0, 180)))
    return PlannedReport(day, draft, moment(day, time(17, 4), chance.randint(0, 280)))


def _draft(chance: Dice, hours: Hours) -> ReportDraft:
    left_early = chance.randint(25, 110) if chance.happens(_LEFT_EARLY_PERCENT) else 0
    done = chance.some(_TASKS, 1, 3)
    return ReportDraft(
        start=_shifted(hours.start, chance.randint(-12, 6)),
        end=_shifted(hours.end, chance.randint(-4, 20) - left_early),
        rest=hours.rest,
        activities=tuple(
            Activity(task.activity, task.output, chance.randint(1, task.most), task.measure) for task in done
        ),
        obstacles=chance.choice(_OBSTACLES) if chance.happens(18) else "",
        plan=chance.choice(_PLANS) if chance.happens(70) else "",
    )


def _shifted(at: time, minutes: int) -> time:
    total = at.hour * 60 + at.minute + minutes
    return time(total // 60, total % 60)
