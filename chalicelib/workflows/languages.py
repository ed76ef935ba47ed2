"""The language a person is written to in."""

from msgspec.structs import replace

from chalicelib.domain.people import EmployeeId
from chalicelib.domain.records import Replace, employee_key
from chalicelib.domain.refusals import Stale
from chalicelib.domain.texts import Language
from chalicelib.workflows.ports import Office

MOST_RACES = 4


def choose(office: Office, employee: EmployeeId, language: Language) -> None:
    """Keeps the language on the person's record, where their mails and their other devices find it. Two requests.

    Raises Stale when the record changes faster than it can be written.
    """
    name = employee_key(employee)
    for race in range(MOST_RACES):
        person = office.records.read(name).get(name)
        if person.language is language:
            return
        try:
            office.records.commit(Replace(replace(person, language=language, revision=person.revision + 1)))
        except Stale:
            if race + 1 == MOST_RACES:
                raise
            office.wait(race)
        else:
            return
