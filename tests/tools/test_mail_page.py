"""The mail page: kept over restarts, newest first, nothing in a mail can act on the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tools.mail_page import framed_html, list_page, mail_page
from tools.mailbox import Mail, Mailbox


def a_mail(**changes: Any) -> Mail:
    mail = {
        "id": "m-1",
        "sent": "2026-11-21T23:37:18.242+00:00",
        "sender": "noreply@giliran.example.go.id",
        "to": ("sri@pekanbaru.example.go.id",),
        "subject": "Permohonan menunggu keputusan",
        "text": "Buka http://giliran.localhost/o/1\nTerima kasih",
        "html": "<p>Buka <a href='http://giliran.localhost/o/1'>permohonan</a></p>",
    }
    return Mail(**{**mail, **changes})


def emulator_holding(*records: dict[str, Any]) -> Any:
    return lambda _path: {"messages": {"000000000000": list(records)}}


def a_record(message_id: str, sent: str, subject: str = "Halo") -> dict[str, Any]:
    return {
        "MessageId": message_id,
        "Timestamp": sent,
        "Source": "noreply@giliran.example.go.id",
        "To": ["sri@pekanbaru.example.go.id"],
        "Subject": subject,
        "BodyText": "teks",
        "BodyHtml": None,
    }


def test_mail_outlives_the_emulator(tmp_path: Path) -> None:
    Mailbox(tmp_path).collect(emulator_holding(a_record("a", "2026-11-21T10:00:00+00:00")))

    later = Mailbox(tmp_path)
    later.collect(emulator_holding(a_record("b", "2026-11-21T11:00:00+00:00")))

    assert [mail.id for mail in later.mails()] == ["b", "a"]


def test_the_same_mail_is_kept_once(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path)
    record = a_record("a", "2026-11-21T10:00:00+00:00")

    assert mailbox.collect(emulator_holding(record)) == 1
    assert mailbox.collect(emulator_holding(record)) == 0


def test_a_message_id_never_leaves_the_folder(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path / "mail")
    mailbox.collect(emulator_holding(a_record("../../x", "2026-11-21T10:00:00+00:00")))

    assert [file.parent for file in tmp_path.rglob("*.json")] == [tmp_path / "mail"]


def test_the_list_escapes_what_a_mail_says() -> None:
    page = list_page([a_mail(subject="<script>x</script>", to=('"><b>@x',))])

    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page
    assert "<b>@x" not in page


def test_the_text_part_shows_markup_as_text_and_links_as_links() -> None:
    page = mail_page(a_mail(text="<b>tebal</b>\nhttp://giliran.localhost/o/1?a=1&b=2"), as_text=True)

    assert "&lt;b&gt;tebal" in page
    assert '<a href="http://giliran.localhost/o/1?a=1&amp;b=2">' in page


def test_a_mail_without_html_is_shown_as_text() -> None:
    assert "<iframe" not in mail_page(a_mail(html=""), as_text=False)


def test_links_of_the_html_part_leave_the_frame() -> None:
    assert framed_html(a_mail()).startswith('<base target="_top">')
