"""`make first-administrator UNITS=units.csv STAFF=staff.csv`: the first staff list, handed in by whoever deploys.

Staff lists are handed in by administrators, and an empty city has none. So the first list comes from here: the same
files, looked at by the same rules, applied by the deployed worker; among its people is an administrator, who does the
rest on the pages. Where there is an administrator already, nothing is done.
"""

from __future__ import annotations

import hashlib
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.calendars import local_date
from chalicelib.domain.import_changes import Plan
from chalicelib.domain.imports import Status
from chalicelib.domain.people import Actor, Employee, EmployeeId, Role, UnitId, Zone
from chalicelib.domain.records import import_key
from chalicelib.domain.refusals import Refusal
from chalicelib.domain.trail import Means, Origin
from chalicelib.wording import INDONESIAN
from chalicelib.workflows import imports
from chalicelib.workflows.imports import HandedIn
from chalicelib.workflows.once import Sent
from chalicelib.workflows.ports import Office
from tools.desks import office_of
from tools.stack import DeploymentError
from tools.stages import stage_of

DEPLOYER: Final = Actor(EmployeeId("pemasangan"), "Pemasangan sistem", UnitId(""), "", Zone.WIB, (Role.ADMINISTRATOR,))
"""Whom the trail names: nobody of the city's staff, because there is none yet."""
LONGEST: Final = timedelta(minutes=5)
"""The stream brings the errand within seconds, and if it does not, the sweep does within a minute."""


@dataclass(frozen=True)
class FirstList:
    """Units and staff as the files have them."""

    units: bytes
    staff: bytes


def administrators(office: Office) -> tuple[Employee, ...]:
    """Everybody in service who may hand in staff lists."""
    everyone = imports.city_of(office).staff
    return tuple(person for person in everyone if person.active and Role.ADMINISTRATOR in person.roles)


def hand_in(office: Office, first: FirstList, at: datetime) -> str:
    """Have the first list applied; the import's id.

    Raises DeploymentError when rows are wrong or no administrator with a mail address is among the people, and the
    refusals of an import.
    """
    sent = Sent(office.new_id(), hashlib.sha256(first.units + first.staff).hexdigest())
    handed_in = HandedIn(first.units, first.staff, local_date(at, DEPLOYER.zone.info))
    name = imports.check(office, DEPLOYER, handed_in, sent, at).rpartition("/")[2]
    plan = imports.view(office, DEPLOYER, name, at).plan
    _refuse(plan)
    again = Sent(office.new_id(), sent.content_hash)
    imports.confirm(office, DEPLOYER, name, again, Origin("", Means.IMPORT), at)
    return name


def wait_for(office: Office, name: str, seconds: float, every: float = 1.0) -> None:
    """Wait until the deployed worker has applied an import. Raises DeploymentError when it does not."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        record = office.records.read(import_key(name)).get(import_key(name))
        if record.status is Status.DONE:
            return
        if record.status is Status.FAILED:
            raise DeploymentError(f"The list could not be applied: {record.failure}")
        time.sleep(every)
    raise DeploymentError(
        "The list is confirmed, but nobody has applied it. Does the worker run? "
        "Its log group is /aws/lambda/<stack>-work."
    )


def _refuse(plan: Plan) -> None:
    wrong = [each for each in plan.problems if not each.warning]
    if wrong:
        told = (f"  {each.file}:{each.line} {each.column}: {each.msgid % dict(each.values)}" for each in wrong)
        raise DeploymentError("\n".join(["Nothing was written, because rows are wrong:", *told]))
    people = [step.employee for step in plan.staff]
    if not any(Role.ADMINISTRATOR in person.roles and person.email for person in people):
        raise DeploymentError(
            'Nothing was written: nobody in the list has the role "administrator" and a mail address.'
        )


def main(arguments: list[str]) -> None:
    """Hand in the first list of the stage named, unless there is an administrator."""
    try:
        name, units, staff = arguments
        first = FirstList(Path(units).read_bytes(), Path(staff).read_bytes())
    except ValueError:
        sys.exit("Name both files:  make first-administrator STAGE=prod UNITS=units.csv STAFF=staff.csv")
    except OSError as error:
        sys.exit(str(error))
    try:
        office = office_of(stage_of(name))
        known = administrators(office)
        if not known:
            wait_for(office, hand_in(office, first, datetime.now(UTC)), LONGEST.total_seconds())
    except (DeploymentError, BotoCoreError, ClientError) as failure:
        sys.exit(str(failure))
    except Refusal as refusal:
        sys.exit(INDONESIAN.told(refusal.message))
    if known:
        print("There is an administrator already, so nothing was done. Staff lists go in on the page Impor pegawai.")
    for person in known or administrators(office):
        print(f"  {person.name}  {person.email}")


if __name__ == "__main__":
    main(sys.argv[1:])
