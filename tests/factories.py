"""Made-up records for tests, coherent by default: name only what the test is about.

The stage is a unit in April 2021, in the fasting month: Siti (`siti`) asks on Friday the 23rd to be at home on Monday
the 26th and Wednesday the 28th; Budi (`budi`), head of the unit, decides. Rina (`rina`) is the unit's secretary.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from msgspec.structs import replace

from chalicelib.domain.absences import Absence, AbsenceId, AbsenceKind, Away, Part, months_between
from chalicelib.domain.access import CODE_LIFE, DEVICE_LIFE, SESSION_LIFE, Challenge, Device, Session
from chalicelib.domain.calendars import (
    FIVE_DAYS,
    Holiday,
    Hours,
    Month,
    Span,
    WeekPattern,
    YearCalendar,
    expected_days,
    first_day,
)
from chalicelib.domain.capacity import Capacity, opened_capacity
from chalicelib.domain.circulars import ChainStep, Circular, CircularRegister, Outage, Pattern, Post
from chalicelib.domain.closing import Edition, MonthClosing
from chalicelib.domain.closing import Stage as ClosingStage
from chalicelib.domain.closures import Closure, ClosureId
from chalicelib.domain.hours import counted_minutes
from chalicelib.domain.issuing import in_own_post, issued_letter
from chalicelib.domain.ledger import Fact, Filed, LedgerRow, Mark, MonthSheet, Summary, UnitMonth, Verdict, slot_of
from chalicelib.domain.letters import DEFAULT_PATTERN, Letter
from chalicelib.domain.mandates import Mandate, MandateKind, Mandates
from chalicelib.domain.meetings import Meeting, Participant
from chalicelib.domain.objections import Objection, Objections
from chalicelib.domain.orders import (
    Act,
    Assignee,
    Decision,
    Holder,
    IssuedLetter,
    Order,
    OrderDay,
    OrderId,
    Status,
    Step,
    opened,
)
from chalicelib.domain.outbox import Delivery, Errand, OutboxEntry
from chalicelib.domain.people import Actor, Employee, EmployeeId, EnteredBy, Kind, Role, Unit, UnitId, Zone
from chalicelib.domain.presence import Presence, Recalled
from chalicelib.domain.recalls import Recall, RecallId, Stage
from chalicelib.domain.report_versions import SavedDraft
from chalicelib.domain.reports import Activity, DailyReport, Receipt, ReportDraft, Verification
from chalicelib.domain.rota_bounds import Bounds, Group, Turns
from chalicelib.domain.rota_swaps import RotaSwap
from chalicelib.domain.rotas import RotaLine, UnitRota
from chalicelib.domain.trail import Means

FRIDAY = date(2021, 4, 23)
MONDAY = date(2021, 4, 26)
TUESDAY = date(2021, 4, 27)
WEDNESDAY = date(2021, 4, 28)
APRIL = Month("2021-04")
MAY = Month("2021-05")

FRIDAY_MORNING = datetime(2021, 4, 23, 9, 30, tzinfo=Zone.WIB.info)
"""When orders are asked for, unless a test says otherwise."""
MONDAY_AFTERNOON = datetime(2021, 4, 26, 15, 42, tzinfo=Zone.WIB.info)
"""When reports of Monday arrive, unless a test says otherwise."""

ORDINARY_DAY = Hours(time(7, 30), time(16), 60)
"""450 minutes."""
FASTING_DAY = Hours(time(8), time(15), 30)
"""390 minutes."""

HOLIDAYS_OF_2021 = (
    Holiday(date(2021, 4, 2), "Wafat Isa Almasih"),
    Holiday(date(2021, 5, 1), "Hari Buruh Internasional"),
    Holiday(date(2021, 5, 12), "Cuti Bersama Hari Raya Idul Fitri", collective=True),
    Holiday(date(2021, 5, 13), "Hari Raya Idul Fitri; Kenaikan Isa Almasih"),
    Holiday(date(2021, 5, 14), "Hari Kedua Idul Fitri"),
    Holiday(date(2021, 5, 26), "Hari Raya Waisak"),
)
"""April and May, as last revised by the joint decree (SKB 3 Menteri)."""
FASTING_OF_2021 = Span(date(2021, 4, 13), date(2021, 5, 12))

OWN_ADDRESS = "<id>@kota.example"
"""Stands for an address made from the employee's id, so that no two employees share one."""


