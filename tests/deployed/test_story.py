"""A duty order travels the whole way, in browsers that run no scripts and are as wide as a small phone.

Each chapter is a fixture that acts and keeps what came of it; the tests say what people saw.
"""

from __future__ import annotations

import csv
import io
import re
import subprocess
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from chalicelib.domain.calendars import first_day, following, month_of
from chalicelib.domain.people import Zone
from chalicelib.wording import INDONESIAN
from tests.deployed.instance import Instance
from tests.deployed.visitors import (
    CODE_SUBJECT,
    Visitor,
    code_in,
    errands,
    items,
    link_in,
    new_page,
    order_item,
    request_mail,
    stretch_grace,
    tick_last_days,
    today,
    unreported_day,
)
from tools.mailbox import Mail

LONGEST = 60_000
"""Milliseconds until an answer is there, on a busy machine."""
TASKS = ("Menyusun laporan bulanan perpustakaan", "Memeriksa katalog <b>baru</b>")

Account = dict[str, str]


@pytest.fixture(scope="module")
def accounts(city: list[Account]) -> dict[str, Account]:
    """Whom to sign in as, by role."""
    return {account["role"]: account for account in city}


@pytest.fixture(scope="module")
def employee(deployment: Instance, accounts: dict[str, Account], browser: Browser) -> Iterator[Page]:
    """The employee's phone, signed in by the code from the mail."""
    page = new_page(browser)
    sign_in(page, deployment, accounts["pegawai"]["mail"])
    yield page
    page.context.close()


@dataclass(frozen=True)
class Asked:
    """A request that was just sent: its page, the days and what the check page said of it."""

    path: str
    days: list[date]
    checked: str


@pytest.fixture(scope="module")
def asked(deployment: Instance, employee: Page, people: dict[str, Visitor]) -> Asked:
    """The employee asks for two days and presses the button twice."""
    people["atasan"].clear_desk()
    employee.goto(f"{deployment.base_url}/")
    employee.get_by_role("link", name="Surat perintah tugas").click()
    employee.get_by_role("link", name="Ajukan").click()
    days = tick_last_days(employee, 2)
    employee.get_by_label("Tugas yang dikerjakan").fill("\n".join(TASKS))
    employee.get_by_role("button", name="Lanjut").click()
    checked = employee.locator("main").inner_text()
    employee.get_by_role("button", name="Kirim permohonan").dblclick()
    expect(employee).to_have_url(re.compile(r"/orders/\w{16}$"), timeout=LONGEST)  # the first answer is cut short
    return Asked(deployment.path(employee.url), [date.fromisoformat(day) for day in days], checked)


@pytest.fixture(scope="module")
def request_sent(deployment: Instance, accounts: dict[str, Account], asked: Asked) -> Mail:
    """The mail that asks the supervisor."""
    return request_mail(deployment, accounts["atasan"]["mail"], asked.path)


@dataclass(frozen=True)
class Decided:
    """What the supervisor saw on the way to the decision."""

    page: Page
    left_open: Page
    unknown: str
    opened: str
    without_choice: str
    outcome: str


@pytest.fixture(scope="module")
def decided(
    deployment: Instance, accounts: dict[str, Account], browser: Browser, request_sent: Mail
) -> Iterator[Decided]:
    """The supervisor opens the link in a browser that is not known, proves who they are, and approves."""
    page = new_page(browser)
    page.goto(link_in(request_sent))
    unknown = page.content()
    before = deployment.mails(accounts["atasan"]["mail"])
    page.get_by_role("button", name="Kirim kode").click()
    enter_code(page, deployment, accounts["atasan"]["mail"], before)
    opened = page.locator("main").inner_text()
    page.get_by_role("button", name="Simpan keputusan").click()
    without_choice = page.locator("main").inner_text()
    left_open = page.context.new_page()
    left_open.goto(link_in(request_sent))
    page.get_by_label("Setujui").check()
    page.get_by_role("button", name="Simpan keputusan").click()
    yield Decided(page, left_open, unknown, opened, without_choice, page.locator("main").inner_text())
    page.context.close()


@dataclass(frozen=True)
class DownloadedLetter:
    """The letter as it was downloaded: its number, and the text a reader finds in the file."""

    number: str
    content: bytes
    text: str


