"""How many requests to DynamoDB each page and each submission makes, beside looking up the session.

A form page makes at most two, and so does the desk, however much waits there; today makes a third for those who are
asked for decisions. Submitting, deciding and filing make at most three with exactly one transaction among them, and the
month is one query. "access note" is the trail's entry that someone looked at another person's record.
"""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from chalicelib.domain.calendars import month_of
from chalicelib.domain.orders import Act
from chalicelib.domain.overview import UnitSnapshot
from chalicelib.domain.people import Unit, UnitId
from chalicelib.domain.reports import DailyReport
from chalicelib.domain.waiting import waiting_of
from chalicelib.storage.table import load
from chalicelib.wiring import office
from chalicelib.workflows.recalls import AHEAD
from tests import factories as a
from tests.domain.test_city_recap import some_figures
from tests.web.browser import Browser
from tests.web.town import A_TASK, NOW, THIS_MONTH, TODAY, Town, day

BATCH, GET, QUERY, WRITE, NOTE = "BatchGetItem", "GetItem", "Query", "TransactWriteItems", "access note"
CHECK, SUBMIT, DECIDE, FILE = "Lanjut: periksa permohonan", "Kirim permohonan", "Simpan keputusan", "Kirim laporan"
ACTIVITY = {
    "activities_0_activity": "Mengarsip",
    "activities_0_output": "Arsip",
    "activities_0_volume": "1",
    "activities_0_measure": "berkas",
}

Step = Callable[[], object]
Scene = Callable[[Town], Step]
"""Brings the town to the moment before, and returns the one step that is counted."""


def opening(person: str, path: str) -> Scene:
    return lambda town: lambda: town.browser_of(person).send("GET", path)


def opening_order(person: str, rest: str = "", status: Act = Act.SUBMIT) -> Scene:
    def scene(town: Town) -> Step:
        order = town.submitted(day(1), day(3))
        if status is not Act.SUBMIT:
            town.decided(order, status, "Mohon rincikan." if status is Act.RETURN else "")
            town.deliver()
        return lambda: town.browser_of(person).send("GET", f"/orders/{order.id}{rest}")

    return scene


def opening_link(person: str | None) -> Scene:
    def scene(town: Town) -> Step:
        order = town.submitted(day(1))
        browser = town.browser_of(person) if person else town.browser()
        return lambda: browser.send("GET", town.link(order))

    return scene


def opening_desk(town: Town) -> Step:
    for asker in ("siti", "adi", "joko", "rina"):
        town.submitted(day(1), by=asker)
    town.deliver()
    return lambda: town.browser_of("budi").send("GET", "/desk")


def opening_today_as_approver(town: Town) -> Step:
    opening_desk(town)
    return lambda: town.browser_of("budi").send("GET", "/")


def looking_over(town: Town) -> Step:
    opening_desk(town)
    browser = town.browser_of("budi").open("/desk")
    picked = browser.page.form("Lanjut: periksa keputusan").values("orders")
    return pressing(browser, "Lanjut: periksa keputusan", orders=picked, choice=["approve"])


def opening_at_the_desk(town: Town) -> Step:
    order = town.submitted(day(1))
    return lambda: town.browser_of("budi").send("GET", f"/desk/{order.id}")


def deciding_at_the_desk(town: Town) -> Step:
    order = town.submitted(day(1))
    return pressing(town.browser_of("budi").open(f"/desk/{order.id}"), DECIDE, choice=["approve"])


def opening_public_page(town: Town) -> Step:
    order = town.approved(day(1))
    return lambda: town.browser().send("GET", f"/letters/{order.id}")


def opening_report(town: Town) -> Step:
    town.approved(TODAY)
    return lambda: town.browser_of("siti").send("GET", f"/reports/{TODAY}/new")


def opening_call(town: Town) -> Step:
    recall = a.a_recall(unit="DINSOS")
    load(town.table, [recall])
    return lambda: town.browser_of("siti").send("GET", f"/recalls/siti/{recall.id}")


def opening_receipt(town: Town) -> Step:
    filing(town)()
    return lambda: town.browser_of("siti").send("GET", f"/reports/{TODAY}")


def opening_meeting(town: Town) -> Step:
    load(town.table, [a.a_meeting(unit=UnitId("DINSOS"))])
    return lambda: town.browser_of("siti").send("GET", f"/meetings/{a.a_meeting().id}")


def calling_a_meeting(town: Town) -> Step:
    typed = {"subject": "Rapat", "date": str(day(1)), "start": "09:00", "end": "10:00", "place": "Aula"}
    form = town.browser_of("rina").open("/meetings/new")
    return pressing(form.submit("Lanjut: periksa undangan", **typed, in_room=["siti"]), "Kirim undangan")


