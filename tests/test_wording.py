"""How dates, times and minutes are written in each language, and texts with their values."""

from datetime import date, datetime, time

import pytest

from chalicelib.domain.people import Zone
from chalicelib.domain.rota_bounds import STRUCTURAL
from chalicelib.domain.rota_reasons import explained
from chalicelib.domain.rota_terms import Placement, Reason
from chalicelib.domain.texts import Language, Message, Value
from chalicelib.wording import INDONESIAN, Wording, wording
from tests.factories import FRIDAY, MONDAY, WEDNESDAY, utc

ENGLISH = wording(Language.ENGLISH)


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        (MONDAY, "Senin, 26 April 2021", "Senin, 26 April"),
        (date(2021, 5, 4), "Selasa, 4 Mei 2021", "Selasa, 4 Mei"),
        (WEDNESDAY, "Rabu, 28 April 2021", "Rabu, 28 April"),
        (date(2021, 8, 5), "Kamis, 5 Agustus 2021", "Kamis, 5 Agustus"),
        (date(2022, 12, 30), "Jumat, 30 Desember 2022", "Jumat, 30 Desember"),
        (date(2024, 2, 3), "Sabtu, 3 Februari 2024", "Sabtu, 3 Februari"),
        (date(2021, 10, 31), "Minggu, 31 Oktober 2021", "Minggu, 31 Oktober"),
    ],
)
def test_dates_are_written_out_in_indonesian(day: date, long: str, short: str) -> None:
    assert (INDONESIAN.long_date(day), INDONESIAN.day_month(day)) == (long, short)


@pytest.mark.parametrize(
    ("month", "name"),
    [
        (1, "Januari"),
        (2, "Februari"),
        (3, "Maret"),
        (4, "April"),
        (5, "Mei"),
        (6, "Juni"),
        (7, "Juli"),
        (8, "Agustus"),
        (9, "September"),
        (10, "Oktober"),
        (11, "November"),
        (12, "Desember"),
    ],
)
def test_months_have_their_names_and_year(month: int, name: str) -> None:
    assert INDONESIAN.month_name(date(2021, month, 1)) == f"{name} 2021"


@pytest.mark.parametrize(
    ("at", "shown"), [(time(7, 30), "07.30"), (time(0), "00.00"), (time(16), "16.00"), (time(23, 59, 59), "23.59")]
)
def test_a_clock_has_four_digits_and_a_full_stop(at: time, shown: str) -> None:
    assert INDONESIAN.clock(at) == shown


@pytest.mark.parametrize(
    ("at", "zone", "shown"),
    [
        (utc(2021, 4, 26, 0, 30), Zone.WIB, "26 April 2021 pukul 07.30 WIB"),
        (utc(2021, 4, 26, 0, 30), Zone.WITA, "26 April 2021 pukul 08.30 WITA"),
        (utc(2021, 4, 26, 0, 30), Zone.WIT, "26 April 2021 pukul 09.30 WIT"),
        # the same instant on two dates
        (utc(2021, 4, 30, 15, 59), Zone.WIB, "30 April 2021 pukul 22.59 WIB"),
        (utc(2021, 4, 30, 15, 59), Zone.WITA, "30 April 2021 pukul 23.59 WITA"),
        (utc(2021, 4, 30, 15, 59), Zone.WIT, "1 Mei 2021 pukul 00.59 WIT"),
        # recorded in another unit's zone
        (datetime(2021, 4, 26, 7, 30, tzinfo=Zone.WIT.info), Zone.WIB, "26 April 2021 pukul 05.30 WIB"),
    ],
)
def test_a_moment_is_told_by_the_units_own_clock(at: datetime, zone: Zone, shown: str) -> None:
    assert INDONESIAN.moment(at, zone) == shown


@pytest.mark.parametrize(
    ("minutes", "spoken", "decimal"),
    [
        (0, "0 jam", "0"),
        (1, "1 menit", "0,02"),
        (20, "20 menit", "0,33"),
        (30, "30 menit", "0,5"),
        (60, "1 jam", "1"),
        (450, "7 jam 30 menit", "7,5"),
        (375, "6 jam 15 menit", "6,25"),
        (600, "10 jam", "10"),
        (6000, "100 jam", "100"),
        (-30, "-30 menit", "-0,5"),
        (-90, "-1 jam 30 menit", "-1,5"),
        (-600, "-10 jam", "-10"),
    ],
)
def test_minutes_are_told_in_hours(minutes: int, spoken: str, decimal: str) -> None:
    assert (INDONESIAN.hours(minutes), INDONESIAN.decimal_hours(minutes)) == (spoken, decimal)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (MONDAY, "Senin, 26 April 2021"),
        (time(17), "17.00"),
        ((MONDAY,), "Senin, 26 April"),
        ((FRIDAY, MONDAY, WEDNESDAY), "Jumat, 23 April; Senin, 26 April; Rabu, 28 April"),
        ((), ""),
        (15, "15"),
        ("dinas", "dinas"),
        # what people type is never a place to fill
        ("100%", "100%"),
        ("%s %d %(said)s %%", "%s %d %(said)s %%"),
    ],
)
def test_a_text_is_told_with_its_values_written_out(value: Value, shown: str) -> None:
    assert INDONESIAN.told(Message("Tentang %(said)s.", {"said": value})) == f"Tentang {shown}."


