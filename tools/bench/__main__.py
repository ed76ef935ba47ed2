"""`make bench`: prints every figure beside its limit and writes `.local/bench.json`.

Ratios, because machines differ: both sides of each are measured in turns, and the median of the turns' ratios counts.
Figures without a limit are there to be watched.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, Final

from chalicelib.domain.calendars import local_date
from chalicelib.domain.orders import OrderDay
from chalicelib.domain.refusals import Refusal
from chalicelib.wiring import office
from chalicelib.workflows import asking, desk, reports
from chalicelib.workflows.asking import Draft
from tools import finishing, packaging
from tools.bench import cold, fanout, rota, rush, summary
from tools.bench.stand_in import Shelf, stand_in
from tools.bench.visit import ROTA_FIRST, Event, Visitor, surroundings, visitors
from tools.places import LOCAL, PROJECT

COLD_STARTS: Final = 21
UNFINISHED_STARTS: Final = 3
"""Each takes seconds, and their figure has no limit."""
LIMITS: Final = {
    "cold_start_ratio": 1.0,
    "page_cpu_ratio": 1.5,
    "submit_cpu_ratio": 1.5,
    "page_vs_flask": 1.0,
    "page_kb": 10.0,
    "decide_requests": 3,
    "desk_requests": 2,
    "file_requests": 3,
    "rota_growth": 12.0,
    "rota_page_queries": 1,
    "exception_queries": 2,
    "overview_requests": 4,
    "ledger_bytes_per_employee_month": 1024,
    "summary_queries": 1,
    "summary_growth": 1.2,
    "summary_memory_growth": 1.5,
    "summary_vs_django": 1.0,
    "summary_vs_django_counting": 1.0,
}
FORM_PAGES: Final = ("page", "submit", "today", "check", "report")
"""Whose size is limited; a desk with fifty orders in full is watched."""
TASKS: Final = "Menyusun laporan bulanan\nMemeriksa surat masuk"


def figures() -> Iterator[tuple[str, float]]:
    """Every figure by name."""
    at = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as scratch:
        package = Path(scratch, "package")
        finishing.unpack(packaging.package("prod").code, package)
        who, approver, secretary, administrator = visitors(at)
        with stand_in(who.items) as endpoint:
            os.environ.update(surroundings(endpoint))
            yield from _cold_figures(package, who)
            yield from _warm_figures(package, _plan((who, approver, secretary, administrator), at), Path(scratch), who)
    yield from rota.figures()
    yield from summary.figures()
    yield from rush.figures()
    yield from fanout.figures()


def _cold_figures(package: Path, who: Visitor) -> Iterator[tuple[str, float]]:
    finished, bare, unfinished = cold.finished(package), cold.bare_client(), cold.unfinished()
    turns = _turns(COLD_STARTS, who, finished, bare)
    slow_turns = _turns(UNFINISHED_STARTS, who, unfinished, bare)
    yield "cold_start_ratio", median(ours.seconds / theirs.seconds for ours, theirs in turns)
    yield "cold_start_cpu_ratio", median(ours.cpu / theirs.cpu for ours, theirs in turns)
    yield "cold_start_unfinished_ratio", median(ours.seconds / theirs.seconds for ours, theirs in slow_turns)
    yield "cold_start_ms", 1000 * median(ours.seconds for ours, _ in turns)
    yield "cold_start_bare_client_ms", 1000 * median(theirs.seconds for _, theirs in turns)
    yield "cold_start_unfinished_ms", 1000 * median(ours.seconds for ours, _ in slow_turns)


def _turns(count: int, who: Visitor, one: cold.Starter, other: cold.Starter) -> list[tuple[cold.Start, cold.Start]]:
    """Starts both in turns, and which is first changes; a first pair, which warms the disk's cache, does not count."""
    event, seen = who.get("/"), dict(os.environ)
    turns = []
    for turn in range(count + 1):
        if turn % 2:
            turns.append((one.start(event, seen), other.start(event, seen)))
        else:
            theirs = other.start(event, seen)
            turns.append((one.start(event, seen), theirs))
    return turns[1:]


