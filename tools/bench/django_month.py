"""The same month counted by a straightforward Django and SQLite program, to compare ours with.

Idiomatic: a table for each kind of fact, foreign keys, one query for the people and one prefetch a kind, then plain
Python over the instances. The rules are those of `chalicelib.domain`, written anew in plain style and only as far as
the month of the bench needs them, which favours Django: there are no recalls, closures, moves or part-time weeks here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import django
from django.conf import settings

from tools.bench.summary_unit import EXPECTED, MONTH, Person


def open_database(path: Path) -> type[Any]:
    """Makes the tables in a new file; returns the model of employees."""
    databases = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}}
    settings.configure(
        DATABASES=databases, INSTALLED_APPS=[], USE_TZ=True, DEFAULT_AUTO_FIELD="django.db.models.AutoField"
    )
    django.setup()
    from django.db import connection

    from tools.bench.django_models import ALL, Employee

    with connection.schema_editor() as editor:
        for model in ALL:
            editor.create_model(model)
    return Employee


def fill(people: Iterable[Person]) -> None:
    """Writes what happened, a row for each fact."""
    from django.db import transaction

    from tools.bench.django_models import Absence, Attendance, DutyOrder, Employee, Report

    with transaction.atomic():
        for number, person in enumerate(people, start=1):
            Employee(id=number, name=person.name, nip=person.nip).save(force_insert=True)
            DutyOrder.objects.bulk_create(
                DutyOrder(employee_id=number, date=day, approved=mark.approved) for day, mark in person.home
            )
            Report.objects.bulk_create(
                Report(
                    employee_id=number,
                    date=day,
                    minutes=mark.minutes,
                    late=mark.filed.value == "l",
                    accepted=mark.is_final,
                )
                for day, mark in person.home
            )
            Attendance.objects.bulk_create(
                Attendance(employee_id=number, date=day, came=there.start, went=there.end)
                for day, there in person.office
            )
            Absence.objects.bulk_create(
                Absence(employee_id=number, date=day, kind=away.kind.value, part=away.part.value)
                for day, away in person.away
            )


def read() -> list[Any]:
    """Everybody with the facts of the month: five queries."""
    from django.db.models import Prefetch

    from tools.bench.django_models import Absence, Attendance, DutyOrder, Employee, Report

    first = date.fromisoformat(f"{MONTH}-01")
    within = {"date__gte": first, "date__lt": first + timedelta(len(EXPECTED))}
    kinds = {"orders": DutyOrder, "reports": Report, "attendance": Attendance, "absences": Absence}
    facts = [Prefetch(name, queryset=model.objects.filter(**within)) for name, model in kinds.items()]
    return list(Employee.objects.order_by("name").prefetch_related(*facts))


def count(people: list[Any]) -> tuple[int, int]:
    """Classifies every day of everybody; returns the required and the counted minutes of all."""
    lines = [_line(person) for person in people]
    return sum(line["required"] for line in lines), sum(line["counted"] for line in lines)


def _line(person: Any) -> dict[str, Any]:
    orders = {order.date: order for order in person.orders.all()}
    reports = {report.date: report for report in person.reports.all()}
    attendance = {there.date: there for there in person.attendance.all()}
    absences = {absence.date: absence for absence in person.absences.all()}
    required = counted = final = home_days = 0
    letters = []
    for expected in EXPECTED:
        day, hours = expected.date, expected.hours
        if hours is None:
            letters.append("L")
            continue
        absence, order, report, there = (kind.get(day) for kind in (absences, orders, reports, attendance))
        target = hours.target
        if absence:
            target = 0 if absence.part == "f" else target - target // 2
        required += target
        if absence and absence.part == "f":
            letters.append(absence.kind)
        elif order and order.approved:
            home_days += 1
            minutes = min(report.minutes, target) if report else 0
            counted += minutes
            final += minutes if report and report.accepted else 0
            letters.append("B" if report is None else "T" if report.late else "R")
        elif there:
            opens, closes = (clock.hour * 60 + clock.minute for clock in (hours.start, hours.end))
            rest = 0 if target <= hours.target - hours.target // 2 else hours.rest
            minutes = max(0, min(min(there.went, closes) - max(there.came, opens) - rest, target))
            counted += minutes
            final += minutes
            letters.append(f"O/{absence.kind}" if absence else "O")
        else:
            letters.append("K")
    return {
        "name": person.name,
        "nip": person.nip,
        "letters": letters,
        "required": required,
        "counted": counted,
        "final": final,
        "home_days": home_days,
    }
