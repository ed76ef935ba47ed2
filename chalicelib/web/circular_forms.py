"""The form of a circular, and of its end."""

from collections.abc import Collection
from typing import Any, cast

from wtforms import Form, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import Field
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from chalicelib.domain.circulars import Base, ChainStep, Circular, Patience, Pattern, Post, Risk, Rounding
from chalicelib.domain.drafting import MOST_STEPS
from chalicelib.domain.people import UnitId
from chalicelib.domain.texts import text
from chalicelib.web.approval_forms import DayField
from chalicelib.web.circular_words import BASES, PATTERNS, RISKS, ROUNDINGS
from chalicelib.web.forms import Between, ClockField, Longest, NumberField, lines
from chalicelib.wording import INDONESIAN

LONGEST_LINES = 6000
LONGEST_ID = 40
MOST_MINUTES = 24 * 60
MOST_PEOPLE = 10_000
_SHORT = Longest(LONGEST_LINES)
_SHARE = Between(0, 100, text("Isi antara %(min)s dan %(max)s."))
_FEW = Between(0, 366, text("Isi antara %(min)s dan %(max)s."))
_TYPED = DataRequired(text("Isi bagian ini."))
_NEEDED = InputRequired(text("Isi bagian ini."))
_STEPS = tuple(f"step{number}" for number in range(1, MOST_STEPS + 1))