def _plan(people: tuple[Visitor, Visitor, Visitor, Visitor], at: datetime) -> dict[str, Event]:
    who, approver, secretary, administrator = people
    fields = [("dates", day.date.isoformat()) for day in _a_free_day(who, at)]
    report, typed = _a_home_day(who, at)
    return {
        "page": who.get("/orders/new"),
        "submit": who.post("/orders", [*fields, ("tasks", TASKS)]),
        "today": who.get("/"),
        "check": who.post("/orders/check", [*fields, ("tasks", TASKS)]),
        "report": who.get(f"/reports/{report}/new", "/reports/{day}/new", day=report),
        "file": who.post(f"/reports/{report}", typed, "/reports/{day}", day=report),
        "desk": approver.get("/desk"),
        "decide": _approval(approver),
        "rota": _rota(secretary),
        "attention": _attention(secretary),
        "overview": administrator.get("/overview"),
    }


def _a_home_day(who: Visitor, at: datetime) -> tuple[str, list[tuple[str, str]]]:
    """The employee's latest home day whose report has not come, and the form filled as dearly as can be.

    Raises RuntimeError when the demonstration city has none.
    """
    actor = who.session.actor
    for back in range(15):
        day = local_date(at, actor.zone.info) - timedelta(days=back)
        try:
            _, order = reports.open_report(office(), actor, day, at)
        except Refusal:
            continue
        hours = {"start": "07:30", "end": "16:00", "rest": "60", "obstacles": "", "plan": "", "mail": "1"}
        entry = {"activity": "Mengarsip", "output": "Arsip", "volume": "1", "measure": "berkas"}
        named = {"start": "08:00", "end": "09:00", "task": order.tasks[0]}
        typed = hours | {f"activities-0-{name}": value for name, value in (entry | named).items()}
        return day.isoformat(), list(typed.items())
    raise RuntimeError("nobody has a report to file in this city")


def _rota(secretary: Visitor) -> Event:
    """The page of a unit's rota for a month, 200 people."""
    unit, first = secretary.session.actor.unit, ROTA_FIRST.isoformat()
    path = f"/units/{unit}/rotas/{first}"
    return secretary.get(path, "/units/{unit}/rotas/{first}", unit=unit, first=first)


def _attention(secretary: Visitor) -> Event:
    """What needs attention in a unit of 200."""
    unit = secretary.session.actor.unit
    return secretary.get(f"/units/{unit}/attention", "/units/{unit}/attention", unit=unit)


def _approval(approver: Visitor) -> Event:
    """The approval of the first order on the desk, the last of its chain: the dearest decision there is."""
    order = desk.open_desk(office(), approver.session.actor)[0]
    fields = [("choice", "approve"), ("reason", ""), ("seen", str(order.revision))]
    return approver.post(f"/desk/{order.id}", fields, "/desk/{order_id}", order_id=order.id)


def _requests(calls: list[tuple[str, dict[str, Any]]]) -> int:
    """Requests to DynamoDB beside looking up the session; a BatchGet is one."""
    return sum(not (call == "get_item" and asked["Key"]["SK"]["S"].startswith("SESSION#")) for call, asked in calls)


def _reads(calls: list[tuple[str, dict[str, Any]]]) -> int:
    """Requests that read, beside looking up the session; the note that somebody looked is none."""
    return _requests([(call, asked) for call, asked in calls if call != "put_item"])


def _a_free_day(who: Visitor, at: datetime) -> tuple[OrderDay, ...]:
    """A day the employee may ask for. Raises RuntimeError when the demonstration city has none."""
    actor = who.session.actor
    form = asking.open_desk(office(), actor, at)
    for offered in form.offered():
        try:
            return asking.check(office(), form, Draft((offered.day,), tuple(TASKS.splitlines()))).days
        except Refusal:
            continue
    raise RuntimeError("nobody can ask for a day in this city")