@pytest.fixture(scope="module")
def letter(deployment: Instance, employee: Page, asked: Asked, decided: Decided) -> DownloadedLetter:
    """The employee downloads the letter from the order's page, as soon as it is made."""
    assert decided.outcome
    employee.goto(deployment.base_url + asked.path)
    number = order_item(deployment, asked.path)["letter"]["M"]["letter"]["M"]["number"]["S"]
    link = employee.get_by_role("link", name="Unduh surat (PDF)")

    content = fetched(deployment.eventually(lambda: led_to(deployment, employee, link), "letter to download"))
    text = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)  # noqa: S607
    return DownloadedLetter(number, content, text.stdout.decode())


@pytest.fixture(scope="module")
def home_day(deployment: Instance, employee: Page, asked: Asked) -> date:
    """The employee's home day that waits for its report."""
    assert employee.url
    stretch_grace(deployment)
    order = order_item(deployment, asked.path)
    return unreported_day(deployment, order["unit"]["S"], order["employee"]["S"])


@pytest.fixture(scope="module")
def secretary(deployment: Instance, accounts: dict[str, Account], browser: Browser) -> Iterator[Page]:
    """The secretary's phone, known since yesterday."""
    page = new_page(browser)
    sign_in(page, deployment, accounts["sekretaris"]["mail"])
    cookie = next(each for each in page.context.cookies() if each["name"] == "__Host-sesi")
    owner = cookie["value"].partition(".")[0]
    dynamodb = deployment.clients.dynamodb()
    for kind in ("SESSION#", "DEVICE#"):
        for record in items(deployment, f"EMP#{owner}", kind):
            dynamodb.put_item(TableName=deployment.table, Item={**record, "proved_on": {"S": "2026-01-01"}})
    yield page
    page.context.close()


def test_employee_who_signed_in_sees_where_today_is_spent(
    deployment: Instance, accounts: dict[str, Account], employee: Page
) -> None:
    employee.goto(f"{deployment.base_url}/")

    assert employee.title() == "Hari ini · Giliran"
    assert accounts["pegawai"]["name"] in employee.locator("header").inner_text()
    assert INDONESIAN.long_date(today()) in employee.locator("main").inner_text()


def test_request_is_shown_in_full_before_it_is_sent(accounts: dict[str, Account], asked: Asked) -> None:
    for day in asked.days:
        assert INDONESIAN.long_date(day) in asked.checked
    for task in TASKS:
        assert task in asked.checked
    assert accounts["pegawai"]["name"] in asked.checked
    assert accounts["atasan"]["name"] in asked.checked


def test_two_presses_of_the_button_send_one_request(
    deployment: Instance, accounts: dict[str, Account], asked: Asked, request_sent: Mail
) -> None:
    owner = order_item(deployment, asked.path)["employee"]["S"]
    (row,) = items(deployment, f"MONTH#DISPUSIP#{asked.days[0]:%Y-%m}", f"ROW#{owner}")
    marks = {row["days"]["M"][f"{day:%d}"]["S"][5:] for day in asked.days if day.month == asked.days[0].month}
    errand = [each for each in errands(deployment) if each["about"]["M"].get("order", {}).get("S") in marks]
    asking = [each for each in errand if each["errand"]["S"] == "order_submitted"]
    link = link_in(request_sent)
    mails = [mail for mail in deployment.mails(accounts["atasan"]["mail"]) if link in mail.links()]

    assert marks == {asked.path.rpartition("/")[2]}
    assert len(asking) == 1
    assert len(mails) == 1


def test_supervisors_mail_says_everything(accounts: dict[str, Account], asked: Asked, request_sent: Mail) -> None:
    assert request_sent.to == (accounts["atasan"]["mail"],)
    assert accounts["pegawai"]["name"] in request_sent.subject
    for fact in (accounts["pegawai"]["name"], *(INDONESIAN.long_date(day) for day in asked.days), *TASKS):
        assert fact in request_sent.text
    assert "<b>baru</b>" not in request_sent.html
    assert "&lt;b&gt;baru" in request_sent.html


def test_link_in_an_unknown_browser_gives_nobody_away(
    accounts: dict[str, Account], asked: Asked, decided: Decided
) -> None:
    assert "Kirim kode" in decided.unknown
    for role in ("pegawai", "atasan"):
        assert accounts[role]["name"] not in decided.unknown
        assert accounts[role]["mail"] not in decided.unknown
    for fact in (*TASKS, *(INDONESIAN.long_date(day) for day in asked.days), "Perpustakaan"):
        assert fact not in decided.unknown


def test_supervisor_decides_after_the_code_and_only_with_a_choice(
    accounts: dict[str, Account], decided: Decided
) -> None:
    assert accounts["pegawai"]["name"] in decided.opened
    assert TASKS[1] in decided.opened
    assert "Pilih salah satu keputusan." in decided.without_choice
    assert "Disetujui" in decided.outcome


