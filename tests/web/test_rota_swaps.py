"""Swapping home days on pages: offered, accepted by the colleague, decided by the head, and every way it is refused."""

from dataclasses import dataclass
from datetime import date
from itertools import permutations

import pytest

from chalicelib.domain.rota_swaps import RotaSwap, SwapState
from chalicelib.domain.rota_terms import Place
from chalicelib.domain.rotas import UnitRota
from chalicelib.wiring import office
from tests.web.browser import Browser
from tests.web.test_rotas import FIRST, drafted
from tests.web.town import DINSOS, Town, day

LIST = "/my-rota/swaps"
SEND = "Kirim permintaan"


@dataclass(frozen=True)
class Pair:
    """Two who can swap: a home day of each that is an office day of the other."""

    asker: str
    other: str
    gives: date
    takes: date


def rota() -> UnitRota:
    return office().rotas.latest(DINSOS, FIRST)


def home(who: str) -> set[date]:
    line = rota().line_of(who)
    assert line
    return set(rota().days_of(line, Place.HOME))


def swap() -> RotaSwap:
    (only,) = office().rotas.swaps(DINSOS)
    return only


@pytest.fixture
def pair(town: Town) -> Pair:
    """Among the staff of a unit whose rota was published just now."""
    town.arranged("rota", lambda: drafted(town.browser_of("rina")).submit("Terbitkan jadwal"))
    both = permutations(("siti", "adi", "budi"), 2)
    asker, other = next((one, two) for one, two in both if home(one) - home(two) and home(two) - home(one))
    return Pair(asker, other, min(home(asker) - home(other)), min(home(other) - home(asker)))


@pytest.fixture
def asked(town: Town, pair: Pair) -> Pair:
    """The pair after the one has asked the other."""
    town.arranged("asked swap", lambda: offered(town, pair))
    return pair


@pytest.fixture
def agreed(town: Town, asked: Pair) -> Pair:
    """The pair after the other has agreed."""
    town.arranged("agreed swap", lambda: town.browser_of(asked.other).open(f"/swaps/{swap().id}").submit("Sanggup"))
    return asked


def offered(town: Town, pair: Pair, takes: date | None = None) -> Browser:
    """The asker's browser with what came of the form."""
    browser = town.browser_of(pair.asker).open(LIST)
    return browser.submit(SEND, gives=str(pair.gives), other=pair.other, takes=str(takes or pair.takes))


def test_two_swap_and_the_head_approves(town: Town, rina: Browser, pair: Pair) -> None:
    asker = offered(town, pair)
    assert "Menunggu jawaban rekan" in asker.page.text
    town.deliver()
    (mail,) = (each for each in town.mails if "Tukar" in each.subject or "tukar" in each.subject)
    assert mail.to == town.person(pair.other).email

    other = town.browser_of(pair.other).open(f"/swaps/{swap().id}").submit("Sanggup")
    assert "Menunggu persetujuan" in other.page.text
    rina.open(f"/swaps/{swap().id}").submit("Setujui")

    assert (rina.status, swap().state) == (200, SwapState.APPROVED)
    assert rota().version == 2
    assert pair.gives in home(pair.other)
    assert pair.takes in home(pair.asker)
    assert "Disetujui" in asker.open(LIST).page.text


def test_a_day_is_handed_over_for_nothing(town: Town, rina: Browser, pair: Pair) -> None:
    browser = town.browser_of(pair.asker).open(LIST)
    browser.submit(SEND, gives=str(pair.gives), other=pair.other, takes="")
    town.browser_of(pair.other).open(f"/swaps/{swap().id}").submit("Sanggup")
    rina.open(f"/swaps/{swap().id}").submit("Setujui")

    assert pair.gives in home(pair.other) - home(pair.asker)