def an_employee(
    employee_id: str = "siti",
    *,
    kind: Kind = Kind.PNS,
    name: str = "Siti Rahmawati, S.E.",
    nip: str | None = "198609262015052001",
    rank: str | None = "Penata (III/c)",
    post: str = "Analis Kepegawaian",
    echelon: str | None = None,
    unit: str = "DISKOMINFO",
    supervisor: str | None = "budi",
    email: str | None = OWN_ADDRESS,
    roles: tuple[Role, ...] = (),
    active: bool = True,
    revision: int = 1,
) -> Employee:
    """A member of staff."""
    return Employee(
        id=EmployeeId(employee_id),
        kind=kind,
        name=name,
        nip=nip,
        rank=rank,
        post=post,
        echelon=echelon,
        unit=UnitId(unit),
        supervisor=EmployeeId(supervisor) if supervisor else None,
        email=email.replace("<id>", employee_id) if email else None,
        roles=roles,
        active=active,
        revision=revision,
    )


def a_supervisor(employee_id: str = "budi", *, unit: str = "DISKOMINFO", supervisor: str | None = "sekda") -> Employee:
    """The head of the unit, who decides on its staff's orders."""
    return an_employee(
        employee_id,
        name="Budi Hartono, S.Sos., M.Si.",
        nip="197503121998031002",
        rank="Pembina Utama Muda (IV/c)",
        post="Kepala Dinas Komunikasi dan Informatika",
        echelon="II.b",
        unit=unit,
        supervisor=supervisor,
        roles=(Role.HEAD,),
    )


def a_secretary(employee_id: str = "rina", *, unit: str = "DISKOMINFO", supervisor: str | None = "budi") -> Employee:
    """The secretary of the unit, who keeps its month."""
    return an_employee(
        employee_id,
        name="Rina Marlina, S.H.",
        nip="198001152005012003",
        rank="Pembina (IV/a)",
        post="Sekretaris Dinas",
        echelon="III.a",
        unit=unit,
        supervisor=supervisor,
        roles=(Role.SECRETARY,),
    )


def an_administrator(employee_id: str = "joko", *, unit: str = "BKPSDM", supervisor: str | None = None) -> Employee:
    """Someone who answers for the whole city."""
    return an_employee(
        employee_id,
        name="Joko Susilo, S.Kom.",
        nip="198304042009041004",
        post="Pranata Komputer",
        unit=unit,
        supervisor=supervisor,
        roles=(Role.ADMINISTRATOR,),
    )


def a_unit(
    unit_id: str = "DISKOMINFO",
    *,
    name: str = "Dinas Komunikasi dan Informatika",
    kind: str = "dinas",
    direct_service: bool = False,
    parent: str | None = None,
    zone: Zone = Zone.WIB,
    pattern: WeekPattern = FIVE_DAYS,
    head: str | None = "budi",
    secretary: str | None = "rina",
    address: tuple[str, ...] = ("Jalan Jenderal Sudirman Nomor 1", "Telepon (0761) 00000"),
    number_pattern: str = DEFAULT_PATTERN,
    revision: int = 1,
) -> Unit:
    """A unit of the city."""
    return Unit(
        id=UnitId(unit_id),
        name=name,
        kind=kind,
        direct_service=direct_service,
        parent=UnitId(parent) if parent else None,
        zone=zone,
        pattern=pattern,
        head=EmployeeId(head) if head else None,
        secretary=EmployeeId(secretary) if secretary else None,
        address=address,
        number_pattern=number_pattern,
        revision=revision,
    )


