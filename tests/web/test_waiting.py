"""Waiting has an end, as people see it: the schedule's event carries the clock."""

from datetime import UTC, datetime, time, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.orders import Act, Status
from chalicelib.domain.texts import Language
from chalicelib.jobs import events
from chalicelib.storage.table import load
from tests.web.browser import BASE_URL
from tests.web.town import ZONE, Town, day

MINUTES = timedelta(minutes=6)


def after(town: Town, days: int) -> list[tuple[str, str]]:
    """What is mailed, to whom and about what, when the tick says that so many days have passed."""
    town.deliver()
    before = len(town.mails)
    events.tick(datetime.combine(day(days), time(12), ZONE.info))
    town.deliver()
    events.sweep(datetime.now(UTC) + MINUTES)
    return [(mail.to.partition("@")[0], mail.subject) for mail in town.mails[before:] if "Rekap" not in mail.subject]


def test_three_working_days_without_an_answer(town: Town) -> None:
    order = town.submitted(day(8))
    siti = town.browser_of("siti")
    page = f"/orders/{order.id}"

    (digest,) = after(town, 1)
    assert digest[0] == "budi"
    assert digest[1].startswith("Menunggu keputusan: Siti Rahmawati, S.E., bekerja dari rumah ")
    assert "Pejabat yang memutuskan sudah diingatkan." in siti.open(page).page.text

    told = dict(after(town, 2))
    assert sorted(told) == ["budi", "rina"]
    assert told["rina"].startswith("1 permohonan lama menunggu keputusan: Dinas Sosial")
    assert "sekretaris unit sudah diberi tahu" in siti.open(page).page.text

    assert sorted(name for name, _ in after(town, 3)) == ["budi", "sekda"]
    shown = siti.open(page).page.text
    assert "atasan berikutnya juga boleh memutuskan" in shown
    for line in ("Diingatkan untuk memutuskan", "Sekretaris unit diberi tahu", "Atasan berikutnya ikut diminta"):
        assert line in shown
    assert "Siti Rahmawati" in town.browser_of("sekda").open("/desk").page.text
    assert town.decided(town.order(order.id), Act.APPROVE).status is Status.APPROVED


def test_the_digest_has_who_what_and_when_and_opens_the_desk(town: Town) -> None:
    town.submitted(day(7), task="Menyusun anggaran")
    town.submitted(day(8), by="adi")
    after(town, 1)

    mail = town.mails[-1]

    assert " dan 1 permohonan lain, mulai " in mail.subject
    for part in (mail.text, mail.html):
        for said in ("Siti Rahmawati, S.E.", "Menyusun anggaran", "Adi Saputra, S.Kom.", f"{BASE_URL}/desk"):
            assert said in part
        assert part.count(f"{BASE_URL}/decide/") == 2
    assert "Masuk" in town.browser().open("/desk").page.text, "an unknown browser has to be made known first"


@pytest.mark.parametrize("count", [1, 2])
def test_the_digest_comes_in_its_readers_language(town: Town, count: int) -> None:
    load(town.table, [replace(town.person("budi"), language=Language.ENGLISH)])
    for by in ("siti", "adi")[:count]:
        town.submitted(day(8), by=by)
    after(town, 1)

    mail = town.mails[-1]

    assert mail.subject.startswith("Waiting for your decision: ")
    assert '<html lang="en">' in mail.html
    for part in (mail.text, mail.html):
        assert "wait for your decision" in part
        assert ("at once on one page" in part) is (count > 1)