def _warm_figures(package: Path, plan: dict[str, Event], scratch: Path, who: Visitor) -> Iterator[tuple[str, float]]:
    measured = _measured(package, plan, scratch)
    page, submit = measured["page"]["cpu"], measured["submit"]["cpu"]
    yield "page_cpu_ratio", _ratio(page, "ours", "minimal")
    yield "submit_cpu_ratio", _ratio(submit, "ours", "minimal")
    yield "page_vs_flask", _ratio(page, "ours", "flask")
    for way, seconds in page.items():
        yield f"page_cpu_ms_{way}", 1000 * median(seconds)
    for way, seconds in submit.items():
        yield f"submit_cpu_ms_{way}", 1000 * median(seconds)
    styles, script = (
        _compressed((PROJECT / "static" / name).read_text(encoding="utf-8")) for name in ("style.css", "report.js")
    )
    yield "page_kb", max(_compressed(measured[name]["answer"]["body"]) for name in FORM_PAGES) + styles
    yield "report_kb", _compressed(measured["report"]["answer"]["body"]) + styles + script
    yield "desk_kb", _compressed(measured["desk"]["answer"]["body"]) + styles
    yield "decide_requests", _requests(measured["decide"]["calls"])
    yield "file_requests", _requests(measured["file"]["calls"])
    yield "desk_requests", _requests(measured["desk"]["calls"])
    yield "rota_page_queries", sum(call == "query" for call, _ in measured["rota"]["calls"])
    yield "rota_page_requests", _reads(measured["rota"]["calls"])
    yield "exception_queries", sum(call == "query" for call, _ in measured["attention"]["calls"])
    yield "exception_requests", _reads(measured["attention"]["calls"])
    yield "attention_kb", _compressed(measured["attention"]["answer"]["body"]) + styles
    yield "overview_requests", _requests(measured["overview"]["calls"])
    yield "rota_kb", _compressed(measured["rota"]["answer"]["body"]) + styles
    shelf = Shelf(who.items)
    for name in ("page", "submit", "file"):
        units = [shelf.units(_operation(call), asked) for call, asked in measured[name]["calls"]]
        read, written = sum(read for read, _ in units), sum(written for _, written in units)
        yield f"{name}_read_units", read
        yield f"{name}_write_units", written
        if name == "file":
            yield "file_cost_read_units_per_1000", 1000 * read
            yield "file_cost_write_units_per_1000", 1000 * written


def _measured(package: Path, plan: dict[str, Event], scratch: Path) -> dict[str, Any]:
    given, result = scratch / "plan.json", scratch / "measured.json"
    given.write_text(json.dumps(plan), encoding="utf-8")
    arguments = [str(package), str(given), str(result)]
    subprocess.run([sys.executable, "-m", "tools.bench.warm", *arguments], stdout=subprocess.DEVNULL, check=True)
    measured: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    statuses = {name: each["answer"]["statusCode"] for name, each in measured.items()}
    sent = {"submit", "decide", "file"}
    if statuses != {name: 303 if name in sent else 200 for name in plan}:
        raise RuntimeError(f"the visits went wrong: {statuses}")
    return measured


def _ratio(cpu: dict[str, list[float]], one: str, other: str) -> float:
    return median(ours / theirs for ours, theirs in zip(cpu[one], cpu[other], strict=True))


def _compressed(text: str) -> float:
    """Kilobytes on the wire."""
    return len(gzip.compress(text.encode(), mtime=0)) / 1024


def _operation(method: str) -> str:
    return "".join(word.capitalize() for word in method.split("_"))


def main() -> None:
    """Measures everything; fails when a limit is not kept."""
    found: dict[str, dict[str, float | None]] = {}
    missed = []
    for name, value in figures():
        limit = LIMITS.get(name)
        found[name] = {"value": round(value, 3), "limit": limit}
        too_much = limit is not None and value > limit
        missed += [name] * too_much
        print(f"{name:32}{value:10.2f}{f'   at most {limit}' if limit else ''}{'   MISSED' if too_much else ''}")
    LOCAL.mkdir(exist_ok=True)
    (LOCAL / "bench.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    if missed:
        sys.exit(f"Over the limit: {', '.join(missed)}.")


if __name__ == "__main__":
    main()