def an_actor(
    employee_id: str = "siti",
    *,
    name: str = "Siti Rahmawati, S.E.",
    unit: str = "DISKOMINFO",
    unit_name: str = "Dinas Komunikasi dan Informatika",
    zone: Zone = Zone.WIB,
    roles: tuple[Role, ...] = (),
) -> Actor:
    """Who is asking."""
    return Actor(EmployeeId(employee_id), name, UnitId(unit), unit_name, zone, roles)


def a_circular(
    circular_id: str = "se-2021",
    *,
    title: str = "Kerja dari Rumah bagi ASN",
    citation: str = "Surat Edaran Wali Kota Nomor 7 Tahun 2021",
    units: Iterable[str] = ("DISKOMINFO",),
    start: date = date(2021, 4, 1),
    end: date | None = None,
    max_home_pct: int | None = 50,
    max_office_pct: int | None = None,
    pattern: Pattern = Pattern.SET_BY_HEAD,
    report_deadline: time = time(17),
    report_grace_days: int = 3,
    instructions: tuple[str, ...] = ("menyampaikan laporan harian pada hari yang sama",),
    chain: tuple[ChainStep, ...] = (ChainStep((Post.SUPERVISOR,)),),
    **more: Any,
) -> Circular:
    """A circular that caps how many are at home at half the unit and lets its head choose the days."""
    return Circular(
        id=circular_id,
        title=title,
        citation=citation,
        units=tuple(UnitId(unit) for unit in units),
        start=start,
        end=end,
        max_home_pct=max_home_pct,
        max_office_pct=max_office_pct,
        pattern=pattern,
        report_deadline=report_deadline,
        report_grace_days=report_grace_days,
        instructions=instructions,
        chain=chain,
        **more,
    )


def a_register(*circulars: Circular, revision: int = 1) -> CircularRegister:
    """The city's circulars: those given, or the usual one."""
    return CircularRegister(circulars or (a_circular(),), revision)


def a_calendar(
    year: int = 2021,
    *,
    holidays: tuple[Holiday, ...] = HOLIDAYS_OF_2021,
    fasting: tuple[Span, ...] = (FASTING_OF_2021,),
    revision: int = 1,
) -> YearCalendar:
    """A year of the city's calendar; of 2021 it knows April and May."""
    return YearCalendar(year, holidays, fasting, revision)


def a_capacity(
    month: str = APRIL,
    *,
    unit: str = "DISKOMINFO",
    headcount: int = 24,
    register: CircularRegister | None = None,
    calendar: YearCalendar | None = None,
) -> Capacity:
    """The empty places of a unit's month."""
    expected = expected_days(Month(month), FIVE_DAYS, calendar or a_calendar())
    return opened_capacity(UnitId(unit), Month(month), headcount, expected, register or a_register())


def a_holder(person: str = "budi", *, name: str = "", post: str = "", unit: str = "DISKOMINFO") -> Holder:
    """An office-holder: the head of the unit unless the test is about another."""
    head = a_supervisor()
    return Holder(EmployeeId(person), name or head.name, post or head.post, UnitId(unit))


def an_assignee(holder: Holder | None = None, mandate: Mandate | None = None) -> Assignee:
    """Who may decide: the holder in person, or by a mandate somebody else."""
    holder = holder or a_holder()
    if mandate:
        return Assignee(mandate.acting, mandate.acting_name, mandate.acting_post, holder, mandate.kind, mandate.number)
    return Assignee(holder.id, holder.name, holder.post, holder)


def a_step(*holders: Holder, link_only: bool = False) -> Step:
    """A step nobody has been given yet."""
    named = holders or (a_holder(),)
    return Step(named, tuple(an_assignee(each) for each in named), link_only)


def a_mandate(
    mandate_id: str = "mandate1",
    *,
    kind: MandateKind = MandateKind.PLH,
    number: str = "800/12/SETDA/2021",
    acting: str = "rina",
    name: str = "Rina Marlina, S.H.",
    post: str = "Sekretaris Dinas",
    first: date = FRIDAY,
    last: date = WEDNESDAY,
) -> Mandate:
    """Rina stands in for the head of the unit from Friday to Wednesday."""
    return Mandate(
        mandate_id,
        kind,
        number,
        EmployeeId(acting),
        name,
        post,
        first,
        last,
        EmployeeId("joko"),
        "Joko",
        FRIDAY_MORNING,
    )


