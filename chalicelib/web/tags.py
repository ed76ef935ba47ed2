"""What states are called on pages, and the colour of their label."""

from chalicelib.domain.absences import AbsenceKind, Part
from chalicelib.domain.orders import Status
from chalicelib.domain.texts import text

STATUS_TAGS = {
    Status.SUBMITTED: (text("Menunggu persetujuan"), "waiting"),
    Status.RETURNED: (text("Dikembalikan"), "bad"),
    Status.APPROVED: (text("Disetujui"), "good"),
    Status.REJECTED: (text("Ditolak"), "bad"),
    Status.WITHDRAWN: (text("Ditarik kembali"), "neutral"),
    Status.CANCELLED: (text("Dibatalkan"), "bad"),
    Status.LAPSED: (text("Berakhir"), "neutral"),
}

ABSENCE_NAMES = {
    AbsenceKind.LEAVE: text("Cuti"),
    AbsenceKind.SICK: text("Sakit"),
    AbsenceKind.TRAVEL: text("Dinas luar (DL)"),
    AbsenceKind.TRAINING: text("Diklat atau pelatihan"),
}
PARTS = {
    Part.WHOLE: text("sehari penuh"),
    Part.MORNING: text("setengah hari, pagi"),
    Part.AFTERNOON: text("setengah hari, siang"),
}