class ListField(Field):
    """Any number of short values, as check boxes send them."""

    data: tuple[str, ...]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Reads what was ticked; the same value counts once."""
        self.data = tuple(dict.fromkeys(typed[:LONGEST_ID] for typed in valuelist))

    def process_data(self, value: tuple[str, ...] | None) -> None:
        """What a circular says already."""
        self.data = value or ()


class Offered:
    """One of the values on offer; a browser sends no other."""

    def __init__(self, values: Collection[str]) -> None:
        self.values = values

    def __call__(self, _form: Any, field: Field) -> None:
        """Raises ValidationError for anything else."""
        if (field.data or "") not in self.values:
            raise ValidationError(text("Pilih salah satu."))


def _of(choices: dict[Any, str], label: str) -> RadioField:
    """A choice of what a circular may say."""
    offered = {each.value: name for each, name in choices.items()}
    return RadioField(label, [Offered(offered)], choices=offered, validate_choice=False)


def _from(choices: dict[str, str], label: str) -> SelectField:
    return SelectField(label, [Offered(choices)], choices=cast(Any, choices), validate_choice=False)


_DECIDING = {
    "": text("Tidak ada"),
    "supervisor": text("Atasan langsung"),
    "head": text("Kepala unit"),
    "secretary": text("Sekretaris unit"),
    "supervisor|head": text("Atasan langsung atau kepala unit"),
    "supervisor|secretary": text("Atasan langsung atau sekretaris unit"),
    "head|secretary": text("Kepala unit atau sekretaris unit"),
    "supervisor|head|secretary": text("Atasan langsung, kepala, atau sekretaris unit"),
}
_RISKS = {"": text("Tidak diatur")} | {each.value: name for each, name in RISKS.items()}


class CircularForm(Form):
    """Everything a circular may say."""

    signer = StringField(text("Pejabat yang menetapkan"), [_TYPED])
    number = StringField(text("Nomor surat edaran"), [_TYPED])
    issued_on = DayField(text("Tanggal surat edaran"), [_NEEDED])
    title = StringField(text("Tentang"), [_TYPED])
    start = DayField(text("Mulai berlaku"), [_NEEDED])
    end = DayField(text("Berlaku sampai"), [Optional()])
    units = ListField(text("Unit yang diikat"))
    max_home_pct = NumberField(text("Paling banyak di rumah"), [Optional(), _SHARE])
    max_office_pct = NumberField(text("Paling banyak di kantor"), [Optional(), _SHARE])
    base = _of(BASES, text("Persentase dihitung dari"))
    rounding = _of(ROUNDINGS, text("Pembulatan"))
    risk = _from(_RISKS, text("Tingkat risiko wilayah"))
    pattern = _of(PATTERNS, text("Pola hari di rumah"))
    weekdays = ListField(text("Hari di rumah"))
    most_per_week = NumberField(text("Hari di rumah sepekan paling banyak"), [Optional()])
    always_in_units = TextAreaField(text("Unit yang selalu di kantor"), [_SHORT])
    always_in_posts = TextAreaField(text("Jabatan yang selalu di kantor"), [_SHORT])
    structural_present = NumberField(text("Pejabat struktural yang harus di kantor"), [Optional(), _FEW])
    disciplined = TextAreaField(text("Pegawai yang menjalani atau diproses hukuman disiplin"), [_SHORT])
    newly_placed = TextAreaField(text("Pegawai yang baru ditempatkan"), [_SHORT])
    settling_days = NumberField(text("Pegawai baru menunggu"), [Optional(), _FEW])
    step1 = _from(_DECIDING, text("Diputuskan oleh"))
    step2 = _from(_DECIDING, text("Kemudian oleh"))
    step3 = _from(_DECIDING, text("Terakhir oleh"))
    link_only = ListField(text("Langkah yang boleh diputuskan lewat tautan surel saja"))
    remind = NumberField(text("Pejabat diingatkan setelah"), [_NEEDED])
    tell = NumberField(text("Sekretaris diberi tahu setelah"), [_NEEDED])
    escalate = NumberField(text("Atasan berikutnya ikut diminta setelah"), [_NEEDED])
    report_deadline = ClockField(text("Batas laporan harian"), [_NEEDED])
    report_grace_days = NumberField(text("Laporan dapat disusulkan selama"), [_NEEDED])
    recall_minutes = NumberField(
        text("Panggilan dijawab dalam"), [Optional(), Between(1, MOST_MINUTES, text("Isi antara %(min)s dan %(max)s."))]
    )
    meeting_cap = NumberField(
        text("Peserta rapat tatap muka paling banyak"),
        [Optional(), Between(1, MOST_PEOPLE, text("Isi antara %(min)s dan %(max)s."))],
    )
    instructions = TextAreaField(text("Perintah kepada pegawai"), [_SHORT])
    protocol = TextAreaField(text("Protokol kesehatan"), [_SHORT])
    reachability = TextAreaField(text("Bagi pejabat yang bekerja dari rumah"), [_SHORT])

    def circular(self, replaces: str) -> Circular:
        """What was typed; only after validation."""
        issued_on = cast(Any, self.issued_on.data)
        signer, number, title = (one_line(field.data) for field in (self.signer, self.number, self.title))
        pattern = Pattern(self.pattern.data)
        return Circular(
            id="",
            title=title,
            citation=citation(signer, number, f"{issued_on.day} {INDONESIAN.month_name(issued_on)}", title),
            units=tuple(UnitId(each) for each in self.units.data),
            start=cast(Any, self.start.data),
            end=self.end.data,
            max_home_pct=self.max_home_pct.data,
            max_office_pct=self.max_office_pct.data,
            pattern=pattern,
            report_deadline=cast(Any, self.report_deadline.data),
            report_grace_days=self.report_grace_days.data or 0,
            instructions=lines(self.instructions.data),
            chain=self._chain(),
            patience=Patience(self.remind.data or 0, self.tell.data or 0, self.escalate.data or 0),
            number=number,
            signer=signer,
            issued_on=issued_on,
            base=Base(self.base.data),
            rounding=Rounding(self.rounding.data),
            risk=Risk(self.risk.data) if self.risk.data else None,
            weekdays=self._weekdays() if pattern is Pattern.FIXED_WEEKDAYS else (),
            most_per_week=self.most_per_week.data,
            always_in_posts=lines(self.always_in_posts.data),
            always_in_units=tuple(UnitId(each.upper()) for each in lines(self.always_in_units.data)),
            disciplined=lines(self.disciplined.data),
            newly_placed=lines(self.newly_placed.data),
            settling_days=self.settling_days.data or 0,
            structural_present=self.structural_present.data or 0,
            meeting_cap=self.meeting_cap.data,
            recall_minutes=self.recall_minutes.data,
            reachability=lines(self.reachability.data),
            protocol=lines(self.protocol.data),
            replaces=replaces[:LONGEST_ID],
        )

    @classmethod
    def of(cls, circular: Circular) -> "CircularForm":
        """The form as it is filled from a circular."""
        said = {name: getattr(circular, name) for name in cls()._fields if hasattr(circular, name)}
        for name, value in said.items():
            if isinstance(value, tuple) and name not in ("units", "weekdays"):
                said[name] = "\n".join(value)
        for name in ("base", "rounding", "risk", "pattern"):
            said[name] = said[name].value if said[name] else ""
        said["weekdays"] = tuple(str(each) for each in circular.weekdays)
        chain = dict(zip(_STEPS, circular.chain, strict=False))
        said |= {name: _written(step) for name, step in chain.items()}
        said["link_only"] = tuple(name for name, step in chain.items() if step.link_only)
        patience = circular.patience
        return cls(data=said | {"remind": patience.remind, "tell": patience.tell, "escalate": patience.escalate})

    def _weekdays(self) -> tuple[int, ...]:
        return tuple(number for number in range(7) if str(number) in self.weekdays.data)

    def _chain(self) -> tuple[ChainStep, ...]:
        typed = ((name, self[name].data) for name in _STEPS)
        return tuple(
            ChainStep(tuple(Post(post) for post in posts.split("|")), name in self.link_only.data)
            for name, posts in typed
            if posts
        )


class EndForm(Form):
    """The last day of a circular."""

    last = DayField(text("Hari terakhir berlaku"), [InputRequired(text("Isi tanggalnya."))])


def citation(signer: str, number: str, issued_on: str, title: str) -> str:
    """The circular as letters cite it."""
    return f"Surat Edaran {signer} Nomor {number} tanggal {issued_on} tentang {title}"


def one_line(typed: str | None) -> str:
    """What was typed, with single spaces."""
    return " ".join((typed or "").split())


def _written(step: ChainStep) -> str:
    """A step as the form offers it."""
    return "|".join(post for post in Post if post in step.posts)