def some_mandates(*mandates: Mandate, holder: str = "budi", revision: int = 1) -> Mandates:
    """The mandates for the post of the unit's head, or of another."""
    head = a_supervisor(holder)
    given = mandates or (a_mandate(),)
    return Mandates(EmployeeId(holder), head.name, head.post, head.unit, Zone.WIB, given, revision)


_DECIDED_BY = {
    Status.APPROVED: Act.APPROVE,
    Status.CANCELLED: Act.APPROVE,
    Status.RETURNED: Act.RETURN,
    Status.REJECTED: Act.REJECT,
}


def an_order(
    order_id: str = "kq3vd5c2x7mabnop",
    *,
    status: Status = Status.SUBMITTED,
    employee: str = "siti",
    employee_name: str = "Siti Rahmawati, S.E.",
    nip: str | None = "198609262015052001",
    unit: str = "DISKOMINFO",
    unit_name: str = "Dinas Komunikasi dan Informatika",
    zone: Zone = Zone.WIB,
    circular: str = "Surat Edaran Wali Kota Nomor 7 Tahun 2021",
    dates: tuple[date, ...] = (MONDAY, WEDNESDAY),
    hours: Hours = FASTING_DAY,
    tasks: tuple[str, ...] = ("Menyusun laporan kepegawaian triwulan I", "Memeriksa usul kenaikan pangkat"),
    assignee: str = "budi",
    assignee_name: str = "Budi Hartono, S.Sos., M.Si.",
    steps: tuple[Step, ...] = (),
    expires: datetime | None = None,
    submitted_at: datetime = FRIDAY_MORNING,
    decided_at: datetime | None = None,
    content: int = 1,
    revision: int | None = None,
    reason: str | None = None,
    lapsed: tuple[date, ...] = (),
    cancelled: tuple[date, ...] = (),
) -> Order:
    """An order as it stands in `status`: decided ones say when, by which act and why; approved ones have a letter."""
    act = _DECIDED_BY.get(status)
    with_words = act in (Act.RETURN, Act.REJECT)
    chain = steps or (a_step(a_holder(assignee, name=assignee_name, unit=unit)),)
    order = Order(
        id=OrderId(order_id),
        employee=EmployeeId(employee),
        employee_name=employee_name,
        nip=nip,
        unit=UnitId(unit),
        unit_name=unit_name,
        zone=zone,
        circular=circular,
        days=tuple(OrderDay(day, hours.start, hours.end) for day in dates),
        tasks=tasks,
        status=status,
        steps=chain,
        submitted_at=submitted_at,
        content=content,
        revision=revision or (1 if status is Status.SUBMITTED else 2),
        reason=("Mohon rincikan tugasnya." if with_words else "") if reason is None else reason,
        lapsed=lapsed,
        cancelled=cancelled,
    )
    given = opened(order, 0, chain[0].assignees, submitted_at)
    step = given.step
    if expires:
        step = replace(step, expires=expires)
    if act:
        at = decided_at or submitted_at + timedelta(hours=2)
        step = replace(step, decision=Decision(act, step.assignees[0], at, Means.LINK))
    made = replace(given, steps=(step, *given.steps[1:]))
    return made if status not in (Status.APPROVED, Status.CANCELLED) else _with_letter(made)


def expiring(order: Order, expires: datetime) -> Order:
    """The order with links that decide until `expires`."""
    step = replace(order.step, expires=expires)
    return replace(order, steps=(*order.steps[: order.turn], step, *order.steps[order.turn + 1 :]))


def _with_letter(order: Order) -> Order:
    return replace(order, letter=an_issued_letter(order))


