"""The letter of an approved order: who signs as what, and what it takes over."""

from datetime import date

import pytest
from msgspec.structs import replace

from chalicelib.domain.deciding import Choice, decided
from chalicelib.domain.issuing import Signer, in_own_post, issued_letter, signatory_of, signing_post
from chalicelib.domain.letter_styles import usual_style
from chalicelib.domain.letters import Letter, LetterDay, Person, SigningPost, bare_name, content_hash
from chalicelib.domain.orders import Act, IssuedLetter, Order
from chalicelib.domain.people import Employee, Kind, Zone
from chalicelib.domain.trail import Means
from tests.factories import (
    FASTING_DAY,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    a_supervisor,
    a_unit,
    an_employee,
    an_order,
    local,
)

CITY = "Pekanbaru"
HEAD = a_supervisor()
CITY_SECRETARY = an_employee(
    "sekda", name="Dr. H. Ahmad Fauzi, M.Si.", post="Sekretaris Daerah", echelon="II.a", unit="SETDA", supervisor="wali"
)
MAYOR = an_employee(
    "wali",
    kind=Kind.OFFICIAL,
    name="H. Rahmat Hidayat",
    nip=None,
    rank=None,
    post=f"Wali Kota {CITY}",
    unit="SETDA",
    supervisor=None,
)


def letter_by(signer: Employee, order: Order | None = None, serial: int = 7, on: date = MONDAY) -> IssuedLetter:
    instructions = ("menyampaikan laporan harian", "tetap dapat dihubungi")
    return issued_letter(
        order or an_order(), an_employee(), in_own_post(signer), a_unit(), serial, instructions, CITY, on
    )


def letter(signer: Employee = HEAD, order: Order | None = None) -> Letter:
    return letter_by(signer, order).letter


# Who signs


@pytest.mark.parametrize(
    ("signer", "post", "lines", "shows_rank"),
    [
        (HEAD, SigningPost.OTHER, ("Kepala Dinas Komunikasi dan Informatika,",), True),
        (
            CITY_SECRETARY,
            SigningPost.CITY_SECRETARY,
            ("a.n. Wali Kota Pekanbaru", "Sekretaris Daerah,"),
            False,  # Permendagri 1/2023 art. 44
        ),
        (MAYOR, SigningPost.MAYOR, ("Wali Kota Pekanbaru,",), False),
    ],
    ids=["head", "city-secretary", "mayor"],
)
def test_everyone_signs_by_their_own_post(
    signer: Employee,
    post: SigningPost,
    lines: tuple[str, ...],
    shows_rank: bool,
) -> None:
    signatory = signatory_of(in_own_post(signer), CITY)

    assert signing_post(signer) is post
    assert signatory.post_line == lines
    assert signatory.shows_rank is shows_rank
    assert (signatory.name, signatory.nip, signatory.rank) == (signer.name, signer.nip, signer.rank)


@pytest.mark.parametrize("echelon", ["II.b", "III.a", "III.b", "IV.a", "IV.b", None])
def test_only_the_city_secretary_signs_on_the_mayors_behalf(echelon: str | None) -> None:
    assert signatory_of(in_own_post(an_employee(echelon=echelon)), CITY).post_line == ("Analis Kepegawaian,",)


@pytest.mark.parametrize(
    ("holder", "acting", "lines", "name", "shows_rank"),
    [
        (HEAD, "Plh.", ("Plh. Kepala Dinas Komunikasi dan Informatika,",), "Dr. Rina Marlina, S.H.", True),
        (HEAD, "Plt.", ("Plt. Kepala Dinas Komunikasi dan Informatika,",), "Dr. Rina Marlina, S.H.", True),
        (CITY_SECRETARY, "Plh.", ("a.n. Wali Kota Pekanbaru", "Plh. Sekretaris Daerah,"), "Rina Marlina", False),
        (MAYOR, "Plh.", ("Plh. Wali Kota Pekanbaru,",), "Rina Marlina", False),
    ],
    ids=["head away", "head vacant", "city secretary", "mayor"],
)
def test_an_acting_officer_signs_by_the_post_they_stand_in_for(
    holder: Employee, acting: str, lines: tuple[str, ...], name: str, shows_rank: bool
) -> None:
    rina = an_employee("rina", name="Dr. Rina Marlina, S.H.", nip="198001152005012003", rank="Pembina (IV/a)")

    block = signatory_of(Signer(rina, holder, acting), CITY)

    assert (block.post_line, block.name, block.shows_rank) == (lines, name, shows_rank)
    assert (block.nip, block.rank) == (rina.nip, rina.rank)


