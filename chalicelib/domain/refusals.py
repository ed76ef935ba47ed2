"""Expected noes. Each carries a message a person can act on; the web door maps each class to one status.

Anything else that is raised is a bug and is answered with a reference number.
"""

from msgspec import Struct

from chalicelib.domain.texts import Message, Value, text


class Refusal(Exception):
    """The request was understood and is declined."""

    def __init__(self, msgid: str, **values: Value) -> None:
        super().__init__(msgid)
        self.message = Message(msgid, values)


class NotFound(Refusal):
    """No such record, or none that this person may know of."""

    def __init__(self, msgid: str = text("Halaman atau catatan ini tidak ditemukan."), **values: Value) -> None:
        super().__init__(msgid, **values)


class Preparing(Refusal):
    """A paper that a worker is making just now; asking again a little later finds it."""

    def __init__(self, msgid: str = text("Rekap sedang disiapkan."), **values: Value) -> None:
        super().__init__(msgid, **values)


class Forbidden(Refusal):
    """The record exists, the person is known, and it is not theirs to see or do."""


class Conflict(Refusal):
    """What the person saw has changed since: someone was first, or it was already done."""


class Stale(Conflict):
    """A revision moved on between reading and writing; reading again shows what changed."""

    def __init__(
        self,
        msgid: str = text("Catatan ini baru saja diubah. Periksa keadaan terbarunya, lalu ulangi."),
        **values: Value,
    ) -> None:
        super().__init__(msgid, **values)


class Raced(Stale):
    """Only a letter counter or a month's places moved on: loading them again and doing it again settles it."""


class NumberTaken(Raced):
    """The next letter number was given by hand or by another unit: the one after it is tried."""


class Taken(Conflict):
    """Between checking and writing a day was filled, or was given another order."""

    def __init__(
        self,
        msgid: str = text("Tempat pada salah satu tanggal baru saja diambil pegawai lain. Periksa tanggalnya."),
        **values: Value,
    ) -> None:
        super().__init__(msgid, **values)


class TooFew(Conflict):
    """Fewer would be at home than the circular's office cap asks for, unless one says that it shall be so."""

    def __init__(
        self,
        msgid: str = text(
            "Pada salah satu tanggal pegawai yang bekerja dari rumah menjadi kurang dari yang ditetapkan surat edaran."
        ),
        **values: Value,
    ) -> None:
        super().__init__(msgid, **values)


class Repeated(Conflict):
    """This form was sent before: the first sending counts."""

    def __init__(
        self, msgid: str = text("Formulir ini sudah pernah dikirim dengan isi yang berbeda."), **values: Value
    ) -> None:
        super().__init__(msgid, **values)


class Busy(Refusal):
    """The store could not settle in time. What was sent may be sent again: its form key counts once."""

    def __init__(
        self,
        msgid: str = text("Sistem sedang sibuk. Tekan kirim sekali lagi; tidak akan tercatat dua kali."),
        **values: Value,
    ) -> None:
        super().__init__(msgid, **values)


class Gone(Refusal):
    """A link or a code that has served, has moved or has expired."""


class TooMany(Refusal):
    """A limit on attempts was reached; the message says when to come back."""


class SignInNeeded(Refusal):
    """Nobody is signed in, or this day's administrator's or secretary's work has no fresh code yet."""

    def __init__(
        self, msgid: str = text("Silakan masuk lebih dahulu."), *, fresh: bool = False, **values: Value
    ) -> None:
        super().__init__(msgid, **values)
        self.fresh = fresh


class Problem(Struct, frozen=True):
    """What is wrong with one field of a form; `field` is the form's name for it, "" means the whole form."""

    field: str
    message: Message


class Invalid(Refusal):
    """Some of what was typed cannot be accepted; each problem belongs to a field."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(text("Periksa isian yang ditandai."))
        self.problems = problems


def problem(field: str, msgid: str, **values: Value) -> Problem:
    """A `Problem` of `field`, in one line."""
    return Problem(field, Message(msgid, values))