def an_issued_letter(order: Order | None = None, *, serial: int = 7, on: date = FRIDAY) -> IssuedLetter:
    """The letter of an approved order, signed by the head of the unit."""
    order = order or an_order()
    signer = in_own_post(a_supervisor(order.step.assignees[0].id, unit=order.unit))
    employee = an_employee(order.employee, name=order.employee_name, nip=order.nip, unit=order.unit)
    unit = a_unit(order.unit, name=order.unit_name)
    instructions = a_circular().instructions
    return issued_letter(order, employee, signer, unit, serial, instructions, "Pekanbaru", on)


def a_letter(order: Order | None = None, *, serial: int = 7, on: date = FRIDAY) -> Letter:
    """What the letter of an approved order says."""
    return an_issued_letter(order, serial=serial, on=on).letter


def a_mark(
    order: str = "kq3vd5c2x7mabnop",
    *,
    approved: bool = True,
    filed: Filed = Filed.NOT_YET,
    minutes: int = 0,
    verdict: Verdict = Verdict.NONE,
    closed: bool = False,
) -> Mark:
    """A day at home by an approved order, not reported yet."""
    return Mark(OrderId(order), approved, filed, minutes, verdict=verdict, closed=closed)


def an_away(
    kind: AbsenceKind = AbsenceKind.LEAVE, part: Part = Part.WHOLE, *, absence: str = "absence7mabnopkq"
) -> Away:
    """A day of leave."""
    return Away(kind, part, AbsenceId(absence))


def an_absence(
    absence_id: str = "absence7mabnopkq",
    *,
    employee: str = "siti",
    employee_name: str = "Siti Rahmawati, S.E.",
    unit: str = "DISKOMINFO",
    kind: AbsenceKind = AbsenceKind.LEAVE,
    part: Part = Part.WHOLE,
    first: date = MONDAY,
    last: date | None = None,
    letter: str = "850/12/DISKOMINFO/2021",
    withdrawn: bool = False,
    reason: str = "",
    revision: int = 1,
) -> Absence:
    """Leave on Monday, entered by the unit's secretary on Friday."""
    return Absence(
        AbsenceId(absence_id),
        EmployeeId(employee),
        employee_name,
        UnitId(unit),
        Zone.WIB,
        kind,
        part,
        first,
        last or first,
        letter,
        EnteredBy(EmployeeId("rina"), "Rina Marlina, S.H."),
        FRIDAY_MORNING,
        months_between(first, last or first),
        withdrawn,
        reason,
        revision,
    )


def a_recall(
    recall_id: str = "recall7mabnopkq3",
    *,
    employee: str = "siti",
    employee_name: str = "Siti Rahmawati, S.E.",
    unit: str = "DISKOMINFO",
    day: date = MONDAY,
    called_at: datetime = FRIDAY_MORNING,
    stage: Stage = Stage.CALLED,
    revision: int = 1,
) -> Recall:
    """Siti is called in for Monday at ten, by the unit's secretary."""
    return Recall(
        RecallId(recall_id),
        EmployeeId(employee),
        employee_name,
        UnitId(unit),
        "Dinas Komunikasi dan Informatika",
        Zone.WIB,
        day,
        time(10),
        "Rapat anggaran",
        EnteredBy(EmployeeId("rina"), "Rina Marlina, S.H."),
        called_at,
        stage=stage,
        revision=revision,
    )


def a_row(
    employee: str = "siti",
    *,
    unit: str = "DISKOMINFO",
    month: str = APRIL,
    name: str = "Siti Rahmawati, S.E.",
    nip: str | None = "198609262015052001",
    days: Mapping[date, Mark] | None = None,
    aways: Mapping[date, Away] | None = None,
    presences: Mapping[date, Presence] | None = None,
    calls: Mapping[date, Recalled] | None = None,
    **changes: Any,
) -> LedgerRow:
    """An employee's month; `days` are the orders of single dates, `aways` the absences, `presences` the attendance, and
    `calls` those to the office.
    """
    facts: list[tuple[date, Fact]] = [
        *(days or {}).items(),
        *(aways or {}).items(),
        *(presences or {}).items(),
        *(calls or {}).items(),
    ]
    packed = {slot_of(day, fact): fact.packed() for day, fact in facts}
    return LedgerRow(UnitId(unit), Month(month), EmployeeId(employee), name, nip, packed, **changes)