def test_a_text_takes_several_values() -> None:
    said = Message("Paling banyak %(most)s%% pada %(day)s.", {"most": 50, "day": MONDAY})

    assert INDONESIAN.told(said) == "Paling banyak 50% pada Senin, 26 April 2021."


def test_a_text_without_values_is_told_as_it_stands() -> None:
    assert INDONESIAN.told(Message("Lebih dari 100% tidak mungkin.")) == "Lebih dari 100% tidak mungkin."


def test_a_value_that_was_forgotten_is_an_error() -> None:
    with pytest.raises(KeyError, match="day"):
        INDONESIAN.told(Message("Pada %(day)s.", {"date": MONDAY}))


def test_a_degree_at_the_end_of_a_sentence_ends_it() -> None:
    assert INDONESIAN.told(Message("Diterima oleh %(name)s.", {"name": "Siti, S.H."})) == "Diterima oleh Siti, S.H."


@pytest.mark.parametrize(
    ("day", "long", "short", "month"),
    [
        (MONDAY, "Monday, 26 April 2021", "Monday, 26 April", "April 2021"),
        (date(2021, 5, 4), "Tuesday, 4 May 2021", "Tuesday, 4 May", "May 2021"),
        (date(2021, 8, 5), "Thursday, 5 August 2021", "Thursday, 5 August", "August 2021"),
        (date(2024, 2, 3), "Saturday, 3 February 2024", "Saturday, 3 February", "February 2024"),
        (date(2021, 10, 31), "Sunday, 31 October 2021", "Sunday, 31 October", "October 2021"),
    ],
)
def test_dates_are_written_out_in_english(day: date, long: str, short: str, month: str) -> None:
    assert (ENGLISH.long_date(day), ENGLISH.day_month(day), ENGLISH.month_name(day)) == (long, short, month)


@pytest.mark.parametrize("language", Language)
def test_every_language_has_seven_weekdays_and_twelve_months(language: Language) -> None:
    spoken = wording(language)

    assert (len(set(spoken.weekdays)), len(set(spoken.months))) == (7, 12)


def test_times_and_numbers_have_their_english_marks() -> None:
    assert ENGLISH.clock(time(7, 30)) == "07:30"
    assert ENGLISH.moment(utc(2021, 4, 26, 0, 30), Zone.WITA) == "26 April 2021 at 08:30 WITA"
    assert [ENGLISH.hours(minutes) for minutes in (0, 450, 20, -90, 72_000)] == [
        "0 h",
        "7 h 30 min",
        "20 min",
        "-1 h 30 min",
        "1,200 h",
    ]
    assert [ENGLISH.decimal_hours(minutes) for minutes in (450, 375, -30)] == ["7.5", "6.25", "-0.5"]


def test_a_rules_text_is_told_in_english() -> None:
    said = Message("%(day)s sudah lewat.", {"day": MONDAY})

    assert ENGLISH.told(said) == "Monday, 26 April 2021 has passed."
    assert ENGLISH.told("Setujui") == "Approve"


@pytest.mark.parametrize(
    ("group", "said"),
    [
        (STRUCTURAL, "Office: Structural officers needs 2 people"),
        ("Setujui", "Office: Setujui needs 2 people"),
    ],
)
def test_of_groups_only_the_officers_are_named_in_the_readers_language(group: str, said: str) -> None:
    placement = Placement(Reason.OFFICE_COVERAGE, group)

    assert ENGLISH.told(explained(placement, home=0, minimum=2, per_week=None)) == said


@pytest.mark.parametrize("spoken", [INDONESIAN, ENGLISH])
def test_a_text_that_no_catalogue_knows_is_told_as_it_stands(spoken: Wording) -> None:
    assert [spoken.told(said) for said in ("Chrome, Android", "SURAT TUGAS", "")] == [
        "Chrome, Android",
        "SURAT TUGAS",
        "",
    ]
