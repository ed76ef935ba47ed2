"""How each language writes dates, times and minutes, and how it says the texts of rules and pages.

Texts are Indonesian in the source, so Indonesian needs no catalogue; another language reads its own when it is first
spoken. Weekdays and months stand here as CLDR has them: for nineteen words Babel would cost the first page 7 % of its
time.
"""

from datetime import date, datetime, time
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from msgspec import Struct

from chalicelib.domain.people import Zone
from chalicelib.domain.texts import Language, Message, Value, Word

LOCALE = Path(__file__).parents[1] / "locale"


class Wording(Struct, frozen=True):
    """A language as pages and mails use it; its methods are the filters of templates."""

    language: Language
    translations: NullTranslations
    weekdays: tuple[str, ...]
    """From Monday on."""
    months: tuple[str, ...]
    colon: str
    """Between hours and minutes of a time of day."""
    point: str
    """Between units and tenths."""
    comma: str
    """Between thousands and hundreds."""
    at: str
    """Between a date and a time."""
    hour: str
    minute: str

    def told(self, said: Message | str) -> str:
        """A rule's text with its values written out, or one without any. A name's full stop ends the sentence too."""
        if isinstance(said, str):
            return self.translations.gettext(said) if said else ""
        translated = self.translations.gettext(said.msgid)
        values = {name: self._written(value) for name, value in said.values.items()}
        written = translated % values if values else translated
        return written.removesuffix(".") if written.endswith("..") else written

    def long_date(self, day: date) -> str:
        """ "Senin, 26 April 2021" """
        return f"{self.weekdays[day.weekday()]}, {self._day_of_year(day)}"

    def day_month(self, day: date) -> str:
        """ "Senin, 26 April" """
        return f"{self.weekdays[day.weekday()]}, {day.day} {self.months[day.month - 1]}"

    def month_name(self, day: date) -> str:
        """ "April 2021" """
        return f"{self.months[day.month - 1]} {day.year}"

    def clock(self, at: time) -> str:
        """ "07.30" """
        return f"{at.hour:02}{self.colon}{at.minute:02}"

    def moment(self, at: datetime, zone: Zone) -> str:
        """ "26 April 2021 pukul 07.30 WIB", in the unit's zone."""
        local = at.astimezone(zone.info)
        return f"{self._day_of_year(local)} {self.at} {self.clock(local.time())} {zone.name}"

    def hours(self, minutes: int) -> str:
        """ "7 jam 30 menit" """
        whole, rest = divmod(abs(minutes), 60)
        parts = [f"{whole:,} {self.hour}".replace(",", self.comma)] * bool(whole or not rest)
        parts += [f"{rest} {self.minute}"] * bool(rest)
        return ("-" if minutes < 0 else "") + " ".join(parts)

    def decimal_hours(self, minutes: int) -> str:
        """ "7,5": hours with at most two decimals."""
        return f"{minutes / 60:.2f}".rstrip("0").rstrip(".").replace(".", self.point)

    def _day_of_year(self, day: date) -> str:
        return f"{day.day} {self.month_name(day)}"

    def _written(self, value: Value) -> str:
        if isinstance(value, Word):
            return self.translations.gettext(value)
        if isinstance(value, tuple):
            return "; ".join(self.day_month(day) for day in value)
        if isinstance(value, date):
            return self.long_date(value)
        return self.clock(value) if isinstance(value, time) else str(value)


@cache
def wording(language: Language) -> Wording:
    """A language, made when it is first spoken."""
    return _MADE[language]()


def _indonesian() -> Wording:
    return Wording(
        Language.INDONESIAN,
        NullTranslations(),
        weekdays=("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
        months=(
            *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
            *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
        ),
        colon=".",
        point=",",
        comma=".",
        at="pukul",
        hour="jam",
        minute="menit",
    )


def _english() -> Wording:
    with (LOCALE / Language.ENGLISH / "LC_MESSAGES" / "giliran.mo").open("rb") as catalogue:
        translations = GNUTranslations(catalogue)
    return Wording(
        Language.ENGLISH,
        translations,
        weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        months=(
            *("January", "February", "March", "April", "May", "June"),
            *("July", "August", "September", "October", "November", "December"),
        ),
        colon=":",
        point=".",
        comma=",",
        at="at",
        hour="h",
        minute="min",
    )


_MADE = {Language.INDONESIAN: _indonesian, Language.ENGLISH: _english}

INDONESIAN = wording(Language.INDONESIAN)
"""What papers are written in, whoever reads them."""