def a_sheet(
    month: str = APRIL,
    *,
    unit: str = "DISKOMINFO",
    unit_name: str = "Dinas Komunikasi dan Informatika",
    zone: Zone = Zone.WIB,
    pattern: WeekPattern = FIVE_DAYS,
    calendar: YearCalendar | None = None,
    summary: Summary | None = None,
    revision: int = 1,
) -> MonthSheet:
    """The heading of a unit's month, with what each of its days asks."""
    opened = Month(month)
    year = calendar or a_calendar(first_day(opened).year)
    expected = expected_days(opened, pattern, year)
    return MonthSheet(UnitId(unit), unit_name, opened, zone, expected, summary, revision)


def a_summary(
    *,
    made_at: datetime = datetime(2021, 5, 1, 1, 15, tzinfo=Zone.WIB.info),
    required: int = 8_610,
    counted: int = 780,
    content_hash: str = "0" * 64,
    file: str = "summaries/DISKOMINFO/2021-04/1.csv",
) -> Summary:
    """A summary that was made."""
    return Summary(made_at, required, counted, content_hash, file)


def an_edition(number: int = 1, **changes: Any) -> Edition:
    """April as Rina closed it on the second of May."""
    given: dict[str, Any] = {
        "number": number,
        "content_hash": f"{number}" * 64,
        "records_hash": "r" * 64,
        "file": f"summaries/DISKOMINFO/2021-04/{number}.json",
        "closed_at": local(date(2021, 5, 2), 9),
        "closed_by": EmployeeId("rina"),
        "closed_by_name": "Rina Marlina, S.H.",
        "people": 1,
    }
    return Edition(**given | changes)


def a_closing(*editions: Edition, **changes: Any) -> MonthClosing:
    """April, drafted on the first of May; closed where there are editions."""
    given: dict[str, Any] = {
        "unit": UnitId("DISKOMINFO"),
        "unit_name": "Dinas Komunikasi dan Informatika",
        "month": APRIL,
        "zone": Zone.WIB,
        "drafted_at": local(date(2021, 5, 1), 1, 15),
        "stage": ClosingStage.CLOSED if editions else ClosingStage.DRAFTED,
        "editions": editions,
        "content": len(editions),
    }
    return MonthClosing(**given | changes)


def some_objections(*entries: Objection, employee: str = "siti") -> Objections:
    """Siti's objections to days of April: to Monday, unless the test is about others."""
    words, at = "Saya di kantor sejak pukul 07.25.", local(date(2021, 5, 2), 10)
    given = entries or (Objection(MONDAY, words, at),)
    return Objections(UnitId("DISKOMINFO"), APRIL, EmployeeId(employee), "Siti Rahmawati, S.E.", given)


def a_unit_month(*rows: LedgerRow, sheet: MonthSheet | None = None) -> UnitMonth:
    """A unit's month: the rows given, or one of Siti's without any event."""
    return UnitMonth(sheet or a_sheet(), rows or (a_row(),))


def an_activity(
    *,
    activity: str = "Memeriksa usul kenaikan pangkat",
    output: str = "Usul yang sudah diperiksa",
    volume: int = 12,
    measure: str = "dokumen",
    start: time | None = None,
    end: time | None = None,
    task: str = "",
) -> Activity:
    """One activity of a report."""
    return Activity(activity, output, volume, measure, start, end, task)


def a_draft(
    *,
    start: time = time(8),
    end: time = time(15),
    rest: int = 30,
    activities: tuple[Activity, ...] | None = None,
    obstacles: str = "",
    plan: str = "",
) -> ReportDraft:
    """A report as it was typed: a full day of the fasting month."""
    return ReportDraft(start, end, rest, (an_activity(),) if activities is None else activities, obstacles, plan)


