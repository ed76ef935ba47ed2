"""The letter on paper: everything it has to say, nothing it was talked into, and the same bytes every time."""

import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from pypdf import PdfReader
from pypdf.generic import ContentStream

from chalicelib.domain.letters import Letter, LetterDay, Listed, Person
from chalicelib.papers.letter import letter_pdf
from chalicelib.papers.qr import QUIET_ZONE
from tests.factories import FRIDAY_MORNING, MONDAY, a_letter, utc

ROOT = Path(__file__).parents[2]
VERIFY_URL = "https://giliran.example/periksa/k7?t=a_b"
HASH = "0123456789abcdef" * 4

A4_WIDTH = 595.28
"""In points."""
WIDEST = 0.974
"""The width of a W in the letter's type, as a share of its size."""

TASKS = (
    "Menyusun laporan kepegawaian triwulan I beserta lampirannya untuk disampaikan kepada Kepala Dinas",
    "Memeriksa usul kenaikan pangkat periode Oktober dan mencatat berkas yang masih kurang",
    "Menyiapkan bahan rapat koordinasi kepegawaian bersama seluruh perangkat daerah",
)


def pdf(letter: Letter, *, verify_url: str = VERIFY_URL, approved_at: datetime = FRIDAY_MORNING) -> PdfReader:
    """The letter as a reader opens it."""
    made = letter_pdf(letter, verify_url=verify_url, content_hash=HASH, approved_at=approved_at)
    return PdfReader(BytesIO(made))


def pages_of(reader: PdfReader) -> list[str]:
    """The text of each page, its lines joined."""
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def text_of(letter: Letter) -> str:
    """The text of a letter of one page."""
    (only,) = pages_of(pdf(letter))
    return only


def days(count: int) -> tuple[LetterDay, ...]:
    return tuple(LetterDay(MONDAY + timedelta(n), time(8), time(15)) for n in range(count))


# What it says


def test_the_letter_says_everything_in_the_order_of_the_regulation() -> None:
    letter = replace(a_letter(), instructions=("mematuhi ketentuan jam kerja", "menyampaikan laporan harian"))

    assert text_of(letter) == " ".join(
        [
            "PEMERINTAH KOTA PEKANBARU DINAS KOMUNIKASI DAN INFORMATIKA",
            "Jalan Jenderal Sudirman Nomor 1 Telepon (0761) 00000",
            "SURAT PERINTAH TUGAS NOMOR: 800/007/DISKOMINFO/IV/2021",
            "Menimbang : bahwa untuk menjaga kelancaran pelaksanaan tugas kedinasan selama masa bekerja dari rumah,",
            "perlu menugaskan pegawai yang namanya tercantum dalam surat ini;",
            "Dasar : Surat Edaran Wali Kota Nomor 7 Tahun 2021;",
            "MEMERINTAHKAN:",
            "Kepada : Nama : Siti Rahmawati, S.E. NIP : 19860926 201505 2 001 Pangkat/golongan : Penata (III/c)",
            "Jabatan : Analis Kepegawaian Unit kerja : Dinas Komunikasi dan Informatika",
            "Untuk : 1. melaksanakan tugas kedinasan dari tempat tinggal pada hari dan tanggal berikut:",
            "No. Hari Tanggal Waktu",
            "1 Senin 26 April 2021 pukul 08.00 s.d. 15.00 WIB",
            "2 Rabu 28 April 2021 pukul 08.00 s.d. 15.00 WIB",
            "2. melaksanakan pekerjaan sebagai berikut:",
            "a. Menyusun laporan kepegawaian triwulan I; b. Memeriksa usul kenaikan pangkat.",
            "3. mematuhi ketentuan jam kerja; 4. menyampaikan laporan harian.",
            "Ditetapkan di Pekanbaru pada tanggal 23 April 2021",
            "Kepala Dinas Komunikasi dan Informatika, Budi Hartono, S.Sos., M.Si.",
            "Pembina Utama Muda (IV/c) NIP 19750312 199803 1 002",
            "Tembusan: 1. Sekretaris Daerah Kota Pekanbaru; 2. Kepala BKPSDM Kota Pekanbaru.",
            "Persetujuan tercatat dalam sistem; bukan tanda tangan elektronik tersertifikasi.",
            "Disetujui pada 23 April 2021 pukul 09.30 WIB. Sidik isi surat (SHA-256): 0123 4567 89ab cdef.",
            "Pindai kode QR atau buka alamat berikut untuk memeriksa keabsahan surat ini:",
            VERIFY_URL,
        ]
    )