def test_employee_hears_of_the_approval_and_finds_the_history(
    deployment: Instance, accounts: dict[str, Account], employee: Page, asked: Asked, letter: DownloadedLetter
) -> None:
    mail = deployment.eventually(
        lambda: next((m for m in deployment.mails(accounts["pegawai"]["mail"]) if letter.number in m.text), None),
        "mail about the approval",
    )

    employee.goto(link_in(mail))

    shown = employee.locator("main").inner_text()
    assert deployment.path(employee.url) == asked.path
    assert letter.number in shown
    assert [line.split("\n")[0] for line in employee.locator(".timeline li").all_inner_texts()] == [
        "Dikirim",
        "Disetujui",
    ]


def test_letter_is_a_document_with_name_number_and_tasks(
    accounts: dict[str, Account], letter: DownloadedLetter
) -> None:
    words = " ".join(letter.text.split())

    assert letter.content.startswith(b"%PDF")
    assert "SURAT PERINTAH TUGAS" in words
    for fact in (letter.number, accounts["pegawai"]["name"], *TASKS):
        assert fact in words


def test_page_behind_the_letters_code_confirms_it_without_a_name(
    deployment: Instance, accounts: dict[str, Account], browser: Browser, asked: Asked, letter: DownloadedLetter
) -> None:
    (address,) = set(re.findall(r"https?://\S+/letters/\w+", letter.text))
    nip = order_item(deployment, asked.path)["nip"]["S"]
    stranger = new_page(browser)

    stranger.goto(address)

    shown = stranger.locator("main").inner_text()
    assert "Surat ini tercatat" in shown
    assert letter.number in shown
    assert "*" * 8 in shown
    assert nip not in re.sub(r"\s", "", stranger.content())
    for role in ("pegawai", "atasan"):
        assert accounts[role]["name"] not in stranger.content()
    stranger.context.close()


def test_deciding_again_from_a_tab_left_open_or_by_the_used_link_changes_nothing(
    deployment: Instance, asked: Asked, decided: Decided, request_sent: Mail
) -> None:
    before = order_item(deployment, asked.path)

    decided.left_open.get_by_label("Tolak").check()
    decided.left_open.get_by_label("Alasan", exact=True).fill("Berubah pikiran.")
    decided.left_open.get_by_role("button", name="Simpan keputusan").click()
    refused = decided.left_open.locator("main").inner_text()
    decided.page.goto(link_in(request_sent))
    shown = decided.page.locator("main").inner_text()

    assert "Keputusan pertama yang berlaku" in refused
    assert "Berubah pikiran." in refused
    assert "Keputusan Anda tersimpan" in shown
    assert "Disetujui" in shown
    assert decided.page.get_by_role("button", name="Simpan keputusan").count() == 0
    assert order_item(deployment, asked.path) == before


def test_report_with_a_mistake_keeps_what_was_typed_and_then_becomes_a_receipt(
    deployment: Instance, employee: Page, home_day: date
) -> None:
    employee.goto(f"{deployment.base_url}/")
    employee.locator(f"a[href$='/reports/{home_day}/new']").first.click()
    fill_report(employee, end="06:00")
    employee.get_by_role("button", name="Kirim laporan").click()

    assert "Jam selesai harus sesudah jam mulai" in employee.locator("main").inner_text()
    assert employee.get_by_label("Kegiatan", exact=True).first.input_value() == "Menyusun laporan bulanan"
    assert employee.get_by_label("Kendala").input_value() == "Listrik padam."
    assert employee.get_by_label("Mulai bekerja").input_value() == "08:00"

    employee.get_by_label("Selesai bekerja").fill("12:00")
    employee.get_by_role("button", name="Kirim laporan").dblclick()
    employee.get_by_text("Laporan diterima").wait_for()
    shown = employee.locator("main").inner_text()
    assert "Laporan diterima" in shown
    assert f"LH-{home_day:%Y%m%d}-" in shown
    assert "3 jam 30 menit" in shown
    assert "Menyusun laporan bulanan" in shown