def a_report(
    day: date = MONDAY,
    *,
    employee: str = "siti",
    unit: str = "DISKOMINFO",
    order: str = "kq3vd5c2x7mabnop",
    draft: ReportDraft | None = None,
    receipt: str = "LH-20210426-K3QZ7D",
    received_at: datetime = MONDAY_AFTERNOON,
    late: bool = False,
    hours: Hours = FASTING_DAY,
    supervisor: str | None = "budi",
    verification: Verification | None = None,
) -> DailyReport:
    """A report as received; its minutes follow from the draft and the day's permitted hours."""
    draft = draft or a_draft()
    minutes = counted_minutes(draft.start, draft.end, draft.rest, hours)
    return DailyReport(
        EmployeeId(employee),
        day,
        UnitId(unit),
        OrderId(order),
        draft,
        Receipt(receipt),
        received_at,
        late,
        minutes,
        employee_name="Siti Rahmawati, S.E.",
        supervisor=EmployeeId(supervisor) if supervisor else None,
        verification=verification,
    )


def a_return(note: str = "Lengkapi hasilnya.") -> Verification:
    """Budi returns a report."""
    return Verification(accepted=False, by=EmployeeId("budi"), by_name="Budi Hartono", at=MONDAY_AFTERNOON, note=note)


def an_archive(*names: str, **contents: bytes) -> bytes:
    """An archive of entries, as office files are."""
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, contents.get(name.partition(".")[0], b"<x/>"))
    return made.getvalue()


A_DOCUMENT = an_archive("[Content_Types].xml", "word/document.xml")
A_PHOTO = b"\xff\xd8\xff\xe0 photo"


def a_saved_draft(
    day: date = MONDAY,
    *,
    employee: str = "siti",
    typed: tuple[tuple[str, str], ...] = (("start", "08:00"), ("plan", "Melanjutkan")),
    saved_at: datetime = MONDAY_AFTERNOON,
    revision: int = 1,
) -> SavedDraft:
    """A report that is being typed."""
    return SavedDraft(EmployeeId(employee), day, typed, saved_at, saved_at + timedelta(days=10), revision)


def an_outage(
    first: datetime = datetime(2021, 4, 26, 15, tzinfo=Zone.WIB.info),
    last: datetime = datetime(2021, 4, 26, 18, tzinfo=Zone.WIB.info),
    *,
    outage_id: str = "outage7mabnopkq3",
) -> Outage:
    """Monday afternoon, when most reports arrive."""
    return Outage(outage_id, first, last, "Jaringan pusat data terputus", "Joko Susilo")


def an_entry(
    entry_id: str = "e7mabnopkq3vd5c2",
    *,
    errand: Errand = Errand.ORDER_SUBMITTED,
    about: Mapping[str, str] | None = None,
    created_at: datetime = FRIDAY_MORNING,
    next_attempt: datetime | None = None,
    delivery: Delivery = Delivery.PENDING,
    attempts: int = 0,
    failure: str = "",
    expires: datetime | None = None,
    revision: int = 1,
) -> OutboxEntry:
    """An errand that waits, due at once."""
    return OutboxEntry(
        entry_id,
        errand,
        {"order": "kq3vd5c2x7mabnop", "to": "budi"} if about is None else about,
        created_at,
        next_attempt or created_at,
        delivery,
        attempts,
        failure,
        expires,
        revision,
    )


def a_challenge(
    challenge_id: str = "c" * 64,
    *,
    employee: str | None = "siti",
    goes_to: str = "/",
    nonce: str = "nonce",
    tries: int = 0,
    expires: datetime = FRIDAY_MORNING + CODE_LIFE,
    revision: int = 1,
) -> Challenge:
    """A code that was asked for on Friday morning and not tried yet."""
    return Challenge(challenge_id, EmployeeId(employee) if employee else None, goes_to, nonce, tries, expires, revision)


def a_session(
    session_id: str = "s" * 64,
    *,
    actor: Actor | None = None,
    csrf_secret: str = "csrf-secret",  # noqa: S107 - a secret of nobody
    device: str = "d" * 64,
    proved_on: date = FRIDAY,
    expires: datetime = FRIDAY_MORNING + SESSION_LIFE,
) -> Session:
    """A browser that signed in on Friday morning."""
    actor = actor or an_actor()
    return Session(actor.id, session_id, actor, csrf_secret, device, proved_on, expires)