def pressing(browser: Browser, button: str, **typed: str | list[str]) -> Step:
    form = browser.page.form(button)
    return lambda: browser.post(form.action, form.filled(button, **typed))


def on_form(town: Town) -> Browser:
    return town.browser_of("siti").open("/orders/new")


def checking(town: Town) -> Step:
    return pressing(on_form(town), CHECK, dates=[day(1).isoformat()], tasks=A_TASK)


def checking_nonsense(town: Town) -> Step:
    return pressing(on_form(town), CHECK, dates=[], tasks="")


def submitting(town: Town) -> Step:
    return pressing(on_form(town).submit(CHECK, dates=[day(1).isoformat(), day(2).isoformat()], tasks=A_TASK), SUBMIT)


def submitting_twice(town: Town) -> Step:
    browser = on_form(town).submit(CHECK, dates=[day(1).isoformat()], tasks=A_TASK)
    again = pressing(browser, SUBMIT)
    browser.submit(SUBMIT)
    return again


def resubmitting(town: Town) -> Step:
    order = town.decided(town.submitted(day(1), day(3)), Act.RETURN, "Mohon rincikan.")
    return pressing(town.browser_of("siti").open(f"/orders/{order.id}/edit").submit(CHECK, tasks="Rinci"), SUBMIT)


def withdrawing(town: Town) -> Step:
    order = town.submitted(day(1))
    return pressing(town.browser_of("siti").open(f"/orders/{order.id}/withdraw"), "Ya, tarik kembali")


def deciding(choice: str) -> Scene:
    def scene(town: Town) -> Step:
        town.approved(day(6), by="adi")
        browser = town.browser_of("budi").open(town.link(town.submitted(day(1), day(3))))
        return pressing(browser, DECIDE, choice=[choice], reason="" if choice == "approve" else "Mohon rincikan.")

    return scene


def filing(town: Town) -> Step:
    town.approved(TODAY)
    return pressing(town.browser_of("siti").open(f"/reports/{TODAY}/new"), FILE, **ACTIVITY)


def at_the_report(button: str, **typed: str) -> Scene:
    def scene(town: Town) -> Step:
        town.approved(TODAY)
        return pressing(town.browser_of("siti").open(f"/reports/{TODAY}/new"), button, **ACTIVITY, **typed)

    return scene


def filing_at_length(town: Town) -> Step:
    """The dearest: from a draft, with a task of the order named and the receipt to be mailed."""
    at_the_report("Simpan draf", activities_0_task=A_TASK)(town)()
    siti = town.browser_of("siti").open(f"/reports/{TODAY}/new")
    return pressing(siti, FILE, mail="1")


def correcting(town: Town) -> Step:
    filing(town)()
    siti = town.browser_of("siti").open(f"/reports/{TODAY}/correct")
    return pressing(siti, "Kirim perbaikan", reason="Jumlahnya keliru.")


PAGES: list[tuple[str, Scene, list[str]]] = [
    # page                               how                                      requests
    ("the sign-in page",                 opening("siti", "/sign-in/code"),        []),
    ("today",                            opening("siti", "/"),                    [BATCH, QUERY]),
    ("the request form",                 opening("siti", "/orders/new"),          [BATCH]),
    ("checking the answers",             checking,                                [BATCH, BATCH]),
    ("the request form with errors",     checking_nonsense,                       [BATCH]),
    ("the form of a returned order",     opening_order("siti", "/edit", Act.RETURN), [BATCH]),
    ("the withdrawal form",              opening_order("siti", "/withdraw"),      [GET]),
    ("one's order",                      opening_order("siti"),                   [BATCH, QUERY]),
    ("another's order",                  opening_order("rina"),                   [BATCH, NOTE, QUERY]),
    ("one's orders",                     opening("siti", "/orders"),              [QUERY]),
    ("the letter",                       opening_order("siti", "/letter", Act.APPROVE), [GET]),
    ("the letter's public page",         opening_public_page,                     [GET]),
    ("the decision form",                opening_link("budi"),                    [GET, NOTE]),
    ("the desk",                         opening_desk,                            [QUERY, BATCH]),
    ("one order at the desk",            opening_at_the_desk,                     [GET, NOTE]),
    ("today for one who is asked",       opening_today_as_approver,               [BATCH, QUERY, QUERY]),
    ("a link in an unknown browser",     opening_link(None),                      [GET]),
    ("the report form",                  opening_report,                          [BATCH, GET]),
    ("the receipt",                      opening_receipt,                         [GET]),
    ("the month",                        opening("rina", f"/months/DINSOS/{THIS_MONTH}"), [QUERY, NOTE]),
    ("the month as CSV",                 opening("rina", f"/months/DINSOS/{THIS_MONTH}/csv"), [QUERY, NOTE]),
    ("how one's month was counted",      opening("siti", f"/my-month/{THIS_MONTH}/counted"), [BATCH, QUERY]),
    ("how another's was counted",        opening("rina", f"/months/DINSOS/{THIS_MONTH}/people/siti/counted"),
                                         [BATCH, QUERY, NOTE]),
    ("the running month's address",      opening("rina", "/months/DINSOS"),       []),
    ("the units",                        opening("joko", "/units"),               [QUERY]),
    ("a unit's absences",                opening("rina", "/units/DINSOS/absences"), [GET, QUERY, NOTE]),
    ("the form of an absence",           opening("rina", "/units/DINSOS/absences/new"), [GET, QUERY]),
    ("a call, by whom it calls",         opening_call,                            [GET, QUERY]),
    ("what is parked",                   opening("joko", "/outbox"),              [QUERY, QUERY]),
    ("one's mail address",               opening("siti", "/address"),             [BATCH]),
    ("one's own trail",                  opening("siti", "/my-trail"),            [QUERY]),
    ("a record's trail",                 opening("joko", "/trail?subject=unit&name=DINSOS"), [QUERY, QUERY, NOTE]),
    ("one's devices",                    opening("siti", "/devices"),             [QUERY]),
    ("a unit's meetings",                opening("rina", "/meetings"),            [QUERY]),
    ("the form of a meeting",            opening("rina", "/meetings/new"),        [QUERY, GET]),
    ("a meeting",                        opening_meeting,                         [GET]),
]  # fmt: skip