def test_secretary_sees_everyone_in_the_month_after_the_days_code(
    deployment: Instance, accounts: dict[str, Account], secretary: Page
) -> None:
    before = deployment.mails(accounts["sekretaris"]["mail"])
    secretary.goto(f"{deployment.base_url}/")
    secretary.get_by_role("link", name="Bulan unit").click()
    assert "Kode untuk hari ini" in secretary.locator("h1").inner_text()
    secretary.get_by_role("button", name="Kirim kode").click()
    enter_code(secretary, deployment, accounts["sekretaris"]["mail"], before)

    rows = items(deployment, f"MONTH#DISPUSIP#{month_of(today())}", "ROW#")
    idle = {row["name"]["S"] for row in rows if not row["days"]["M"]}
    shown = [re.sub(r"^\d+\. ", "", name) for name in secretary.locator(".month tbody th").all_inner_texts()]
    assert sorted(shown) == sorted(row["name"]["S"] for row in rows)
    assert idle
    assert idle <= set(shown)

    address = led_to(deployment, secretary, secretary.get_by_role("link", name="Unduh CSV"))
    table = list(csv.reader(io.StringIO(fetched(str(address)).decode("utf-8-sig")), delimiter=";"))
    assert [line[1] for line in table[1:]] == shown
    assert {len(line) for line in table} == {len(table[0])}


def test_first_of_the_month_given_twice_sends_each_unit_one_summary(
    deployment: Instance, accounts: dict[str, Account], secretary: Page
) -> None:
    month = month_of(today())
    first = datetime.combine(first_day(following(month)), time(1), Zone.WIB.info)
    listed = deployment.clients.dynamodb().query(
        TableName=deployment.table,
        IndexName="index1",
        KeyConditionExpression="GSI1PK = :units",
        ExpressionAttributeValues={":units": {"S": "UNITS"}},
    )
    units = listed["Items"]
    subjects = Counter(
        f"Rekap jam kerja {INDONESIAN.month_name(first_day(month))}: {unit['name']['S']}" for unit in units
    )

    def sent() -> Counter[str]:
        return Counter(mail.subject for mail in deployment.mails() if mail.subject in subjects)

    deployment.tick(first)
    deployment.eventually(lambda: sent().keys() == subjects.keys(), "summary of every unit", 150)
    handed_out = items(deployment, f"RUN#{month}")
    deployment.tick(first)

    assert items(deployment, f"RUN#{month}") == handed_out
    told = Counter(
        each["about"]["M"]["unit"]["S"]
        for each in errands(deployment)
        if each["errand"]["S"] in {"make_summary", "summary_ready"} and each["about"]["M"]["month"]["S"] == month
    )
    assert told == {unit["id"]["S"]: 2 for unit in units}
    assert sent() == subjects
    own = next(mail for mail in deployment.mails(accounts["sekretaris"]["mail"]) if mail.subject in subjects)
    secretary.goto(link_in(own))
    assert "Draf, pada sekretaris unit" in secretary.locator("main").inner_text()


def sign_in(page: Page, deployment: Instance, mail: str) -> None:
    """Sign in as someone by the code from the mail."""
    before = deployment.mails(mail)
    page.goto(f"{deployment.base_url}/")
    page.get_by_label("Alamat surel dinas").fill(mail)
    page.get_by_role("button", name="Kirim kode").click()
    enter_code(page, deployment, mail, before)
    assert page.get_by_role("button", name="Keluar").is_visible()


def enter_code(page: Page, deployment: Instance, mail: str, before: list[Mail]) -> None:
    """Type the code that came after the mails that were there before."""
    page.get_by_label("Kode delapan angka").fill(code_in(deployment.await_mail(mail, CODE_SUBJECT, but=before)))
    page.get_by_role("button", name="Masuk", exact=True).click()


def fill_report(page: Page, end: str) -> None:
    """A report with one activity, from 08.00 on with half an hour's rest."""
    page.get_by_label("Mulai bekerja").fill("08:00")
    page.get_by_label("Selesai bekerja").fill(end)
    page.get_by_label("Istirahat").fill("30")
    page.get_by_label("Kegiatan", exact=True).first.fill("Menyusun laporan bulanan")
    page.get_by_label("Hasil").first.fill("Laporan")
    page.get_by_label("Jumlah").first.fill("1")
    page.get_by_label("Satuan").first.fill("dokumen")
    page.get_by_label("Kendala").fill("Listrik padam.")


def led_to(deployment: Instance, page: Page, link: Locator) -> str | None:
    """Where a link of the page redirects to, asked by plain HTTP in the browser's name; None when it does not."""
    cookies = {str(each.get("name")): str(each.get("value")) for each in page.context.cookies()}
    answer = Visitor(deployment, cookies=cookies).open(deployment.path(str(link.get_attribute("href"))))
    return answer.header("location") if answer.status == 303 else None


def fetched(address: str) -> bytes:
    """What lies at a presigned address, over plain HTTP."""
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310  # the emulator's own address
        return bytes(answer.read())
