"""How a month was counted: each day with its rules and their sources, each minute one click from its origin."""

from chalice.app import Response

from chalicelib.domain.calendars import parse_month
from chalicelib.domain.explaining import Rule
from chalicelib.domain.people import EmployeeId, UnitId
from chalicelib.domain.texts import text
from chalicelib.web.months import CLASSES
from chalicelib.web.request import Request
from chalicelib.web.responses import page
from chalicelib.workflows import counted
from chalicelib.workflows.counted import CountedMonth

CONVENTION = text("kesepakatan aplikasi ini")
PERPRES = text("Perpres 21/2023")
RULES = {
    Rule.PATTERN: (
        text("jam kerja unit"),
        text("Wajib hari itu mengikuti pola jam kerja unit: 37 jam 30 menit seminggu tanpa istirahat."),
        text("Perpres 21/2023; sebelumnya Keppres 68/1995"),
    ),
    Rule.FASTING: (
        text("jam bulan puasa"),
        text("Dalam bulan puasa wajibnya 32 jam 30 menit seminggu tanpa istirahat, dibagi menurut pola unit."),
        text("Perpres 21/2023; sebelumnya edaran Menteri PANRB tiap tahun"),
    ),
    Rule.FRIDAY_REST: (
        text("istirahat Jumat"),
        text("Istirahat hari Jumat lebih panjang: 90 menit, dalam bulan puasa 60 menit, atau menurut pola unit."),
        PERPRES,
    ),
    Rule.PART_TIME: (
        text("jam sendiri"),
        text("Jam per minggu pegawai ini ditetapkan PPK atau kontrak; wajib tiap hari sebanding, dibulatkan ke bawah."),
        text("Kepmenpan RB 16/2025 untuk PPPK paruh waktu; pembagian per hari: kesepakatan aplikasi ini"),
    ),
    Rule.DAY_OFF: (
        text("hari libur"),
        text("Hari libur unit, libur nasional, cuti bersama, dan libur kota tidak mewajibkan jam kerja."),
        text("SKB 3 Menteri dan pola unit"),
    ),
    Rule.WORK_ON_DAY_OFF: (
        text("bekerja saat libur: 0"),
        text("Bekerja pada hari libur ditampilkan, tetapi tidak menambah jam diakui; lembur diperintahkan tersendiri."),
        CONVENTION,
    ),
    Rule.ABSENCE: (
        text("tidak masuk: wajib 0"),
        text("Cuti, sakit, dinas luar, dan diklat sehari penuh menghapus wajib hari itu."),
        text("PP 11/2017 dan Peraturan BKN 24/2017; surat tugas untuk dinas luar dan diklat"),
    ),
    Rule.HALF_DAY: (
        text("setengah hari"),
        text("Tidak masuk setengah hari mengurangi wajib hari itu separuh."),
        CONVENTION,
    ),
    Rule.HOME: (
        text("WFH menurut laporan"),
        text("Hari di rumah dihitung bila ada surat perintah tugas yang disetujui dan laporannya sudah dikirim."),
        text("PermenPANRB 4/2025 dan surat edaran hari itu"),
    ),
    Rule.PROVISIONAL: (
        text("sementara"),
        text("Menit dari laporan bersifat sementara sampai laporan itu diverifikasi dan diterima."),
        CONVENTION,
    ),
    Rule.FINAL: (text("tetap"), text("Laporan sudah diterima, sehingga menitnya tetap."), CONVENTION),
    Rule.LATE: (
        text("terlambat tetap dihitung"),
        text("Laporan yang terlambat tetap dihitung; batas waktunya menurut surat edaran yang berlaku pada hari itu."),
        text("surat edaran yang berlaku hari itu"),
    ),
    Rule.UNREPORTED: (
        text("belum lapor: 0"),
        text("Hari di rumah tanpa laporan dihitung 0 sampai laporannya masuk."),
        text("surat edaran yang berlaku hari itu"),
    ),
    Rule.CLOSURE: (
        text("unit ditutup"),
        text("Unit ditutup sementara: hari itu bekerja dari rumah menurut surat perintah tugas kolektif."),
        text("surat perintah tugas penutupan unit"),
    ),
    Rule.OFFICE: (
        text("kantor menurut presensi"),
        text("Hari kantor dihitung dari jam masuk sampai jam pulang menurut presensi, dikurangi istirahat; tetap."),
        PERPRES,
    ),
    Rule.INSIDE_HOURS: (
        text("di luar jam kerja tidak dihitung"),
        text("Datang sebelum jam mulai dan pulang sesudah jam selesai tidak menambah jam diakui."),
        CONVENTION,
    ),
    Rule.TARGET: (
        text("paling banyak wajibnya"),
        text("Jam diakui tidak melebihi wajib hari itu, sehingga kelebihan tidak menutup kekurangan hari lain."),
        CONVENTION,
    ),
    Rule.NO_REST: (
        text("tanpa potongan istirahat"),
        text("Yang wajibnya setengah hari atau kurang, atau paling banyak empat jam, tidak dipotong istirahat."),
        CONVENTION,
    ),
    Rule.OVERNIGHT: (
        text("giliran malam"),
        text("Giliran yang melewati tengah malam dihitung pada hari mulainya, sepanjang waktunya dikurangi istirahat."),
        CONVENTION,
    ),
    Rule.SPLIT: (
        text("dipanggil ke kantor"),
        text(
            "Dipanggil pada hari itu: di rumah sampai saat panggilan, di kantor sejak tiba menurut presensi. "
            "Perjalanan tidak dihitung, istirahat dipotong dari bagian yang lebih panjang."
        ),
        CONVENTION,
    ),
    Rule.CALLED_BEFORE: (
        text("dipanggil sebelumnya"),
        text("Dipanggil sebelum hari itu: seluruhnya hari kantor menurut presensi."),
        CONVENTION,
    ),
    Rule.MORE_COUNTS: (
        text("yang lebih besar"),
        text("Bila ada laporan dan presensi pada hari yang sama, dihitung yang lebih besar, bukan jumlahnya."),
        CONVENTION,
    ),
    Rule.NO_DATA: (
        text("belum ada data"),
        text("Presensi hari itu belum diimpor. Bukan tidak hadir, dan tidak dihitung sebagai kekurangan."),
        CONVENTION,
    ),
    Rule.INCOMPLETE: (
        text("presensi belum lengkap"),
        text("Baru satu dari dua jam yang tercatat; dihitung setelah keduanya ada."),
        CONVENTION,
    ),
    Rule.UNEXPLAINED: (
        text("belum dijelaskan"),
        text(
            "Presensi hari-hari sesudahnya sudah diimpor, hari ini tidak tercatat. Sekretaris mencatat presensi atau "
            "keterangannya; sampai itu dihitung 0."
        ),
        CONVENTION,
    ),
    Rule.ASKED: (
        text("permohonan belum diputuskan"),
        text("Permohonan yang tidak disetujui tidak menjadikan hari itu hari di rumah; berlaku presensi kantor."),
        text("surat edaran yang berlaku hari itu"),
    ),
    Rule.ELSEWHERE: (
        text("di luar unit"),
        text("Sebelum masuk atau pindah ke unit ini, atau sesudahnya, tidak ada wajib dan hitungan di sini."),
        CONVENTION,
    ),
    Rule.AHEAD: (text("belum tiba"), text("Hari itu belum tiba atau laporannya belum jatuh tempo."), CONVENTION),
}
"""Of each rule its short name, what it says and where it comes from."""


def show_own(request: Request, month: str) -> Response:
    """How one's own month was counted. Two requests."""
    found = counted.own(request.office, request.actor, parse_month(month), request.at)
    return _page(request, found, f"/my-month/{month}", is_own=True)


def show_person(request: Request, unit: str, month: str, employee: str) -> Response:
    """How a person's month was counted. Two requests and the note."""
    of, who, wanted = UnitId(unit), EmployeeId(employee), parse_month(month)
    found = counted.of_person(request.office, request.actor, of, who, wanted, request.origin(), request.at)
    return _page(request, found, f"/months/{unit}/{month}", is_own=who == request.actor.id)


def _page(request: Request, found: CountedMonth, month: str, *, is_own: bool) -> Response:
    return page(
        request,
        "months/counted.html",
        here="today" if is_own else "months",
        found=found,
        first=found.parts[0].sheet.expected[0].date,
        month=month,
        is_own=is_own,
        may_mend=any(request.actor.writes_for(part.sheet.unit) for part in found.parts) and not is_own,
        classes=CLASSES,
        rules=RULES,
        numbers={rule: number for number, rule in enumerate(found.rules, 1)},
    )
