"""Names of people as one meets them in Pekanbaru: Riau Malay, Minang, Batak and Javanese, with their degrees.

All of it is invented by chance from common name parts; any likeness to a living person is accidental.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from tools.city_chance import Dice


class Sex(IntEnum):
    """As the fifteenth digit of the NIP writes it."""

    MAN = 1
    WOMAN = 2


class Schooling(StrEnum):
    """The degree a post was entered with; it decides the first rank."""

    SCHOOL = "SMA"
    DIPLOMA = "D3"
    BACHELOR = "S1"
    MASTER = "S2"


@dataclass(frozen=True)
class Roots:
    """The name parts of one origin."""

    men: tuple[str, ...]
    women: tuple[str, ...]
    last_of_men: tuple[str, ...]
    last_of_women: tuple[str, ...]
    hajj: bool
    """Whether H. or Hj. before the name is usual among elders."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MALAY = Roots(
    _words(
        "Azwar Zulkifli Syahrul Khairul Fakhrurrozi Indra Hendra Azlan Muhardi Jefrizal Masrizal"
        " Nazaruddin Yusrizal Amrizal Erizal Zamri Herman Rafli Ridho Ilham Taufik Rahmat Irwan Ahmad Iskandar"
    ),
    _words(
        "Nurhayati Zuraida Maimunah Siti Fatimah Nurul Azizah Rosmini Suhaila Wan Encik Hasnah Rohana Syarifah"
        " Nuraini Khairani Mardiana Zulaikha Laila Halimah Rabiah Aminah Salmah Nadia Anisa"
    ),
    _words("Hamzah Ismail Yusuf Effendi Ramadhan Zainal Abdullah Husin Rasyid Kasim Bahari Syukri Lazuardi Mahmud"),
    _words("Ismail Yusuf Hamzah Fitriani Rahmadani Zahara Hasanah Safitri Husin Rasyid Melati Azhari Syukri Kasim"),
    hajj=True,
)
MINANG = Roots(
    _words(
        "Afrizal Yuhendri Syafril Hendri Dodi Rinaldi Yulisman Novrizal Aldi Feri Zulhendri Robi Doni Riko Fadli"
        " Yasrul Mulyadi Arman Edison Nofriadi Ardi Benny Jasman Muslim Bustami Irfan Hafiz Reza"
    ),
    _words(
        "Yulia Desi Elvi Rahmi Yeni Nofri Refni Fitra Gusmiati Ermawati Leni Yosi Silvia Mega Rika Wirda Nelvia"
        " Suryani Zulfa Asmawati Mira Dona Putri Vivi Yelni"
    ),
    _words("Chaniago Koto Piliang Tanjung Sikumbang Jambak Guci Caniago Malin Putra Saputra Marajo Melayu Pratama"),
    _words("Chaniago Koto Piliang Tanjung Sikumbang Jambak Guci Sari Yanti Marlina Oktavia Gusti Yusra Susanti"),
    hajj=True,
)
BATAK = Roots(
    _words(
        "Parlindungan Tumpal Marihot Sahat Binsar Rikardo Daniel Jonathan Bonar Saut Poltak Maruli Togar"
        " Andreas Ronald Jhon Mangatas Ferdinand Samuel Parulian Sabam Hendrik Ramses"
    ),
    _words(
        "Rosmaida Tiur Lasmaria Ester Martha Rotua Duma Romauli Kristina Debora Yohana Lamria Herlina Tiurma Elfrida"
        " Nurmaida Rina Agnes Melva Sondang Maria Ruth Veronika Delima"
    ),
    _words(
        "Siregar Nasution Harahap Lubis Hutapea Simanjuntak Sihombing Sinaga Panjaitan Manurung Situmorang Purba"
        " Tampubolon Nainggolan Pasaribu Ritonga"
    ),
    _words(
        "Siregar Nasution Harahap Lubis Hutapea Simanjuntak Sihombing Sinaga Panjaitan Manurung Situmorang Purba"
        " Tampubolon Nainggolan Pasaribu Ritonga"
    ),
    hajj=False,
)
JAVANESE = Roots(
    _words(
        "Slamet Agus Bambang Eko Sugeng Wahyu Teguh Supriyanto Budi Heru Sigit Purwanto Dwi Tri Aris Yudi Didik"
        " Gunawan Suyatno Arif Bayu Dimas Galih Rizky Mulyono"
    ),
    _words(
        "Sri Endang Dwi Tri Wahyuni Suparmi Retno Wulan Ratna Sulastri Lilik Ningsih Dian Ayu Indah Tutik Yuni Anik"
        " Puji Kartika Lestari Novita Rini Winarti Titik"
    ),
    _words(
        "Santoso Prasetyo Widodo Wibowo Nugroho Hidayat Setiawan Susanto Hartono Utomo Kurniawan Raharjo Suryadi"
        " Handoko"
    ),
    _words(
        "Rahayu Lestari Handayani Utami Astuti Wulandari Puspitasari Kusumawati Widyastuti Purnamasari Setyowati"
        " Anggraini Hastuti Maharani"
    ),
    hajj=True,
)

