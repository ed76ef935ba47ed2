"""Every mail: text and HTML that say the same, readable without images, a subject of its own, in one thread."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.attention import Need
from chalicelib.domain.mail_health import MailTrouble, Trouble
from chalicelib.domain.meetings import State
from chalicelib.domain.orders import Status
from chalicelib.domain.outbox import QUEUED, Errand, Undeliverable
from chalicelib.domain.people import Zone
from chalicelib.domain.recalls import Stage
from chalicelib.domain.reminders import ToReport
from chalicelib.domain.texts import Language, Message
from chalicelib.post.mails import Mails
from tests.factories import (
    FRIDAY_MORNING,
    MONDAY,
    TUESDAY,
    a_closure,
    a_meeting,
    a_recall,
    a_report,
    a_return,
    a_rota,
    a_secretary,
    a_sheet,
    a_summary,
    a_supervisor,
    a_swap,
    a_unit,
    a_unit_month,
    an_employee,
    an_order,
    local,
)

BOUNCED = MailTrouble(Trouble.BOUNCED, FRIDAY_MORNING, "550 5.1.1")
NO_MAILS = QUEUED | {Errand.MAKE_LETTER, Errand.RELEASE_MAIL}


class NotFoundError(Exception):
    """The address is on no list."""


@dataclass
class FakeSes:
    """A mail service that keeps what it is given."""

    sent: list[dict[str, Any]] = field(default_factory=list)
    unsuppressed: list[str] = field(default_factory=list)

    @property
    def exceptions(self) -> Any:
        return type("Exceptions", (), {"NotFoundException": NotFoundError})

    def send_email(self, **asked: Any) -> None:
        self.sent.append(asked)

    def delete_suppressed_destination(self, **asked: Any) -> None:
        self.unsuppressed.append(asked["EmailAddress"])
        raise NotFoundError


@dataclass(frozen=True)
class Case:
    """A mail, and what its subject tells: who and what or when."""

    errand: Errand
    send: Callable[[Mails, Language], None]
    who: str
    what: str
    is_thread: bool = True


def to(person: Any, language: Language) -> Any:
    return replace(person, language=language)


SITI, BUDI, RINA = an_employee(), a_supervisor(), a_secretary()
MARKED = replace(SITI, mail_trouble=BOUNCED)
CASES = [
    Case(
        Errand.SIGN_IN_CODE,
        lambda m, lang: m.sign_in_code(to(SITI, lang), "12345678"),
        "Giliran",
        "12345678",
        is_thread=False,
    ),
    Case(
        Errand.ORDER_SUBMITTED,
        lambda m, lang: m.order_submitted(to(BUDI, lang), an_order(), an_order().step.assignees[0], "token"),
        an_order().employee_name,
        "26 April",
    ),
    *(
        Case(
            errand,
            lambda m, lang, status=status, errand=errand, past=past: m.order_told(  # type: ignore[misc]
                to(SITI, lang), an_order(status=status, lapsed=past, cancelled=past), errand
            ),
            an_order().step.names[0] if not past else "",
            "26 April",
        )
        for errand, status, past in (
            (Errand.ORDER_APPROVED, Status.APPROVED, ()),
            (Errand.ORDER_RETURNED, Status.RETURNED, ()),
            (Errand.ORDER_REJECTED, Status.REJECTED, ()),
            (Errand.ORDER_CANCELLED, Status.CANCELLED, (MONDAY,)),
            (Errand.ORDER_LAPSED, Status.LAPSED, (MONDAY,)),
            (Errand.ORDER_FREED, Status.APPROVED, (MONDAY,)),
        )
    ),
    Case(
        Errand.RECALLED,
        lambda m, lang: m.recalled(to(SITI, lang), a_recall(), Errand.RECALLED),
        "",
        "26 April",
    ),
    Case(
        Errand.RECALL_WITHDRAWN,
        lambda m, lang: m.recalled(to(SITI, lang), a_recall(stage=Stage.WITHDRAWN), Errand.RECALL_WITHDRAWN),
        "",
        "26 April",
    ),
    Case(
        Errand.WAITING_DIGEST,
        lambda m, lang: m.waiting_digest(to(BUDI, lang), [(an_order(), "token")]),
        an_order().employee_name,
        "26 April",
    ),
    Case(
        Errand.WAITING_LONG,
        lambda m, lang: m.waiting_long(to(RINA, lang), a_unit(), [an_order()]),
        a_unit().name,
        "1",
    ),
    *(
        Case(
            Errand.MEETING,
            lambda m, lang, state=state: m.meeting(to(SITI, lang), a_meeting(state=state, reason="Ruang banjir.")),  # type: ignore[misc]
            a_meeting().subject,
            "26 April",
        )
        for state in State
    ),
    Case(
        Errand.SUMMARY_READY,
        lambda m, lang: m.summary_ready(to(RINA, lang), a_unit_month(sheet=a_sheet(summary=a_summary()))),
        a_sheet().unit_name,
        "April 2021",
    ),
    Case(
        Errand.ADDRESS_CODE,
        lambda m, lang: m.address_code(to(SITI, lang), "baru@kota.example", "12345678"),
        "",
        "12345678",
        is_thread=False,
    ),
    Case(
        Errand.ADDRESS_CHANGED,
        lambda m, lang: m.address_changed(to(RINA, lang), SITI, RINA.email or ""),
        SITI.name,
        "",
    ),
    Case(
        Errand.VERIFY_DIGEST,
        lambda m, lang: m.verify_digest(to(BUDI, lang), [(a_report(), "token")], BUDI.id),
        a_report().employee_name,
        "26 April",
    ),
    Case(
        Errand.VERIFY_DIGEST,
        lambda m, lang: m.verify_digest(
            to(RINA, lang), [(a_report(), "token")], RINA.id, (a_unit(), {Need.UNREPORTED: 3})
        ),
        a_report().employee_name,
        "26 April",
    ),
    Case(
        Errand.REPORT_RETURNED,
        lambda m, lang: m.report_returned(to(SITI, lang), a_report(verification=a_return())),
        a_return().by_name,
        "26 April",
    ),
    Case(
        Errand.REPORT_REMINDER,
        lambda m, lang: m.report_reminder(to(SITI, lang), ToReport(MONDAY, local(MONDAY, 17))),
        "",
        "26 April",
    ),
    Case(
        Errand.ATTENTION,
        lambda m, lang: m.attention(to(RINA, lang), a_unit(), MONDAY, {Need.UNREPORTED: 3, Need.MANDATE: 1}),
        a_unit().name,
        "26 April",
    ),
    Case(
        Errand.REPORT_RECEIPT,
        lambda m, lang: m.report_received(to(SITI, lang), a_report(), Zone.WIB),
        "",
        "LH-20210426-K3QZ7D",
    ),
    Case(Errand.ROTA_SWAP, lambda m, lang: m.rota_swap(to(SITI, lang), a_swap()), "", "26 April"),
    *(
        Case(
            Errand.CLOSURE,
            lambda m, lang, changes=changes: m.closure(to(SITI, lang), a_closure(**changes)),  # type: ignore[misc]
            a_closure().unit_name,
            "26 April",
        )
        for changes in ({}, {"last": TUESDAY}, {"withdrawn": True, "words": "Hasil uji negatif."})
    ),
    Case(
        Errand.ROTA_REDRAFTED,
        lambda m, lang: m.rota_redrafted(to(RINA, lang), a_rota(2), Message("Kalender berubah.")),
        a_rota().unit_name,
        "26 April",
    ),
    Case(Errand.ROTA_DAYS, lambda m, lang: m.rota_days(to(SITI, lang), a_rota()), "", "26 April"),
    Case(Errand.ADDRESS_FAILED, lambda m, lang: m.address_failed(to(RINA, lang), MARKED), SITI.name, ""),
    Case(Errand.ADDRESS_TRIED, lambda m, lang: m.address_tried(to(SITI, lang)), "", ""),
]
each_mail = pytest.mark.parametrize("case", CASES, ids=lambda case: case.errand)
each_language = pytest.mark.parametrize("language", Language)


def sent(case: Case, language: Language = Language.INDONESIAN) -> dict[str, Any]:
    ses: Any = FakeSes()
    case.send(Mails(ses, "giliran@kota.example", "https://giliran.example", "Pekanbaru"), language)
    (mail,) = ses.sent
    found: dict[str, Any] = mail
    return found


def parts(mail: dict[str, Any]) -> tuple[str, str, str, dict[str, str]]:
    """Subject, text, HTML and headers."""
    simple = mail["Content"]["Simple"]
    headers = {each["Name"]: each["Value"] for each in simple["Headers"]}
    return simple["Subject"]["Data"], simple["Body"]["Text"]["Data"], simple["Body"]["Html"]["Data"], headers


def test_every_mail_is_here() -> None:
    assert {case.errand for case in CASES} == set(Errand) - NO_MAILS


@each_language
@each_mail
def test_the_subject_says_who_and_what_in_one_line(case: Case, language: Language) -> None:
    subject, _, _, _ = parts(sent(case, language))

    assert case.who in subject
    assert case.what in subject
    assert "\n" not in subject
    assert len(subject) > 10


def test_several_days_are_named_as_such() -> None:
    order = an_order()
    assert len(order.dates) > 1
    subject, *_ = parts(sent(CASES[1]))
    assert subject.endswith(f"dan {len(order.dates) - 1} hari lain")


@each_language
@each_mail
def test_text_and_html_lead_to_the_same_and_need_no_image(case: Case, language: Language) -> None:
    _, text, html, _ = parts(sent(case, language))

    assert "<img" not in html
    assert "http" not in re.sub(r'href="[^"]*"|https://giliran\.example\S*', "", html)
    links = set(re.findall(r'href="([^"]+)"', html))
    assert links == set(re.findall(r"https://\S+", text))
    assert f'lang="{language.value}"' in html


@each_mail
def test_each_paragraph_of_the_html_stands_in_the_text(case: Case) -> None:
    _, text, html, _ = parts(sent(case))
    body = html.partition("<main")[2].partition("</main>")[0]
    paragraphs = [re.sub(r"<[^>]+>", "", part).strip() for part in re.findall(r"<p>(.*?)</p>", body, re.DOTALL)]

    for paragraph in paragraphs:
        assert " ".join(paragraph.split()) in " ".join(text.split())


@each_mail
def test_headers_keep_a_thread_together_and_offer_no_unsubscribing(case: Case) -> None:
    _, _, _, headers = parts(sent(case))

    assert headers["Auto-Submitted"] == "auto-generated"
    assert ("References" in headers) == case.is_thread
    assert not any(name.startswith("List-") for name in headers)


def test_one_order_is_one_thread_for_everybody() -> None:
    threads = {parts(sent(case))[3]["References"] for case in CASES if case.errand.startswith("order_")}

    assert threads == {f"<order-{an_order().id}@kota.example>"}


def test_a_code_for_an_address_goes_to_that_one_though_it_was_suppressed() -> None:
    ses: Any = FakeSes()
    mails = Mails(ses, "giliran@kota.example", "https://giliran.example", "Pekanbaru")

    mails.address_code(SITI, "baru@kota.example", "12345678")

    assert ses.unsuppressed == ["baru@kota.example"]
    assert ses.sent[0]["Destination"] == {"ToAddresses": ["baru@kota.example"]}


def test_a_mail_service_that_cannot_be_asked_is_a_reason_to_try_later() -> None:
    from botocore.exceptions import EndpointConnectionError

    class Away(FakeSes):
        def delete_suppressed_destination(self, **_: Any) -> None:
            raise EndpointConnectionError(endpoint_url="https://email.example")

    ses: Any = Away()
    with pytest.raises(Undeliverable):
        Mails(ses, "giliran@kota.example", "https://giliran.example", "Pekanbaru").address_tried(SITI)
    assert ses.sent == []
