"""What a unit's letters look like: seen, tried on a sample, and saved by those who do the unit's paperwork."""

import re
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.domain.calendars import local_date
from chalicelib.domain.issuing import sample_letter
from chalicelib.domain.letter_styles import LetterStyle, style_problems, usual_style
from chalicelib.domain.letters import content_hash
from chalicelib.domain.people import Actor, Unit, UnitId
from chalicelib.domain.recaps import PaperFormat
from chalicelib.domain.records import Bundle, Create, Replace, employee_key, style_key, unit_key
from chalicelib.domain.refusals import Forbidden, Invalid, NotFound, Stale
from chalicelib.domain.texts import text
from chalicelib.domain.trail import Origin, TrailEntry
from chalicelib.workflows.once import Sent, commit_once, earlier_result
from chalicelib.workflows.ports import Office

_SAMPLE = re.compile(r"[0-9a-f]{16}")


class StyleDesk(Struct, frozen=True):
    """A unit and the style its letters are written in now; `style.revision` is 0 where it never chose one."""

    unit: Unit
    style: LetterStyle


def open_desk(office: Office, actor: Actor, unit: UnitId) -> StyleDesk:
    """The unit's style, for its secretary and administrators. One request."""
    return _desk(office, office.records.read(unit_key(unit), style_key(unit)), actor, unit)


def save(office: Office, actor: Actor, style: LetterStyle, sent: Sent, origin: Origin, at: datetime) -> str:
    """Saves a style and returns where it is shown; letters that are issued from now on use it. Two requests.

    `style.revision` is what its writer saw. Raises Invalid for what was typed, Stale when someone saved meanwhile.
    """
    unit = style.unit
    found = office.records.read(sent.name, unit_key(unit), style_key(unit))
    earlier = earlier_result(found, sent)
    if earlier:
        return earlier
    now = _desk(office, found, actor, unit).style
    if now.revision != style.revision:
        raise Stale(
            text("Bentuk surat ini baru saja diubah orang lain. Isian Anda masih ada; bandingkan, lalu simpan.")
        )
    _refuse_wrong(style)
    becomes = replace(style, revision=now.revision + 1)
    about = f"STYLE#{unit}"
    return commit_once(
        office,
        sent,
        f"/units/{unit}/letter",
        at,
        Replace(becomes) if now.revision else Create(becomes),
        Create(TrailEntry(about, becomes.revision, office.new_id(), at, actor.id, actor.name, "change", origin)),
    )


def make_sample(office: Office, actor: Actor, style: LetterStyle, at: datetime) -> str:
    """Makes a letter by the style as it was typed, saved or not, and returns the sample's name. Takes no number.

    Raises Invalid for what was typed.
    """
    found = office.records.read(unit_key(style.unit), style_key(style.unit))
    unit = _desk(office, found, actor, style.unit).unit
    _refuse_wrong(style)
    head = office.records.read(employee_key(unit.head)).find(employee_key(unit.head)) if unit.head else None
    letter = sample_letter(style, unit, head, office.city, local_date(at, unit.zone.info))
    sample = content_hash(letter)[:16]
    name = _file_name(unit.id, sample)
    if not office.files.exists(name):
        office.files.save(name, office.papers.sample_letter(letter), PaperFormat.PDF.media_type)
    return sample


def sample_link(office: Office, actor: Actor, unit: UnitId, sample: str) -> str:
    """An address that downloads a sample. Raises NotFound when there is none of that name."""
    _refuse_others(actor, unit)
    if not _SAMPLE.fullmatch(sample) or not office.files.exists(_file_name(unit, sample)):
        raise NotFound(text("Contoh surat ini sudah tidak ada. Buat lagi dari halaman bentuk surat."))
    return office.files.link(_file_name(unit, sample), f"contoh-surat-{unit}.pdf")


def _desk(office: Office, found: Bundle, actor: Actor, unit_id: UnitId) -> StyleDesk:
    _refuse_others(actor, unit_id)
    unit = found.get(unit_key(unit_id))
    return StyleDesk(unit, found.find(style_key(unit_id)) or usual_style(unit, office.city))


def _refuse_others(actor: Actor, unit: UnitId) -> None:
    if not actor.writes_for(unit):
        raise Forbidden(text("Bentuk surat hanya diatur oleh sekretaris unit dan administrator."))


def _refuse_wrong(style: LetterStyle) -> None:
    problems = style_problems(style)
    if problems:
        raise Invalid(*problems)


def _file_name(unit: UnitId, sample: str) -> str:
    return f"exports/{unit}/samples/{sample}.pdf"