SUBMISSIONS: list[tuple[str, Scene, list[str]]] = [
    # submission                         how                                      requests
    ("submitting",                       submitting,                              [BATCH, BATCH, WRITE]),
    ("submitting the same again",        submitting_twice,                        [BATCH]),
    ("sending a returned order again",   resubmitting,                            [BATCH, BATCH, WRITE]),
    ("withdrawing",                      withdrawing,                             [BATCH, WRITE]),
    ("approving",                        deciding("approve"),                     [BATCH, BATCH, WRITE]),
    ("returning",                        deciding("return"),                      [BATCH, GET, WRITE]),
    ("rejecting",                        deciding("reject"),                      [BATCH, GET, WRITE]),
    ("approving at the desk",            deciding_at_the_desk,                    [BATCH, BATCH, WRITE]),
    ("looking over what was picked",     looking_over,                            [BATCH, WRITE]),
    ("filing a report",                  filing,                                  [BATCH, WRITE]),
    ("filing from a draft, with tasks",  filing_at_length,                        [BATCH, GET, WRITE]),
    ("correcting a report",              correcting,                              [BATCH, WRITE]),
    ("calling a meeting",                calling_a_meeting,                       [BATCH, QUERY, WRITE]),
]  # fmt: skip


def test_who_can_be_called_in_is_a_query_a_month_and_one_for_the_recalls(town: Town) -> None:
    months = {THIS_MONTH, month_of(day(AHEAD))}
    with town.counting() as counted:
        town.browser_of("budi").send("GET", "/units/DINSOS/recalls")
    assert counted == [*[QUERY] * len(months), NOTE, GET, QUERY]


@pytest.mark.parametrize("staff", [0, 195], ids=["a few", "two hundred"])
def test_what_needs_attention_in_a_unit_of_any_size_is_two_queries(town: Town, staff: int) -> None:
    people = [f"orang-{number:03d}" for number in range(staff)]
    load(town.table, [a.an_employee(each, unit="DINSOS", name=each, email=None) for each in people])
    home = {TODAY: a.a_mark()}
    load(town.table, [a.a_row(each, unit="DINSOS", month=THIS_MONTH, name=each, days=home) for each in people])
    rina = town.browser_of("rina")
    with town.counting() as counted:
        rina.open("/units/DINSOS/attention")
    assert counted.count(QUERY) == 2
    assert [each for each in counted if each != BATCH] == [QUERY, QUERY, NOTE]
    assert ("Belum lapor" in rina.page.text) is bool(staff)


def test_the_citys_overview_is_two_requests_for_37_units(town: Town) -> None:
    units = [a.a_unit(f"U{number:02d}", name=f"Unit {number}") for number in range(37)]
    load(town.table, [*units, *(a_snapshot(unit) for unit in units)])
    joko = town.browser_of("joko")
    with town.counting() as counted:
        joko.open("/overview")
    assert counted == [QUERY, BATCH]
    assert joko.page.text.count("Unit ") >= 37