def test_a_single_day_stands_in_the_sentence() -> None:
    said = text_of(replace(a_letter(), days=days(1)))

    assert "dari tempat tinggal pada hari Senin, 26 April 2021, pukul 08.00 s.d. 15.00 WIB; 2. melaksanakan" in said
    assert "No. Hari" not in said


def test_what_a_contract_worker_lacks_is_not_printed() -> None:
    letter = a_letter()
    said = text_of(replace(letter, to=replace(letter.to, nip=None, rank=None)))

    assert "Kepada : Nama : Siti Rahmawati, S.E. Jabatan : Analis Kepegawaian" in said


def test_the_city_secretary_signs_for_the_mayor_without_rank_and_nip() -> None:
    post_line = ("a.n. Wali Kota Pekanbaru", "Sekretaris Daerah,")
    letter = a_letter()
    said = text_of(replace(letter, signatory=replace(letter.signatory, post_line=post_line, shows_rank=False)))

    assert "a.n. Wali Kota Pekanbaru Sekretaris Daerah, Budi Hartono, S.Sos., M.Si. Tembusan:" in said


def test_a_letter_without_copies_has_no_heading_for_them() -> None:
    assert "Tembusan" not in text_of(replace(a_letter(), copies=()))


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        (("Satu.", "Dua;", "Tiga,"), "a. Satu; b. Dua; c. Tiga."),
        (("Satu dll.", "Dua dll."), "a. Satu dll.; b. Dua dll."),
        (("Satu\n dua\t tiga",), "a. Satu dua tiga."),
        (("Sa\u202etu\u200b", " \u200b ", "Dua\x07"), "a. Satu; b. Dua."),
    ],
)
def test_tasks_are_pointed_as_letters_do(typed: tuple[str, ...], printed: str) -> None:
    assert f"sebagai berikut: {printed} 3. " in text_of(replace(a_letter(), tasks=typed))


def test_the_footer_claims_no_more_than_is_true() -> None:
    said = text_of(a_letter())
    sentence = "Persetujuan tercatat dalam sistem; bukan tanda tangan elektronik tersertifikasi."

    assert said.count(sentence) == 1
    assert "tanda tangan" not in said.replace(sentence, "").lower()


# The moment of approval


@pytest.mark.parametrize(
    ("zone", "printed"),
    [
        ("WIB", "30 April 2021 pukul 22.59 WIB"),
        ("WITA", "30 April 2021 pukul 23.59 WITA"),
        ("WIT", "1 Mei 2021 pukul 00.59 WIT"),
    ],
)
def test_the_approval_is_told_in_the_letters_own_zone(zone: str, printed: str) -> None:
    (said,) = pages_of(pdf(replace(a_letter(), zone_label=zone), approved_at=utc(2021, 4, 30, 15, 59)))

    assert f"Disetujui pada {printed}. Sidik" in said
    assert f"26 April 2021 pukul 08.00 s.d. 15.00 {zone} 2 Rabu" in said


def test_the_document_is_dated_by_its_approval() -> None:
    info = pdf(a_letter()).metadata

    assert info is not None
    assert info.creation_date == info.modification_date == FRIDAY_MORNING


@pytest.mark.parametrize("zone", ["UTC", "wib", "", "Asia/Jakarta"])
def test_a_zone_that_indonesia_does_not_have_is_refused(zone: str) -> None:
    with pytest.raises(ValueError, match="no Indonesian time zone"):
        pdf(replace(a_letter(), zone_label=zone))


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        pdf(a_letter(), approved_at=FRIDAY_MORNING.replace(tzinfo=None))


# Typed text is never markup