@pytest.mark.parametrize(
    ("who", "button", "state"),
    [("other", "Tidak sanggup", SwapState.DECLINED), ("asker", "Tarik kembali", SwapState.WITHDRAWN)],
)
def test_one_of_the_two_ends_it(town: Town, asked: Pair, who: str, button: str, state: SwapState) -> None:
    browser = town.browser_of(getattr(asked, who)).open(f"/swaps/{swap().id}").submit(button)

    assert (browser.status, swap().state, rota().version) == (200, state, 1)
    assert not [form for form in browser.page.forms if form.action == f"/swaps/{swap().id}"]


@pytest.mark.usefixtures("agreed")
def test_whoever_answers_for_the_unit_refuses_it(rina: Browser) -> None:
    rina.open(f"/swaps/{swap().id}").submit("Tolak")

    assert (swap().state, rota().version) == (SwapState.REFUSED, 1)


def test_nobody_is_offered_what_is_not_theirs_to_say(town: Town, rina: Browser, asked: Pair) -> None:
    def buttons(browser: Browser) -> set[str]:
        forms = browser.open(f"/swaps/{swap().id}").page.forms
        return {each.label for form in forms if form.action == f"/swaps/{swap().id}" for each in form.buttons}

    assert buttons(town.browser_of(asked.asker)) == {"Tarik kembali"}
    assert buttons(town.browser_of(asked.other)) == {"Sanggup", "Tidak sanggup"}
    assert buttons(rina) == set()


def test_the_asker_cannot_agree_in_the_others_place(town: Town, asked: Pair) -> None:
    browser = town.browser_of(asked.asker).open(f"/swaps/{swap().id}")
    form = browser.page.form("Tarik kembali")

    browser.post(form.action, [*form.filled(), ("answer", "agree_to_swap")])

    assert (browser.status, swap().state) == (403, SwapState.ASKED)


@pytest.mark.parametrize("said", ["", "agree", "approve_swap "])
def test_an_answer_that_is_none_is_not_found(town: Town, asked: Pair, said: str) -> None:
    browser = town.browser_of(asked.other).open(f"/swaps/{swap().id}")
    form = browser.page.form("Sanggup")

    assert browser.post(form.action, [*form.filled(), ("answer", said)]).status == 404


@pytest.mark.parametrize("address", ["/swaps/{0}", LIST])
def test_other_peoples_swaps_are_not_to_be_seen(town: Town, asked: Pair, address: str) -> None:
    stranger = town.browser_of("lina").open(address.format(swap().id))

    assert stranger.status == (404 if "{0}" in address else 200)
    assert town.person(asked.asker).name not in stranger.page.text


def test_a_colleague_who_has_no_part_in_it_sees_nothing_of_it(town: Town, pair: Pair) -> None:
    """Rina and the one swap; the other is a colleague like any."""
    gives = min(home(pair.asker) - home("rina"))
    browser = town.browser_of(pair.asker).open(LIST)
    browser.submit(SEND, gives=str(gives), other="rina", takes="")
    colleague = town.browser_of("adi" if pair.asker != "adi" else "siti")

    assert colleague.open(f"/swaps/{swap().id}").status == 404
    assert "Belum ada permintaan tukar hari." in colleague.open(LIST).page.text


def test_nobody_decides_on_a_swap_of_their_own(town: Town, rina: Browser, pair: Pair) -> None:
    gives = min(home(pair.asker) - home("rina"))
    town.browser_of(pair.asker).open(LIST).submit(SEND, gives=str(gives), other="rina", takes="")
    rina.open(f"/swaps/{swap().id}").submit("Sanggup")
    form = rina.open(f"/swaps/{swap().id}").page.forms

    assert not [each for each in form if each.action == f"/swaps/{swap().id}"]


