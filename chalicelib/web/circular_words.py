"""A circular in plain words: what it asks of a unit, sentence by sentence."""

from collections.abc import Iterator

from chalicelib.domain.circulars import Base, ChainStep, Circular, Pattern, Post, Risk, Rounding
from chalicelib.domain.texts import Message, text
from chalicelib.wording import Wording

PATTERNS = {
    Pattern.SET_BY_HEAD: text("Ditetapkan kepala unit"),
    Pattern.ALTERNATE_DAYS: text("Selang-seling: sehari di kantor, sehari di rumah"),
    Pattern.FIXED_WEEKDAYS: text("Hari tertentu setiap pekan"),
}
BASES = {
    Base.ACTIVE: text("Semua pegawai aktif unit"),
    Base.ROTATING: text("Pegawai aktif di luar yang selalu di kantor"),
}
ROUNDINGS = {
    Rounding.DOWN: text("Ke bawah: batas tidak pernah terlampaui"),
    Rounding.NEAREST: text("Ke bilangan terdekat"),
    Rounding.UP: text("Ke atas"),
}
RISKS = {
    Risk.NONE: text("Tidak ada kasus (kantor paling banyak 100 persen)"),
    Risk.LOW: text("Risiko rendah (kantor paling banyak 75 persen)"),
    Risk.MEDIUM: text("Risiko sedang (kantor paling banyak 50 persen)"),
    Risk.HIGH: text("Risiko tinggi (kantor paling banyak 25 persen)"),
}
POSTS = {
    Post.SUPERVISOR: text("atasan langsung"),
    Post.HEAD: text("kepala unit"),
    Post.SECRETARY: text("sekretaris unit"),
}


def rules(circular: Circular, words: Wording) -> list[str]:
    """What the circular asks, as those it binds read it; lists of people are not among it."""
    return [
        words.told(each) for each in (*_caps(circular), *_days(circular, words), *_people(circular), *_work(circular))
    ]


def decided_by(chain: tuple[ChainStep, ...], words: Wording) -> str:
    """Who decides, one after the other."""
    either, then = words.told(text("atau")), words.told(text("lalu"))
    steps = (f" {either} ".join(words.told(POSTS[post]) for post in step.posts) for step in chain)
    return f", {then} ".join(steps)


def _caps(circular: Circular) -> Iterator[Message]:
    if circular.max_home_pct is not None:
        yield Message(text("Paling banyak %(pct)s persen pegawai bekerja dari rumah."), {"pct": circular.max_home_pct})
    if circular.office_pct is not None:
        yield Message(text("Paling banyak %(pct)s persen pegawai bekerja di kantor."), {"pct": circular.office_pct})
    if circular.base is Base.ROTATING:
        yield Message(text("Persentase dihitung dari pegawai aktif di luar yang selalu di kantor."))
    if circular.risk:
        yield Message(RISKS[circular.risk])


def _days(circular: Circular, words: Wording) -> Iterator[Message]:
    if circular.pattern is Pattern.FIXED_WEEKDAYS:
        named = ", ".join(words.weekdays[each] for each in circular.weekdays)
        yield Message(text("Bekerja dari rumah pada hari: %(days)s."), {"days": named})
    else:
        yield Message(text("Pola: %(pattern)s."), {"pattern": words.told(PATTERNS[circular.pattern]).lower()})
    if circular.most_per_week is not None:
        yield Message(text("Paling banyak %(most)s hari di rumah sepekan."), {"most": circular.most_per_week})


def _people(circular: Circular) -> Iterator[Message]:
    if circular.always_in_units:
        units = ", ".join(circular.always_in_units)
        yield Message(text("Unit yang selalu di kantor: %(units)s."), {"units": units})
    if circular.always_in_posts:
        posts = ", ".join(circular.always_in_posts)
        yield Message(text("Jabatan yang selalu di kantor: %(posts)s."), {"posts": posts})
    if circular.structural_present:
        msgid = text("Sedikitnya %(count)s pejabat struktural unit bekerja di kantor.")
        yield Message(msgid, {"count": circular.structural_present})
    if circular.settling_days:
        msgid = text("Pegawai baru bekerja di kantor selama %(days)s hari pertama.")
        yield Message(msgid, {"days": circular.settling_days})


def _work(circular: Circular) -> Iterator[Message]:
    yield Message(
        text("Laporan harian paling lambat pukul %(deadline)s; dapat disusulkan sampai %(days)s hari kemudian."),
        {"deadline": circular.report_deadline, "days": circular.report_grace_days},
    )
    if circular.recall_minutes is not None:
        msgid = text("Panggilan ke kantor dijawab dalam %(minutes)s menit.")
        yield Message(msgid, {"minutes": circular.recall_minutes})
    if circular.meeting_cap is not None:
        yield Message(text("Peserta rapat tatap muka paling banyak %(most)s orang."), {"most": circular.meeting_cap})