MARKUP = [
    '#read("letter.typ") #sys.inputs',
    '#{ panic("x") } #text(size: 40pt)[besar]',
    "*tebal* _miring_ `kode` ```blok``` $x^2$ @acuan <label>",
    r"<b>tebal</b> &amp; <script>1</script> \ \u{41} \n \\",
    "= Judul - butir + nomor / istilah: isi // komentar /* lain */",
    "-- --- ... ~ 'satu' \"dua\" [isi] {kode} ]} #",
    "{{ 7 * 7 }} %(nama)s {0}",
]


def with_text_everywhere(typed: str) -> Letter:
    """A letter whose every text is `typed`, each with a mark of its own before it."""
    letter = a_letter()
    signatory = replace(letter.signatory, name=f"m10 {typed}", rank=f"m11 {typed}", post_line=(f"m12 {typed}",))
    return replace(
        letter,
        title=f"m01 {typed}",
        city=f"m02 {typed}",
        unit_name=f"m03 {typed}",
        address_lines=(f"m04 {typed}",),
        number=f"m05 {typed}",
        circular=f"m06 {typed}|",
        place=f"m07 {typed}",
        to=replace(letter.to, name=f"m08 {typed}", nip=f"m09 {typed}", rank=f"m13 {typed}", post=f"m14 {typed}"),
        tasks=(f"m15 {typed}|", f"m16 {typed}|"),
        instructions=(f"m17 {typed}|", f"m18 {typed}|"),
        signatory=replace(signatory, nip=f"m19 {typed}"),
        copies=(f"m20 {typed}|", f"m21 {typed}|"),
    )


@pytest.mark.parametrize("typed", MARKUP)
def test_markup_in_any_text_is_printed_as_it_was_typed(typed: str) -> None:
    reader = pdf(with_text_everywhere(typed))
    said = re.sub(r"\s", "", "".join(pages_of(reader)))
    bare = re.sub(r"\s", "", typed)

    for mark in range(1, 22):
        expected = f"m{mark:02d}{bare}"
        if mark <= 3:  # set in capitals
            expected = expected.upper()
        assert expected in said
    assert reader.metadata is not None
    assert reader.metadata.title == f"m01 {typed} Nomor m05 {typed}"
    assert reader.metadata.author == f"m03 {typed}"


def test_the_marks_reach_every_text_of_a_letter() -> None:
    said = "".join(pages_of(pdf(with_text_everywhere("x"))))

    for old in ("Siti", "Budi", "Pekanbaru", "Penata", "Pembina", "Surat Edaran", "Sekretaris", "Jalan", "DISKOMINFO"):
        assert old not in said


# The same bytes


def test_another_process_makes_the_same_bytes() -> None:
    program = (
        "import hashlib\n"
        "from chalicelib.papers.letter import letter_pdf\n"
        "from tests.factories import FRIDAY_MORNING, a_letter\n"
        f"made = letter_pdf(a_letter(), verify_url={VERIFY_URL!r}, content_hash={HASH!r}, approved_at=FRIDAY_MORNING)\n"
        "print(hashlib.sha256(made).hexdigest())"
    )
    elsewhere = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7", "TZ": "Asia/Jayapura", "LC_ALL": "C"}
    here = letter_pdf(a_letter(), verify_url=VERIFY_URL, content_hash=HASH, approved_at=FRIDAY_MORNING)

    told = subprocess.run(
        [sys.executable, "-c", program], env=elsewhere, cwd="/", capture_output=True, text=True, check=True
    )

    assert told.stdout.strip() == hashlib.sha256(here).hexdigest()


def test_the_same_instant_in_another_zone_makes_the_same_bytes() -> None:
    one, other = (
        letter_pdf(a_letter(), verify_url=VERIFY_URL, content_hash=HASH, approved_at=at)
        for at in (FRIDAY_MORNING, utc(2021, 4, 23, 2, 30))
    )

    assert one == other


def test_another_letter_makes_other_bytes() -> None:
    one, other = (
        letter_pdf(letter, verify_url=VERIFY_URL, content_hash=HASH, approved_at=FRIDAY_MORNING)
        for letter in (a_letter(), a_letter(serial=8))
    )

    assert one != other


# For screen readers and the archive