def test_the_citys_month_is_two_requests_for_37_units(town: Town) -> None:
    units = [a.a_unit(f"U{number:02d}", name=f"Unit {number}") for number in range(37)]
    load(town.table, [*units, *(replace(some_figures(unit.name), unit=unit.id, month=THIS_MONTH) for unit in units)])
    joko = town.browser_of("joko")
    with town.counting() as counted:
        joko.open(f"/recap/{THIS_MONTH}")
    assert counted == [QUERY, BATCH]
    assert "37 unit dengan 370 pegawai" in joko.page.text


def a_snapshot(unit: Unit) -> UnitSnapshot:
    return UnitSnapshot(unit.id, unit.name, TODAY, NOW, 200, 90, 80, 3, 10)


def test_an_absence_is_entered_by_four_requests_and_opened_by_three(town: Town) -> None:
    town.approved(day(1))
    rina = town.browser_of("rina").open("/units/DINSOS/absences/new")
    typed: dict[str, str | list[str]] = {"employee": "siti", "kind": ["C"], "part": ["f"], "letter": "850/1"}
    enter = pressing(rina, "Simpan", **typed, first=str(day(1)), last=str(day(1)))
    with town.counting() as counted:
        enter()
    assert counted == [BATCH, QUERY, GET, WRITE]
    with town.counting() as counted:
        rina.send("GET", rina.location)
    assert counted == [BATCH, NOTE, BATCH, QUERY]


def test_a_report_is_read_by_three_requests_and_verified_by_three(town: Town, filed: DailyReport) -> None:
    budi = town.browser_of("budi")
    for path, requests in (
        ("/verifications", [QUERY]),
        (f"/verifications/siti/{TODAY}", [BATCH, GET, NOTE, QUERY]),
    ):
        with town.counting() as counted:
            budi.open(path)
        assert counted == requests
    verify = pressing(budi, "Simpan hasil verifikasi", choice=["accept"])
    with town.counting() as counted:
        verify()
    assert counted == [BATCH, BATCH, WRITE]
    assert town.report(filed).is_accepted


def test_evidence_is_one_request_and_attached_by_three(town: Town, siti: Browser, filed: DailyReport) -> None:
    name = f"evidence/incoming/siti/{filed.date}/{'a' * 16}"
    office().files.save(name, a.A_PHOTO, "image/jpeg")
    with town.counting() as counted:
        siti.open(f"/evidence/siti/{TODAY}")
    assert counted == [BATCH]
    attach = pressing(siti.open(f"/evidence/siti/{TODAY}/uploads/{'a' * 16}"), "Lampirkan pada laporan")
    with town.counting() as counted:
        attach()
    assert counted == [GET, BATCH, WRITE]


@pytest.mark.parametrize(("scene", "requests"), [each[1:] for each in PAGES], ids=[each[0] for each in PAGES])
def test_a_page_asks_no_more_than(town: Town, scene: Scene, requests: list[str]) -> None:
    step = scene(town)
    with town.counting() as counted:
        step()
    assert counted == requests
    most = 3 if scene is opening_today_as_approver else 2
    assert len([name for name in counted if name != NOTE]) <= most


@pytest.mark.parametrize(
    ("scene", "requests"), [each[1:] for each in SUBMISSIONS], ids=[each[0] for each in SUBMISSIONS]
)
def test_a_submission_asks_no_more_than(town: Town, scene: Scene, requests: list[str]) -> None:
    step = scene(town)
    with town.counting() as counted:
        step()
    assert counted == requests
    assert len(counted) <= 3
    assert counted.count(WRITE) <= 1


def test_a_draft_is_saved_by_two_reads_and_a_write(town: Town) -> None:
    save = at_the_report("Simpan draf")(town)
    with town.counting() as counted:
        save()
    assert counted == [BATCH, GET, "PutItem"]


def test_a_desk_with_fifty_waiting_orders_is_a_query_and_a_batch(town: Town) -> None:
    orders = [a.an_order(f"order-{n:02d}", unit="DINSOS", dates=(day(1 + n % 7),)) for n in range(50)]
    load(town.table, [*orders, *(each for order in orders for each in waiting_of(order).values())])
    budi = town.browser_of("budi")
    with town.counting() as counted:
        budi.open("/desk")
    assert counted == [QUERY, BATCH]
    assert len(budi.page.form("Lanjut: periksa keputusan").values("orders")) == 50


def test_the_session_is_looked_up_in_one_request(town: Town, siti: Browser) -> None:
    town.cloud.asked.clear()
    siti.send("GET", "/sign-in/code")
    assert [asked.operation for asked in town.cloud.asked] == [GET]
    assert town.cloud.asked[0].is_for_session