def test_the_units_own_lines_for_its_head_say_that_somebody_acts() -> None:
    rina = an_employee("rina", name="Rina Marlina, S.H.")
    style = replace(usual_style(a_unit(), CITY), head_lines=("a.n. Wali Kota", "Kepala Dinas Kominfo,"))
    signer = Signer(rina, HEAD, "Plh.")

    said = issued_letter(an_order(), an_employee(), signer, a_unit(), 1, (), CITY, MONDAY, style).letter

    assert said.signatory.post_line == ("a.n. Wali Kota", "Plh. Kepala Dinas Kominfo,")


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Budi Hartono, S.Sos., M.Si.", "Budi Hartono"),
        ("Prof. Dr. Ir. H. Amran Yusuf, M.Si.", "H. Amran Yusuf"),
        ("Drs. Hj. Nur Aini", "Hj. Nur Aini"),
        ("Siti", "Siti"),
    ],
)
def test_a_bare_name_keeps_what_is_no_degree(name: str, bare: str) -> None:
    assert bare_name(name) == bare


# What the letter says


def test_the_letter_commands_what_was_asked() -> None:
    said = letter()

    assert said.to == Person(
        "Siti Rahmawati, S.E.",
        "198609262015052001",
        "Penata (III/c)",
        "Analis Kepegawaian",
        "Dinas Komunikasi dan Informatika",
    )
    assert said.days == tuple(LetterDay(day, FASTING_DAY.start, FASTING_DAY.end) for day in (MONDAY, WEDNESDAY))
    assert said.tasks == an_order().tasks
    assert said.instructions == ("menyampaikan laporan harian", "tetap dapat dihubungi")
    assert said.circular == an_order().circular


def test_the_letter_is_numbered_and_dated_by_the_issuing_unit() -> None:
    issuing = a_unit(
        "SETDA", name="Sekretariat Daerah", address=("Jalan Sudirman 464",), number_pattern="094/{no}/{tahun}"
    )

    said = issued_letter(
        an_order(), an_employee(), in_own_post(CITY_SECRETARY), issuing, 12, (), CITY, date(2021, 5, 3)
    ).letter

    assert (said.number, said.unit_name, said.address_lines) == (
        "094/012/2021",
        "Sekretariat Daerah",
        ("Jalan Sudirman 464",),
    )
    assert (said.place, said.issued_on) == ("Pekanbaru", date(2021, 5, 3))
    assert said.to.unit == "Dinas Komunikasi dan Informatika"  # the employee's own


def test_copies_go_to_the_city_secretary_and_the_personnel_agency() -> None:
    assert letter().copies == ("Sekretaris Daerah Kota Pekanbaru", "Kepala BKPSDM Kota Pekanbaru")


@pytest.mark.parametrize(("zone", "label"), [(Zone.WIB, "WIB"), (Zone.WITA, "WITA"), (Zone.WIT, "WIT")])
def test_hours_stand_in_the_units_own_time(zone: Zone, label: str) -> None:
    assert letter(order=an_order(zone=zone)).zone_label == label


def test_a_letter_leaves_out_the_days_that_lapsed() -> None:
    approved = decided(an_order(), Choice(Act.APPROVE, ""), HEAD.id, Means.LINK, local(TUESDAY, 8), TUESDAY, {})

    assert [day.date for day in letter(order=approved).days] == [WEDNESDAY]


def test_a_contract_worker_is_sent_without_nip_and_rank() -> None:
    worker = an_employee(kind=Kind.THL, nip=None, rank=None)

    said = issued_letter(an_order(nip=None), worker, in_own_post(HEAD), a_unit(), 1, (), CITY, MONDAY).letter

    assert (said.to.nip, said.to.rank) == (None, None)


def test_the_hash_is_of_what_the_letter_says() -> None:
    issued = letter_by(HEAD)

    assert issued.content_hash == content_hash(issued.letter)
    assert letter_by(HEAD) == issued


@pytest.mark.parametrize(
    "other",
    [
        letter_by(CITY_SECRETARY),
        letter_by(HEAD, serial=8),
        letter_by(HEAD, on=TUESDAY),
        letter_by(HEAD, an_order(tasks=("Lain",))),
        letter_by(HEAD, an_order(dates=(MONDAY,))),
    ],
    ids=["signer", "number", "date", "tasks", "days"],
)
def test_any_other_content_has_another_hash(other: IssuedLetter) -> None:
    assert other.content_hash != letter_by(HEAD).content_hash
