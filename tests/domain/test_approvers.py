"""Who has to decide: the circular's chain for one employee, and who may decide a step on a given day."""

from datetime import date

import pytest

from chalicelib.domain.approvers import Known, Unread, chain_of, entitled, first_asked, next_superior
from chalicelib.domain.circulars import ChainStep, Circular, Post
from chalicelib.domain.mandates import Mandates
from chalicelib.domain.orders import Step
from chalicelib.domain.people import Employee, EmployeeId
from chalicelib.domain.refusals import Refusal
from tests.factories import (
    FRIDAY,
    MONDAY,
    WEDNESDAY,
    a_circular,
    a_holder,
    a_mandate,
    a_secretary,
    a_step,
    a_supervisor,
    a_unit,
    an_employee,
    some_mandates,
)

TWO = (ChainStep((Post.SUPERVISOR,)), ChainStep((Post.HEAD,)))
KABID = an_employee("kabid", name="Hendra", post="Kepala Bidang", echelon="III.b", supervisor="budi")
HEAD = a_supervisor()
SEKDA = an_employee("sekda", name="Fauzi", post="Sekretaris Daerah", echelon="II.a", unit="SETDA", supervisor="wali")
MAYOR = an_employee("wali", name="Rahmat", post="Wali Kota", unit="SETDA", supervisor=None)
SITI = an_employee(supervisor="kabid")
CITY = (SITI, KABID, HEAD, SEKDA, MAYOR, a_secretary())


def chain(
    employee: Employee = SITI,
    *others: Employee,
    circular: Circular | None = None,
    mandates: tuple[Mandates, ...] = (),
    today: date = FRIDAY,
) -> list[list[str]]:
    """Who decides, step by step; `others` stand in for those of the city with the same id."""
    steps = steps_of(employee, *others, circular=circular, mandates=mandates, today=today)
    return [[each.id for each in step.assignees] for step in steps]


def steps_of(
    employee: Employee,
    *others: Employee,
    circular: Circular | None = None,
    mandates: tuple[Mandates, ...] = (),
    today: date = FRIDAY,
) -> tuple[Step, ...]:
    people: dict[EmployeeId, Employee | None] = {each.id: each for each in (*CITY, *others, employee)}
    known = Known(people, {each.holder: each for each in mandates})
    return chain_of(employee, a_unit(), circular or a_circular(chain=TWO), known, today)


def test_the_supervisor_decides_and_then_the_head_of_the_unit() -> None:
    assert chain() == [["kabid"], ["budi"]]


def test_a_circular_of_one_step_has_one() -> None:
    assert chain(circular=a_circular()) == [["kabid"]]


def test_the_same_person_twice_is_one_step() -> None:
    assert chain(an_employee(supervisor="budi")) == [["budi"]]


def test_heads_go_to_the_city_secretary_and_the_city_secretary_to_the_mayor() -> None:
    assert chain(HEAD) == [["sekda"]]
    assert chain(SEKDA, circular=a_circular()) == [["wali"]]


def test_nobody_decides_their_own_it_climbs() -> None:
    assert chain(an_employee(supervisor="siti"), circular=a_circular(chain=TWO[1:])) == [["budi"]]
    assert chain(KABID) == [["budi"]]


@pytest.mark.parametrize(
    "gone",
    [
        an_employee("kabid", supervisor="budi", active=False),
        an_employee("kabid", supervisor="budi", email=None),
    ],
    ids=["left", "without address"],
)
def test_whoever_cannot_be_asked_is_passed_over_upwards(gone: Employee) -> None:
    assert chain(SITI, gone) == [["budi"]]
    assert chain(SITI, gone, circular=a_circular()) == [["budi"]]


def test_passing_over_climbs_as_far_as_it_has_to() -> None:
    gone = (an_employee("kabid", supervisor="budi", active=False), a_supervisor(supervisor="sekda"))
    without_head = an_employee("budi", supervisor="sekda", email=None)

    assert chain(SITI, gone[0], without_head) == [["sekda"]]


@pytest.mark.parametrize(
    "others",
    [
        (an_employee("kabid", supervisor=None, active=False),),
        (an_employee("kabid", supervisor="kabid", active=False),),
        (an_employee("kabid", supervisor="budi", active=False), an_employee("budi", supervisor="kabid", email=None)),
    ],
    ids=["nobody above", "their own superior", "a circle"],
)
def test_a_step_without_anyone_is_refused(others: tuple[Employee, ...]) -> None:
    with pytest.raises(Refusal, match="belum tercatat"):
        chain(SITI, *others, circular=a_circular())


def test_any_of_several_approvers_of_one_level_decides() -> None:
    either = a_circular(chain=(TWO[0], ChainStep((Post.HEAD, Post.SECRETARY))))

    assert chain(circular=either) == [["kabid"], ["budi", "rina"]]
    assert chain(an_employee(supervisor="rina"), circular=either) == [["rina"]]
    assert chain(a_secretary(), circular=either) == [["budi"]]


def test_a_step_by_the_link_alone_is_frozen_as_such() -> None:
    lenient = a_circular(chain=(ChainStep((Post.SUPERVISOR,), link_only=True), TWO[1]))

    assert [step.link_only for step in steps_of(SITI, circular=lenient)] == [True, False]


