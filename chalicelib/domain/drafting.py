"""Circulars as they are written: what is wrong with one before it is put in force, and how the register takes it in.

The register only grows: a new version stands beside the one it replaces, from its own date on; an end is a last day.
"""

from collections.abc import Collection, Iterable
from datetime import date

from msgspec.structs import replace

from chalicelib.domain.circulars import Circular, CircularRegister, Pattern
from chalicelib.domain.people import UnitId
from chalicelib.domain.refusals import Conflict, Problem, problem
from chalicelib.domain.texts import text
from chalicelib.domain.today import LONGEST_GRACE

MOST_LINES = 15
LONGEST_LINE = 200
LONGEST_NAME = 120
"""Number, signer, subject."""
MOST_LISTED = 500
"""Numbers of excluded staff."""
ALL = 100
"""Per cent."""
DAYS_OF_WEEK = 7
MOST_STEPS = 3
LONGEST_PATIENCE = 30
"""Working days."""
LINES = ("instructions", "protocol", "reachability", "always_in_posts")
MOST_CIRCULARS = 150
"""Versions of all times: one record holds them all, and every page that asks for a day reads it."""


def circular_problems(draft: Circular, today: date, units: Collection[UnitId]) -> tuple[Problem, ...]:
    """What is wrong with a circular as it was typed, per field; `units` are those of the city."""
    found = [
        problem(name, text("Paling panjang %(most)s huruf."), most=LONGEST_NAME)
        for name, typed in (("number", draft.number), ("signer", draft.signer), ("title", draft.title))
        if len(typed) > LONGEST_NAME
    ]
    for name in LINES:
        found += _line_problems(name, getattr(draft, name))
    return (
        *found,
        *_date_problems(draft, today),
        *_unit_problems(draft, frozenset(units)),
        *_cap_problems(draft),
        *_pattern_problems(draft),
        *_number_problems(draft),
    )


def exclusion_problems(draft: Circular, known: Collection[str]) -> tuple[Problem, ...]:
    """Numbers on the lists of excluded staff that nobody in the city has."""
    return tuple(
        problem(name, text("Tidak ada pegawai dengan nomor %(number)s."), number=number[:20])
        for name in ("disciplined", "newly_placed")
        for number in getattr(draft, name)
        if number not in known
    )


def put_in_force(register: CircularRegister | None, circular: Circular) -> CircularRegister:
    """The register with one circular more. Raises Conflict when it is full, or what is replaced is not in it."""
    there = register or CircularRegister((), 0)
    if len(there.circulars) >= MOST_CIRCULARS:
        raise Conflict(text("Daftar surat edaran sudah penuh. Hubungi pengelola sistem."))
    if circular.replaces and there.find(circular.replaces) is None:
        raise Conflict(text("Surat edaran yang diganti tidak ada lagi."))
    return replace(there, circulars=(*there.circulars, circular), revision=there.revision + 1)


def ended(register: CircularRegister, name: str, last: date) -> CircularRegister:
    """The register in which circular `name` has `last` as its last day."""
    circulars = tuple(replace(each, end=last) if each.id == name else each for each in register.circulars)
    return replace(register, circulars=circulars, revision=register.revision + 1)


def end_problems(circular: Circular, last: date, today: date) -> tuple[Problem, ...]:
    """Why a circular cannot end on `last`: never before today, never later than it says already.

    A day before it begins calls it back.
    """
    if last < today:
        return (problem("last", text("Hari terakhir paling awal %(day)s."), day=today),)
    if circular.end and last > circular.end:
        return (problem("last", text("Surat edaran ini sudah berakhir pada %(day)s."), day=circular.end),)
    return ()


def _line_problems(field: str, lines: tuple[str, ...]) -> list[Problem]:
    if len(lines) > MOST_LINES:
        return [problem(field, text("Paling banyak %(most)s baris."), most=MOST_LINES)]
    if any(len(line) > LONGEST_LINE for line in lines):
        return [problem(field, text("Satu baris paling panjang %(most)s huruf."), most=LONGEST_LINE)]
    return []


def _date_problems(draft: Circular, today: date) -> Iterable[Problem]:
    if draft.start < today:
        yield problem("start", text("Mulai berlaku paling awal hari ini; yang sudah lewat tidak diubah."))
    if draft.end and draft.end < draft.start:
        yield problem("end", text("Hari terakhir tidak boleh sebelum hari pertama."))


def _unit_problems(draft: Circular, units: frozenset[UnitId]) -> Iterable[Problem]:
    if not draft.units:
        yield problem("units", text("Pilih sedikitnya satu unit."))
    for unit in draft.units:
        if unit not in units:
            yield problem("units", text("Tidak ada unit dengan kode %(unit)s."), unit=unit[:20])
    for unit in draft.always_in_units:
        if unit not in draft.units:
            yield problem(
                "always_in_units", text("Unit %(unit)s tidak termasuk yang diikat surat edaran ini."), unit=unit[:20]
            )


def _cap_problems(draft: Circular) -> Iterable[Problem]:
    wrong = text("Isi persen antara 0 dan 100.")
    for name in ("max_home_pct", "max_office_pct"):
        share = getattr(draft, name)
        if share is not None and not 0 <= share <= ALL:
            yield problem(name, wrong)
    if draft.max_home_pct is not None and draft.office_pct is not None and draft.max_home_pct + draft.office_pct < ALL:
        msgid = text("Batas di rumah (%(home)s persen) dan di kantor (%(office)s persen) bersama kurang dari 100.")
        yield problem("max_office_pct", msgid, home=draft.max_home_pct, office=draft.office_pct)


def _pattern_problems(draft: Circular) -> Iterable[Problem]:
    if draft.pattern is Pattern.FIXED_WEEKDAYS and not draft.weekdays:
        yield problem("weekdays", text("Pilih sedikitnya satu hari."))
    if draft.most_per_week is not None and not 1 <= draft.most_per_week <= DAYS_OF_WEEK:
        yield problem("most_per_week", text("Isi antara 1 dan 7."))


def _number_problems(draft: Circular) -> Iterable[Problem]:
    if not 0 <= draft.report_grace_days <= LONGEST_GRACE.days:
        yield problem("report_grace_days", text("Isi paling banyak %(most)s hari."), most=LONGEST_GRACE.days)
    if not 1 <= len(draft.chain) <= MOST_STEPS:
        yield problem("step1", text("Pilih siapa yang memutuskan."))
    patience = draft.patience
    if not 1 <= patience.remind <= patience.tell <= patience.escalate <= LONGEST_PATIENCE:
        msgid = text("Isi bilangan yang tidak menurun, antara 1 dan %(most)s hari kerja.")
        yield problem("remind", msgid, most=LONGEST_PATIENCE)
    for name in ("disciplined", "newly_placed"):
        if len(getattr(draft, name)) > MOST_LISTED:
            yield problem(name, text("Paling banyak %(most)s baris."), most=MOST_LISTED)
