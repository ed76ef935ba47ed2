"""How a month was counted, as its owner and those who answer for the unit read it."""

from datetime import date

from msgspec.structs import replace

from chalicelib.domain.absences import Part
from chalicelib.domain.ledger import Filed, Verdict
from chalicelib.domain.people import EmployeeId
from chalicelib.domain.presence import Presence, Recalled
from chalicelib.domain.records import row_key, sheet_key
from chalicelib.domain.texts import Language
from chalicelib.storage.table import load
from chalicelib.wording import wording
from tests.factories import a_mark, a_row, an_away
from tests.web.browser import Browser
from tests.web.town import DINSOS, THIS_MONTH, Town

SITI = EmployeeId("siti")


def said(day: date) -> str:
    return wording(Language.INDONESIAN).day_month(day)


def test_each_day_says_what_counted_and_where_from(town: Town, siti: Browser, rina: Browser) -> None:
    found = town.table.read(row_key(DINSOS, THIS_MONTH, SITI), sheet_key(DINSOS, THIS_MONTH))
    was, sheet = found.get(row_key(DINSOS, THIS_MONTH, SITI)), found.get(sheet_key(DINSOS, THIS_MONTH))
    home, called, half = [each.date for each in sheet.expected if each.hours][:3]
    made = a_row(
        month=THIS_MONTH,
        days={home: a_mark(filed=Filed.IN_TIME, minutes=400, verdict=Verdict.ACCEPTED)},
        calls={called: Recalled("panggilq3vd5c2x7", 600)},
        presences={called: Presence(660, 960), half: Presence(450, 660)},
        aways={half: an_away(part=Part.AFTERNOON)},
    )
    load(town.table, [replace(was, days=made.days)])

    own = siti.open(f"/my-month/{THIS_MONTH}/counted").page
    kept = rina.open(f"/months/DINSOS/{THIS_MONTH}/people/siti/counted").page

    for page in (own, kept):
        assert "Diakui 400 dari 450 menit." in page.text
        assert "Di rumah 150 menit, di kantor 240 menit. Diakui 390 dari 450 menit." in page.text
        assert "Diakui 210 dari 225 menit." in page.text
        assert page.link(f"panggilan {said(called)}").endswith("/recalls/siti/panggilq3vd5c2x7")
        assert page.link(f"surat perintah tugas {said(home)}").endswith("/orders/kq3vd5c2x7mabnop")
    assert own.link(f"ketidakhadiran {said(half)}").endswith("/my-absences")
    mend = kept.link(f"Catat presensi {said(called)}")
    assert "Siti Rahmawati, S.E." in rina.open(mend).page.text
    assert f'value="{called}"' in rina.page.markup
    assert "/units/DINSOS/absences/siti/" in kept.link(f"ketidakhadiran {said(half)}")


def test_only_its_owner_and_those_who_answer_for_the_unit_read_it(town: Town) -> None:
    page = f"/months/DINSOS/{THIS_MONTH}/people/siti/counted"

    assert town.browser_of("siti").open(page).status == 403
    assert town.browser_of("sekda").open(page).status in (403, 404)
