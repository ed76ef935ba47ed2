"""People at the deployed application: over plain HTTP with cookies of their own, and in browsers that share them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

from chalicelib.domain.calendars import local_date
from chalicelib.domain.people import Zone
from chalicelib.storage.codec import plain_of, value_of
from tests.deployed.instance import Answer, Instance
from tools.mailbox import Mail

CODE_SUBJECT = "Kode masuk Giliran"
REQUEST_SUBJECT = "Permohonan "

Fields = list[tuple[str, str]]


@dataclass
class Visitor:
    """Someone with a browser that runs no scripts: cookies, pages, forms."""

    instance: Instance
    mail: str = ""
    name: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    def open(self, path: str) -> Answer:
        """The page at a path; redirects are not followed."""
        return self._keep(self.instance.visit(path, headers=self._headers))

    def send(self, path: str, fields: Fields) -> Answer:
        """What the application answers to a form, whose token must be among its fields."""
        return self._keep(self.instance.visit(path, form=fields, headers=self._headers))

    def ask_for_code(self) -> list[Mail]:
        """Has a code sent; the mails that were there before."""
        before = self.instance.mails(self.mail)
        self.send("/sign-in", [*hidden(self.open("/sign-in")), ("email", self.mail)])
        return before

    def enter_code(self, before: list[Mail]) -> None:
        """Signs in by the code that came after the mails that were there before."""
        code = code_in(self.instance.await_mail(self.mail, CODE_SUBJECT, but=before))
        answer = self.send("/sign-in/code", [*hidden(self.open("/sign-in/code")), ("code", code)])
        assert answer.status == 303, answer.text

    def request_form(self, *tasks: str, days: int = 1) -> Fields:
        """A filled request form for the last days on offer, not sent yet."""
        page = self.open("/orders/new")
        return [*hidden(page), *(("dates", day) for day in on_offer(page)[-days:]), ("tasks", "\n".join(tasks))]

    def ask(self, *tasks: str, days: int = 1) -> str:
        """The path of an order that was just submitted."""
        answer = self.send("/orders", self.request_form(*tasks, days=days))
        assert answer.status == 303, answer.text
        return self.instance.path(answer.header("location") or "")

    def clear_desk(self) -> None:
        """Return all that waits for this person."""
        desk = self.open("/desk")
        picked = [("orders", unescape(each)) for each in re.findall(r'name="orders" value="([^"]*)"', desk.text)]
        if picked:
            answer = self.send("/desk", [*hidden(desk), *picked, ("choice", "return"), ("reason", "Kita mulai baru.")])
            assert answer.status == 200, answer.text

    @property
    def _headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}

    def _keep(self, answer: Answer) -> Answer:
        for line in answer.all("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer


def hidden(page: Answer) -> Fields:
    """The hidden fields of the page's own form: the one inside `main`."""
    main = page.text.partition("<main")[2]
    form = main.partition("<form")[2].partition("</form>")[0]
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form)
    return [(name, unescape(value)) for name, value in found]


def on_offer(page: Answer) -> list[str]:
    """The days that the request form lets one tick, in order."""
    return re.findall(r'type="checkbox" id="[^"]*" name="dates" value="([\d-]+)">', page.text)


def code_in(mail: Mail) -> str:
    """The eight digits of a sign-in mail."""
    found = re.search(r"\b\d{8}\b", mail.text)
    assert found, mail.text
    return found.group()


def link_in(mail: Mail) -> str:
    """The one link of a mail."""
    (link,) = set(mail.links())
    return link


def request_mail(instance: Instance, supervisor: str, order_path: str) -> Mail:
    """The mail that asks for a decision on an order."""
    name = order_path.rpartition("/")[2]

    def about() -> Mail | None:
        return next((mail for mail in instance.mails(supervisor) if f"/decide/{name}/" in mail.text), None)

    return instance.eventually(about, f"request for a decision on {name}")