def a_device(
    device_id: str = "d" * 64,
    *,
    employee: str = "siti",
    label: str = "Chrome di Android",
    known_since: datetime = FRIDAY_MORNING,
    last_used: datetime = FRIDAY_MORNING,
    proved_on: date = FRIDAY,
    expires: datetime = FRIDAY_MORNING + DEVICE_LIFE,
) -> Device:
    """A browser that is known for its owner since Friday morning."""
    return Device(EmployeeId(employee), device_id, label, known_since, last_used, proved_on, expires)


def a_rota(version: int = 1, first: date = MONDAY, *, people: Iterable[str] = ("siti",)) -> UnitRota:
    """A draft for Monday and Tuesday: everybody at home on the first day, needed at the counter on the second."""
    lines = (RotaLine(EmployeeId(who), "Siti Rahmawati, S.E.", "a0", owed=1, groups=(0,)) for who in people)
    return UnitRota(
        UnitId("DISKOMINFO"),
        "Dinas Komunikasi dan Informatika",
        Zone.WIB,
        first,
        TUESDAY,
        version,
        "se-2021",
        "Surat Edaran Wali Kota Nomor 7 Tahun 2021",
        (MONDAY, TUESDAY),
        (Bounds(0, 1), Bounds(0, 2, 1)),
        Turns.ALTERNATE,
        (Group("Loket", 1),),
        None,
        tuple(lines),
        FRIDAY_MORNING,
        "Rina Marlina, S.Sos.",
    )


def a_closure(closure_id: str = "tutupq3vd5c2x7ma", *, unit: str = "DISKOMINFO", **changes: Any) -> Closure:
    """The unit is closed from Monday to Wednesday."""
    made = Closure(
        id=ClosureId(closure_id),
        unit=UnitId(unit),
        unit_name="Dinas Komunikasi dan Informatika",
        zone=Zone.WIB,
        part="",
        people=(),
        first=MONDAY,
        last=WEDNESDAY,
        planned=WEDNESDAY,
        reason="Penyemprotan disinfektan.",
        letter="",
        by=EnteredBy(EmployeeId("rina"), "Rina Marlina, S.Sos."),
        announced_at=FRIDAY_MORNING,
    )
    return replace(made, **changes)


def a_swap(swap_id: str = "tukarq3vd5c2x7ma", **changes: Any) -> RotaSwap:
    """Siti asks Dewi to swap Monday for Tuesday."""
    made = RotaSwap(
        id=swap_id,
        unit=UnitId("DISKOMINFO"),
        zone=Zone.WIB,
        first=MONDAY,
        asker=EmployeeId("siti"),
        asker_name="Siti Rahmawati, S.E.",
        other=EmployeeId("dewi"),
        other_name="Dewi Lestari",
        gives=MONDAY,
        takes=TUESDAY,
        asked_at=FRIDAY_MORNING,
    )
    return replace(made, **changes)


def local(day: date, hour: int, minute: int = 0, *, zone: Zone = Zone.WIB) -> datetime:
    """An instant by the unit's own clock."""
    return datetime.combine(day, time(hour, minute), zone.info)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """An instant in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def a_meeting(meeting_id: str = "rapatq3vd5c2x7ma", **changes: Any) -> Meeting:
    """A meeting of the unit on Monday morning, with Siti in the room."""
    made = Meeting(
        id=meeting_id,
        unit=UnitId("DISKOMINFO"),
        unit_name="Dinas Komunikasi dan Informatika",
        zone=Zone.WIB,
        subject="Persiapan musrenbang",
        date=MONDAY,
        start=time(9),
        end=time(10, 30),
        place="Ruang rapat lantai 2",
        link="",
        participants=(Participant(EmployeeId("siti"), "Siti Rahmawati, S.E.", "Analis Kebijakan", in_room=True),),
        caller=EmployeeId("rina"),
        caller_name="Rina Wulandari",
        called_at=FRIDAY_MORNING,
    )
    return replace(made, **changes)