_SHARES = {"malay": 33, "minang": 30, "batak": 20, "javanese": 17}
_ROOTS = {"malay": MALAY, "minang": MINANG, "batak": BATAK, "javanese": JAVANESE}

_MIDDLE_OF_MEN = _words("Hadi Rizal Fauzi Akbar Fikri Putra Arief Surya Eka Nur Perdana Adi")
_MIDDLE_OF_WOMEN = _words("Dewi Fitri Eka Nur Indah Permata Ayu Kurnia Wati Mawar Intan Citra")

_DEGREES = {
    Schooling.DIPLOMA: ("A.Md.", "A.Md.Kom.", "A.Md.Ak."),
    Schooling.BACHELOR: (
        *("S.Sos.", "S.E.", "S.H.", "S.T.", "S.IP.", "S.Kom.", "S.Pd.", "S.STP.", "S.Ak."),
        *("S.KM.", "S.Si.", "S.AP.", "S.I.Kom.", "S.P."),
    ),
    Schooling.MASTER: ("M.Si.", "M.M.", "M.H.", "M.T.", "M.AP.", "M.Pd.", "M.Kom.", "M.Ec.Dev."),
}
_HAJJ_FROM_AGE = 45
_HAJJ_PERCENT = 22
_MIDDLE_PERCENT = 35


@dataclass(frozen=True)
class Name:
    """A person's name, bare and as printed with titles."""

    bare: str
    titled: str


def new_name(chance: Dice, sex: Sex, schooling: Schooling, age: int) -> Name:
    """An invented name with the degrees that go with the schooling."""
    roots = _ROOTS[chance.weighted(_SHARES)]
    is_man = sex is Sex.MAN
    parts = [chance.choice(roots.men if is_man else roots.women)]
    if chance.happens(_MIDDLE_PERCENT):
        parts.append(chance.choice(_MIDDLE_OF_MEN if is_man else _MIDDLE_OF_WOMEN))
    last = chance.choice(roots.last_of_men if is_man else roots.last_of_women)
    bare = " ".join(dict.fromkeys((*parts, last)))
    if " " not in bare:
        bare = f"{bare} {chance.choice(('Kurnia', 'Permana', 'Sentosa'))}"
    before = ""
    if roots.hajj and age >= _HAJJ_FROM_AGE and chance.happens(_HAJJ_PERCENT):
        before = "H. " if is_man else "Hj. "
    return Name(bare, ", ".join((before + bare, *_degrees(chance, schooling))))


def _degrees(chance: Dice, schooling: Schooling) -> tuple[str, ...]:
    if schooling is Schooling.SCHOOL:
        return ()
    if schooling is Schooling.MASTER:
        return (chance.choice(_DEGREES[Schooling.BACHELOR]), chance.choice(_DEGREES[Schooling.MASTER]))
    return (chance.choice(_DEGREES[schooling]),)


def mail_of(name: Name, taken: set[str]) -> str:
    """A mail address nobody has yet, given.surname@example.go.id; it counts as taken from here on."""
    parts = name.bare.lower().split()
    stem = f"{parts[0]}.{parts[-1]}"
    number = 1
    while (mail := f"{stem}{number if number > 1 else ''}@example.go.id") in taken:
        number += 1
    taken.add(mail)
    return mail
