"""A month's activities: the fields of an e-Kinerja entry, and nothing taken for a formula."""

import csv
from datetime import time
from io import BytesIO, StringIO

import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from chalicelib.domain.activity_lists import ActivityList, activity_lines
from chalicelib.domain.reports import DailyReport, Verification
from chalicelib.papers.activities import COLUMNS, activities_csv, activities_pdf
from chalicelib.papers.month_csv import FORMULA_STARTS
from tests.factories import APRIL, MONDAY, MONDAY_AFTERNOON, TUESDAY, a_draft, a_report, an_activity

LATE = an_activity(activity="Rapat", start=time(13), end=time(14, 30))
EARLY = an_activity(activity="Menyusun", start=time(8), end=time(9, 30))


def a_list(*reports: DailyReport) -> ActivityList:
    return ActivityList("Siti", "198609262015052001", "Analis", "Dinas", "Pekanbaru", APRIL, activity_lines(reports))


def a_day(*activities: object, day: object = MONDAY) -> DailyReport:
    return replace(a_report(), date=day, draft=a_draft(activities=activities))  # type: ignore[arg-type]


def opened(done: ActivityList) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(activities_csv(done).decode("utf-8-sig"), newline=""), delimiter=";"))


def test_each_activity_is_a_line_with_what_an_entry_asks_for_by_date_and_time() -> None:
    found = opened(a_list(a_day(an_activity(), day=TUESDAY), a_day(LATE, EARLY)))

    assert tuple(found[0]) == COLUMNS
    assert [(line["Tanggal"], line["Mulai"], line["Waktu (menit)"]) for line in found] == [
        ("26-04-2021", "08.00", "90"),
        ("26-04-2021", "13.00", "90"),
        ("27-04-2021", "", ""),
    ]
    asked = an_activity()
    assert (found[2]["Kegiatan"], found[2]["Hasil"]) == (asked.activity, asked.output)
    assert (found[2]["Volume"], found[2]["Satuan"]) == (str(asked.volume), asked.measure)


def test_the_reports_state_stands_beside_it() -> None:
    accepted = Verification(accepted=True, by=a_report().employee, by_name="Budi", at=MONDAY_AFTERNOON)
    reports = (a_day(EARLY), replace(a_day(EARLY, day=TUESDAY), verification=accepted))

    assert [line["Laporan"] for line in opened(a_list(*reports))] == ["Terkirim", "Diterima"]


@pytest.mark.parametrize("start", [each for each in FORMULA_STARTS if each.strip()])
def test_no_text_is_taken_for_a_formula(start: str) -> None:
    (line,) = opened(a_list(a_day(replace(EARLY, activity=f"{start}HYPERLINK()", output=f"{start}1"))))

    assert line["Kegiatan"].startswith("'")
    assert line["Hasil"].startswith("'")


def test_the_pdf_says_the_same_and_is_the_same_each_time() -> None:
    done = a_list(a_day(EARLY))
    printed = PdfReader(BytesIO(activities_pdf(done))).pages[0].extract_text()

    assert "Menyusun" in printed
    assert "08.00–09.30 (90 menit)" in printed
    assert activities_pdf(done) == activities_pdf(done)


def test_a_month_without_reports_says_so() -> None:
    assert "Belum ada laporan" in PdfReader(BytesIO(activities_pdf(a_list()))).pages[0].extract_text()
    assert opened(a_list()) == []