def new_page(browser: Browser, visitor: Visitor | None = None, *, scripts: bool = False) -> Page:
    """A page of a fresh browser as wide as a small phone, with the visitor's cookies if there is a visitor."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        locale="id-ID",
        timezone_id="Asia/Jakarta",
        java_script_enabled=scripts,
    )
    context.set_default_timeout(60_000)
    if visitor:
        host = urlsplit(visitor.instance.base_url).hostname or ""
        place = {"domain": host, "path": "/", "secure": True, "httpOnly": True, "sameSite": "Lax"}
        cookies: Any = [{"name": name, "value": value, **place} for name, value in visitor.cookies.items()]
        context.add_cookies(cookies)
    return context.new_page()


def tick_last_days(page: Page, count: int = 1) -> list[str]:
    """Tick the last days that the request form offers, in the part that may be folded away; their dates, in order."""
    for fold in page.locator("main details:not([open]) > summary").all():
        fold.click()
    boxes = page.locator("[name=dates]:enabled").all()[-count:]
    for box in boxes:
        box.check()
    return [str(box.get_attribute("value")) for box in boxes]


def item(instance: Instance, pk: str, sk: str) -> dict[str, Any]:
    """A record of the main table as it lies there."""
    key = {"PK": {"S": pk}, "SK": {"S": sk}}
    answer = instance.clients.dynamodb().get_item(TableName=instance.table, Key=key, ConsistentRead=True)
    return dict(answer["Item"])


def order_item(instance: Instance, order_path: str) -> dict[str, Any]:
    """An order's record, by the path of its page."""
    return item(instance, f"ORDER#{order_path.rpartition('/')[2]}", "ORDER")


def items(instance: Instance, pk: str, begins: str = "", *, table: str = "") -> list[dict[str, Any]]:
    """The records under a partition key whose sort key begins so."""
    values = {":pk": {"S": pk}}
    condition = "PK = :pk"
    if begins:
        condition, values[":sk"] = f"{condition} AND begins_with(SK, :sk)", {"S": begins}
    pages = (
        instance.clients.dynamodb()
        .get_paginator("query")
        .paginate(
            TableName=table or instance.table,
            KeyConditionExpression=condition,
            ExpressionAttributeValues=values,
            ConsistentRead=True,
        )
    )
    return [dict(found) for page in pages for found in page["Items"]]


def errands(instance: Instance) -> list[dict[str, Any]]:
    """Every errand on record."""
    pages = (
        instance.clients.dynamodb()
        .get_paginator("scan")
        .paginate(
            TableName=instance.table,
            FilterExpression="begins_with(PK, :outbox)",
            ExpressionAttributeValues={":outbox": {"S": "OUTBOX#"}},
            ConsistentRead=True,
        )
    )
    return [dict(found) for page in pages for found in page["Items"]]


def stretch_grace(instance: Instance, days: int = 14) -> None:
    """Let reports come later than the circulars say: after long holidays the last home day is further back."""
    record = item(instance, "CITY", "CIRCULARS")
    circulars = [{**circular, "report_grace_days": days} for circular in plain_of(record["circulars"])]
    record["circulars"] = value_of(circulars)
    instance.clients.dynamodb().put_item(TableName=instance.table, Item=record)


def unreported_day(instance: Instance, unit: str, employee: str) -> date:
    """The employee's latest home day, up to today, whose report has not come."""
    for back in range(15):
        day = today() - timedelta(days=back)
        (row,) = items(instance, f"MONTH#{unit}#{day:%Y-%m}", f"ROW#{employee}")
        if row["days"]["M"].get(f"{day:%d}", {"S": ""})["S"].startswith("a-"):
            return day
    raise AssertionError("every home day of the last two weeks is reported")


def today() -> date:
    """The date in Western Indonesian time, where the demonstration city lies."""
    return local_date(datetime.now(UTC), Zone.WIB.info)