def test_an_acting_officer_decides_in_the_holders_place() -> None:
    (_, last) = steps_of(SITI, mandates=(some_mandates(),))

    (acting,) = last.assignees
    assert (acting.id, acting.as_whom, acting.mandate) == ("rina", f"Plh. {HEAD.post}", "800/12/SETDA/2021")
    assert [holder.id for holder in last.holders] == ["budi"]


def test_a_vacant_post_is_decided_for_by_whoever_acts_for_it() -> None:
    left = an_employee("budi", supervisor="sekda", active=False)

    assert chain(SITI, left, mandates=(some_mandates(),)) == [["kabid"], ["rina"]]


def test_a_mandate_counts_on_its_days_only() -> None:
    given = (some_mandates(a_mandate(first=MONDAY, last=WEDNESDAY)),)

    assert [chain(mandates=given, today=day)[-1] for day in (FRIDAY, MONDAY, WEDNESDAY, date(2021, 4, 29))] == [
        ["budi"],
        ["rina"],
        ["rina"],
        ["budi"],
    ]


def test_whoever_acts_for_their_own_approver_is_decided_on_further_up() -> None:
    assert chain(a_secretary(), mandates=(some_mandates(),)) == [["sekda"]]


def test_an_acting_officer_who_decides_both_steps_decides_one() -> None:
    given = some_mandates(a_mandate(acting="kabid", name="Hendra", post="Kepala Bidang"))

    (step,) = steps_of(SITI, mandates=(given,))
    assert step.assignees[0].as_whom == f"Plh. {HEAD.post}"


def test_those_first_asked_are_all_that_is_looked_up_in_ordinary_cases() -> None:
    assert first_asked(SITI, a_unit(), a_circular(chain=TWO)) == ("kabid", "budi")

    gone = an_employee("kabid", supervisor="asisten", active=False)
    with pytest.raises(Unread) as further_up:
        chain(SITI, gone)
    assert further_up.value.person == "asisten"


def test_who_may_decide_is_told_by_the_day() -> None:
    given = {EmployeeId("budi"): some_mandates(a_mandate(first=MONDAY, last=MONDAY))}

    on = {day: [each.id for each in entitled(a_step(), given, day, (SITI.id,))] for day in (FRIDAY, MONDAY, WEDNESDAY)}

    assert on == {FRIDAY: ["budi"], MONDAY: ["rina"], WEDNESDAY: ["budi"]}


def test_a_mandate_never_lets_its_officer_decide_on_themselves() -> None:
    given = {EmployeeId("budi"): some_mandates()}

    assert [each.id for each in entitled(a_step(), given, FRIDAY, (EmployeeId("rina"),))] == ["budi"]


def test_of_several_holders_each_may_have_somebody_acting() -> None:
    given = {EmployeeId("budi"): some_mandates(a_mandate(acting="dewi", name="Dewi"))}

    both = entitled(a_step(a_holder(), a_holder("rina")), given, FRIDAY, (SITI.id,))

    assert [each.id for each in both] == ["dewi", "rina"]


# Escalation


def superior(
    step: Step, *others: Employee, mandates: tuple[Mandates, ...] = (), employee: str = "siti"
) -> tuple[str, str] | None:
    """Who is asked beside those who have `step`, and as whom."""
    people: dict[EmployeeId, Employee | None] = {each.id: each for each in (*CITY, *others)}
    known = Known(people, {each.holder: each for each in mandates})
    found = next_superior(step, (EmployeeId(employee),), known, FRIDAY)
    return (found.id, found.as_whom) if found else None


def test_the_next_superior_is_the_supervisor_of_whoever_has_it() -> None:
    assert superior(a_step(a_holder("kabid"))) == ("budi", HEAD.post)
    assert superior(a_step(a_holder("budi"))) == ("sekda", "Sekretaris Daerah")


def test_whoever_has_it_already_is_passed_over_upwards() -> None:
    assert superior(a_step(a_holder("kabid"), a_holder("budi"))) == ("sekda", "Sekretaris Daerah")


def test_superiors_without_mail_and_the_employee_are_passed_over() -> None:
    gone = an_employee("sekda", name="Fauzi", unit="SETDA", supervisor="wali", email=None)
    assert superior(a_step(), gone) == ("wali", "Wali Kota")
    assert superior(a_step(), employee="sekda") == ("wali", "Wali Kota")


def test_an_acting_officer_stands_in_for_the_superior() -> None:
    acting = some_mandates(a_mandate(), holder="sekda")
    assert superior(a_step(), mandates=(acting,)) == ("rina", "Plh. Sekretaris Daerah")


def test_an_acting_officer_who_has_it_already_is_not_asked_twice() -> None:
    acting = some_mandates(a_mandate(acting="budi"), holder="sekda")
    assert superior(a_step(), mandates=(acting,)) == ("wali", "Wali Kota")


def test_above_the_last_there_is_nobody() -> None:
    assert superior(a_step(a_holder("wali"))) is None


def test_somebody_unknown_above_has_to_be_looked_up() -> None:
    with pytest.raises(Unread) as asked:
        next_superior(a_step(), (EmployeeId("siti"),), Known({HEAD.id: HEAD}, {}), FRIDAY)
    assert asked.value.person == "sekda"