def kinds(node: Any) -> list[str]:
    """The kinds of all elements in a tagged document's tree, in reading order."""
    node = node.get_object()
    if isinstance(node, list):
        return [kind for each in node for kind in kinds(each)]
    if not isinstance(node, dict):
        return []
    own = [node["/S"]] if "/S" in node else []
    return own + (kinds(node["/K"]) if "/K" in node else [])


def catalogue_of(reader: PdfReader) -> Any:
    """The document's catalogue, which pypdf types too loosely to walk."""
    return reader.root_object


def test_the_document_is_tagged_for_screen_readers() -> None:
    catalogue = catalogue_of(pdf(a_letter()))
    tree = kinds(catalogue["/StructTreeRoot"])

    assert catalogue["/MarkInfo"]["/Marked"]
    assert {"/H1", "/H2", "/L", "/LI", "/Table", "/TH", "/TD", "/Figure", "/Link"} <= set(tree)
    assert tree.index("/H1") < tree.index("/H2") < tree.index("/Table") < tree.index("/Figure")
    assert (tree.count("/TH"), tree.count("/TD")) == (4, 8)


def test_the_document_is_in_indonesian_and_shows_its_title() -> None:
    reader = pdf(a_letter())

    assert catalogue_of(reader)["/Lang"].split("-")[0] == "id"
    assert catalogue_of(reader)["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Surat Perintah Tugas Nomor 800/007/DISKOMINFO/IV/2021"


def test_the_document_says_which_standards_it_keeps() -> None:
    described = catalogue_of(pdf(a_letter()))["/Metadata"].get_object().get_data().decode()

    assert re.search(r"pdfuaid:part\W+1\b", described)
    assert re.search(r"pdfaid:part\W+2\b", described)
    assert re.search(r"pdfaid:conformance\W+A\b", described)


# The code to scan


def modules_on(reader: PdfReader) -> set[tuple[int, int]]:
    """The dark modules (row, column) of the code drawn on the page, without its quiet zone.

    They are strokes one module high, from one whole column to another, through the middle of their row.
    """
    contents = ContentStream(reader.pages[0].get_contents(), reader)
    dark: set[tuple[int, int]] = set()
    for (start, begun), (end, ended) in pairwise(contents.operations):
        if (begun, ended) == (b"m", b"l") and float(start[1]) % 1 == 0.5 and start[1] == end[1]:
            row = int(start[1]) - QUIET_ZONE
            dark |= {(row, column - QUIET_ZONE) for column in range(round(start[0]), round(end[0]))}
    return dark


def decoded(dark: set[tuple[int, int]]) -> str:
    """What a QR code of version 2 or 3, level M, mask 4 and one run of bytes says (ISO/IEC 18004)."""
    size = 1 + max(row for row, _ in dark)
    assert size in (25, 29)
    assert [(8, column) in dark for column in range(5)] == [True, False, False, False, True]  # level M, mask 4

    def carries_data(row: int, column: int) -> bool:
        finder = (row < 9 and (column < 9 or column >= size - 8)) or (row >= size - 8 and column < 9)
        alignment = abs(row - (size - 7)) <= 2 and abs(column - (size - 7)) <= 2
        return not (finder or alignment or 6 in (row, column))

    bits = ""
    upwards = True
    for right in [*range(size - 1, 6, -2), 5, 3, 1]:
        for row in range(size - 1, -1, -1) if upwards else range(size):
            for column in (right, right - 1):
                if carries_data(row, column):
                    masked = (row // 2 + column // 3) % 2 == 0
                    bits += str(int(((row, column) in dark) != masked))
        upwards = not upwards
    assert bits[:4] == "0100"  # bytes follow
    length = int(bits[4:12], 2)
    return bytes(int(bits[at : at + 8], 2) for at in range(12, 12 + 8 * length, 8)).decode()


@pytest.mark.parametrize("url", [VERIFY_URL, "https://a.example/9"])
def test_the_code_on_the_paper_reads_as_the_address_that_verifies_the_letter(url: str) -> None:
    assert decoded(modules_on(pdf(a_letter(), verify_url=url))) == url


def test_the_address_is_printed_linked_and_told_to_who_cannot_see_the_code() -> None:
    url = "https://giliran.kota.example/periksa/kq3vd5c2x7mabnop?tanda=AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-"
    reader = pdf(a_letter(), verify_url=url)
    (page,) = reader.pages

    def figures(node: Any) -> list[str]:
        node = node.get_object()
        if isinstance(node, list):
            return [alt for each in node for alt in figures(each)]
        if not isinstance(node, dict):
            return []
        own = [str(node["/Alt"])] if node.get("/S") == "/Figure" else []
        return own + (figures(node["/K"]) if "/K" in node else [])

    assert "".join(page.extract_text().split()).endswith(url)
    annotations: Any = page["/Annots"]
    assert {link.get_object()["/A"]["/URI"] for link in annotations} == {url}
    assert figures(catalogue_of(reader)["/StructTreeRoot"]) == [f"Kode QR menuju halaman pemeriksaan surat: {url}"]


# How it lies on pages


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_few_days_and_three_tasks_fit_on_one_page(count: int) -> None:
    (only,) = pages_of(pdf(replace(a_letter(), days=days(count), tasks=TASKS)))

    assert "Halaman" not in only


def test_a_long_letter_numbers_its_pages() -> None:
    pages = pages_of(pdf(replace(a_letter(), days=days(30), tasks=TASKS * 8)))

    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert f"Nomor: 800/007/DISKOMINFO/IV/2021 Halaman {number} dari {len(pages)}" in page


def test_a_table_that_goes_on_repeats_its_heading() -> None:
    pages = pages_of(pdf(replace(a_letter(), days=days(40))))

    assert sum("No. Hari Tanggal Waktu" in page for page in pages) == 2


def before_the_signature(letter: Letter) -> str:
    """What stands above the signature on its own page."""
    (page,) = (page for page in pages_of(pdf(letter)) if "Ditetapkan di" in page)
    return page.split("Ditetapkan di")[0].strip()


@pytest.mark.parametrize("count", [1, 5, 9, 12, 20, 29])
def test_a_signature_never_stands_alone_on_a_page(count: int) -> None:
    letter = replace(a_letter(), days=days(count), tasks=TASKS)

    assert before_the_signature(letter).endswith("3. menyampaikan laporan harian pada hari yang sama.")


@pytest.mark.parametrize("instructions", [(), ("melapor " * 80,)], ids=["no instruction", "a long instruction"])
def test_a_signature_never_stands_alone_whatever_the_instructions(instructions: tuple[str, ...]) -> None:
    letters = [replace(a_letter(), instructions=instructions, tasks=(TASKS * 5)[:count]) for count in (5, 7, 9)]

    assert all(before_the_signature(letter) for letter in letters)


@pytest.mark.parametrize("count", [3, 12, 28])
def test_signature_copies_and_record_keep_together_at_the_end(count: int) -> None:
    last = pages_of(pdf(replace(a_letter(), days=days(count), tasks=TASKS)))[-1]

    assert "Ditetapkan di" in last
    assert "Tembusan:" in last
    assert "Persetujuan tercatat" in last


def test_a_word_without_an_end_stays_on_the_page() -> None:
    word = "W" * 150
    letter = a_letter()
    signatory = replace(letter.signatory, name=word, rank=word, post_line=(word,))
    letter = replace(
        letter,
        unit_name=word,
        address_lines=(word,),
        circular=word,
        place=word,
        to=replace(letter.to, name=word, post=word, unit=word),
        tasks=(word,),
        instructions=(word, word),
        signatory=signatory,
        copies=(word,),
    )
    runs: Counter[tuple[int, float, float, float]] = Counter()

    for number, page in enumerate(pdf(letter).pages):

        def measured(text: str, at: list[float], _within: Any, _font: Any, size: float, on: int = number) -> None:
            runs[on, at[4], at[5], size] += text.count("W")

        page.extract_text(visitor_text=measured)

    assert sum(runs.values()) >= 14 * len(word)
    for (_, start, _, size), letters in runs.items():
        assert start + letters * WIDEST * size < A4_WIDTH


def test_a_long_word_leaves_the_text_of_the_letter_as_it_was() -> None:
    said = text_of(replace(a_letter(), tasks=("MenyusunLaporan" * 4, "Ya")))

    assert "\u200b" not in said
    assert "Siti Rahmawati, S.E." in said


def test_the_days_of_the_longest_order_are_all_listed() -> None:
    said = " ".join(pages_of(pdf(replace(a_letter(), days=days(23)))))

    assert re.findall(r"(\d+) \w+ (\d+ \w+ 2021) pukul 08\.00 s\.d\. 15\.00 WIB", said) == [
        (str(n), f"{day.day} {'April' if day.month == 4 else 'Mei'} 2021")
        for n, day in enumerate((date(2021, 4, 26) + timedelta(n) for n in range(23)), start=1)
    ]


# The attachment of a letter to several people


def a_letter_to(count: int) -> Letter:
    """A letter to `count` people, each at home on the first and the third day."""
    dates = (MONDAY, MONDAY + timedelta(2), MONDAY + timedelta(7))
    rows = (
        Listed(f"Pegawai Nomor {n}, S.E.", "198609262015052001", "Penata (III/c)", f"Analis {n}", dates)
        for n in range(1, count + 1)
    )
    to = Person("pegawai sebagaimana tercantum dalam lampiran surat ini", None, None, "", "Dinas Sosial")
    return replace(a_letter(), to=to, attachment=tuple(rows), days=days(8))


def test_a_letter_to_several_people_names_them_on_its_attachment_only() -> None:
    letter, *attachment = pages_of(pdf(a_letter_to(3)))

    assert "Kepada : pegawai sebagaimana tercantum dalam lampiran surat ini;" in letter
    assert "Pegawai Nomor" not in letter
    (listed,) = attachment
    assert "Lampiran : Surat Perintah Tugas Nomor : 800/007/DISKOMINFO/IV/2021" in listed
    assert "Pegawai Nomor 2, S.E. 19860926 201505 2 001 Penata (III/c) Analis 2" in listed
    assert "26, 28 April 2021; 3 Mei 2021" in listed


def test_a_letter_to_several_people_says_the_hours_once_with_the_dates_that_have_them() -> None:
    fridays = (date(2026, 12, 4), date(2026, 12, 11))
    month = [date(2026, 12, n) for n in (1, 2, 3, 4, 7, 8, 10, 11)] + [date(2027, 1, 4)]
    hours = tuple(LetterDay(day, time(7, 30), time(16, 30) if day in fridays else time(16)) for day in month)

    letter = pages_of(pdf(replace(a_letter_to(3), days=hours)))[0]

    assert "a. 1–3, 7–8, 10 Desember 2026; 4 Januari 2027, pukul 07.30 s.d. 16.00 WIB;" in letter
    assert "b. 4, 11 Desember 2026, pukul 07.30 s.d. 16.30 WIB;" in letter


def test_the_order_of_a_month_for_a_unit_of_25_is_signed_on_its_first_page() -> None:
    month = tuple(
        LetterDay(day, time(7, 30), time(16, 30) if day.weekday() == 4 else time(16))
        for day in (date(2026, 12, n) for n in range(1, 32))
        if day.weekday() < 5
    )
    listed = a_letter_to(25)
    dates = tuple(day.date for day in month[::2])
    long = replace(
        listed,
        days=month,
        instructions=("tetap dapat dihubungi selama jam kerja dan hadir di kantor apabila dipanggil atasan",) * 6,
        attachment=tuple(replace(each, dates=dates) for each in listed.attachment),
    )

    letter, *attachment = pages_of(pdf(long))

    assert "Ditetapkan di" in letter
    assert long.signatory.name in letter
    assert "Sidik isi surat" in letter
    assert len(attachment) == 2
    assert all("Pegawai Nomor" in page for page in attachment)


def test_the_attachments_header_stands_on_each_of_its_pages() -> None:
    _, *attachment = pages_of(pdf(a_letter_to(70)))

    assert len(attachment) > 1
    assert all("No. Nama NIP dan pangkat/golongan Jabatan Tanggal" in page for page in attachment)
    assert "Pegawai Nomor 70, S.E." in attachment[-1]