@pytest.mark.parametrize(("other", "takes"), [("", ""), ("other", "gives"), ("other", "far")])
def test_what_cannot_be_swapped_is_said_and_the_form_stays(town: Town, pair: Pair, other: str, takes: str) -> None:
    whom = pair.other if other else ""
    wanted = {"gives": str(pair.gives), "far": str(day(7))}.get(takes, "")
    browser = town.browser_of(pair.asker).open(LIST).submit(SEND, gives=str(pair.gives), other=whom, takes=wanted)

    assert browser.status == 422
    assert browser.page.form(SEND).values("gives") == [str(pair.gives)]
    assert office().rotas.swaps(DINSOS) == ()


def test_who_is_not_on_offer_is_not_asked(town: Town, pair: Pair) -> None:
    browser = town.browser_of(pair.asker).open(LIST)
    form = browser.page.form(SEND)
    others = [each for each in form.filled(gives=str(pair.gives)) if each[0] != "other"]
    for whom in (pair.asker, "lina", "nobody"):
        assert browser.post(form.action, [*others, ("other", whom)]).status == 422
    assert office().rotas.swaps(DINSOS) == ()


def test_a_form_pressed_twice_asks_once(town: Town, pair: Pair) -> None:
    browser = town.browser_of(pair.asker).open(LIST)
    form = browser.page.form(SEND)
    typed = {"gives": str(pair.gives), "other": pair.other, "takes": str(pair.takes)}
    for _ in range(2):
        browser.press_again(form, SEND, **typed)

    assert browser.status == 200
    assert "Menunggu jawaban rekan" in browser.page.text
    assert swap().state is SwapState.ASKED


@pytest.mark.usefixtures("agreed")
def test_an_approval_pressed_twice_is_one_version(rina: Browser) -> None:
    form = rina.open(f"/swaps/{swap().id}").page.form("Setujui")
    for _ in range(2):
        rina.press_again(form, "Setujui")

    assert (rina.status, swap().state, rota().version) == (200, SwapState.APPROVED, 2)


def test_a_tab_that_was_left_open_says_that_it_was_answered(town: Town, rina: Browser, agreed: Pair) -> None:
    form = rina.open(f"/swaps/{swap().id}").page.form("Setujui")
    town.browser_of(agreed.asker).open(f"/swaps/{swap().id}").submit("Tarik kembali")

    rina.press_again(form, "Setujui")

    assert rina.status == 409
    assert (swap().state, rota().version) == (SwapState.WITHDRAWN, 1)


def test_what_the_rota_no_longer_has_is_said_at_the_approval(town: Town, rina: Browser, agreed: Pair) -> None:
    """Another swap has taken the day meanwhile."""
    browser = town.browser_of(agreed.asker).open(LIST)
    browser.submit(SEND, gives=str(agreed.gives), other=agreed.other, takes="")
    first, second = sorted((each.id for each in office().rotas.swaps(DINSOS)), key=lambda each: each != agreed_id())
    town.browser_of(agreed.other).open(f"/swaps/{second}").submit("Sanggup")
    rina.open(f"/swaps/{second}").submit("Setujui")

    rina.open(f"/swaps/{first}").submit("Setujui")

    assert rina.status == 422
    assert "Tukar hari ini tidak dapat disetujui" in rina.page.text
    assert rota().version == 2


def agreed_id() -> str:
    """The swap that waits for the head."""
    return next(each.id for each in office().rotas.swaps(DINSOS) if each.state is SwapState.AGREED)


@pytest.mark.usefixtures("agreed")
def test_while_the_next_version_is_a_draft_nothing_is_swapped(rina: Browser) -> None:
    rina.open(f"/units/DINSOS/rotas/{FIRST}").submit("Buat versi baru")

    rina.open(f"/swaps/{swap().id}").submit("Setujui")

    assert rina.status == 409
    assert swap().state is SwapState.AGREED


def test_without_a_published_rota_there_is_nothing_to_offer(siti: Browser) -> None:
    page = siti.open(LIST).page

    assert "Anda tidak mempunyai hari di rumah yang dapat ditukar" in page.text
    assert not [form for form in page.forms if form.action == LIST]
