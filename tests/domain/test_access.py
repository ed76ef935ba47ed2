"""Codes, tries and the tokens of forms."""

from collections.abc import Callable
from datetime import timedelta
from string import ascii_letters

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.access import (
    CODE_LIFE,
    MOST_TRIES,
    Challenge,
    code_of,
    csrf_is_right,
    csrf_token,
    hashed,
    prove,
    tried,
)
from chalicelib.domain.refusals import Gone, Invalid, TooMany
from tests.factories import FRIDAY_MORNING, a_challenge

KEY, OTHER_KEY = b"k" * 32, b"o" * 32


@given(st.text("0123456789abcdef", min_size=8, max_size=64), st.text(ascii_letters, min_size=1))
def test_a_code_is_eight_digits(challenge_id: str, nonce: str) -> None:
    code = code_of(KEY, a_challenge(challenge_id, nonce=nonce))

    assert len(code) == 8
    assert code.isascii()
    assert code.isdecimal()


def test_codes_that_begin_with_zeros_keep_them() -> None:
    codes = [code_of(KEY, a_challenge(nonce=str(n))) for n in range(200)]

    assert any(code.startswith("0") for code in codes)
    assert {len(code) for code in codes} == {8}


def test_the_same_challenge_has_the_same_code() -> None:
    assert code_of(KEY, a_challenge()) == code_of(KEY, a_challenge())


@pytest.mark.parametrize(
    "different",
    [
        lambda: code_of(OTHER_KEY, a_challenge()),
        lambda: code_of(KEY, a_challenge(nonce="another")),
        lambda: code_of(KEY, a_challenge("e" * 64)),
    ],
    ids=["key", "nonce", "browser"],
)
def test_a_code_depends_on_key_nonce_and_browser(different: Callable[[], str]) -> None:
    assert different() != code_of(KEY, a_challenge())


def test_a_spent_try_does_not_change_the_code() -> None:
    challenge = a_challenge()

    assert code_of(KEY, tried(challenge, FRIDAY_MORNING)) == code_of(KEY, challenge)


# Proving


def test_the_right_code_says_whose_it_is() -> None:
    assert prove(a_challenge(), (KEY,), code_of(KEY, a_challenge())) == "siti"


def test_a_code_made_with_the_key_before_the_last_still_serves() -> None:
    assert prove(a_challenge(), (KEY, OTHER_KEY), code_of(OTHER_KEY, a_challenge())) == "siti"


@pytest.mark.parametrize(
    "mistyped",
    [
        lambda _: "",
        lambda code: code[:-1],
        lambda code: code + "0",
        lambda code: code[:-1] + str((int(code[-1]) + 1) % 10),
    ],
    ids=["nothing", "too-short", "too-long", "last-digit"],
)
def test_a_mistyped_code_is_refused_beside_its_field(mistyped: Callable[[str], str]) -> None:
    with pytest.raises(Invalid) as refused:
        prove(a_challenge(tries=1), (KEY,), mistyped(code_of(KEY, a_challenge())))

    (told,) = refused.value.problems
    assert (told.field, told.message.values["left"]) == ("code", MOST_TRIES - 1)


@pytest.mark.parametrize("typed", ["é", "１２３４５６７８", "٠١٢٣٤٥٦٧"], ids=["letter", "full-width", "arabic-indic"])
def test_a_code_typed_in_other_characters_is_wrong_and_no_accident(typed: str) -> None:
    with pytest.raises(Invalid):
        prove(a_challenge(), (KEY,), typed)


def test_a_code_under_a_key_that_is_gone_is_wrong() -> None:
    with pytest.raises(Invalid):
        prove(a_challenge(), (KEY,), code_of(OTHER_KEY, a_challenge()))


def test_no_code_proves_an_address_nobody_has() -> None:
    nobodys = a_challenge(employee=None)

    with pytest.raises(Invalid):
        prove(nobodys, (KEY,), code_of(KEY, nobodys))


def test_an_unknown_address_is_refused_in_the_same_words() -> None:
    def told(challenge: Challenge) -> object:
        with pytest.raises(Invalid) as refused:
            prove(challenge, (KEY,), "wrong")
        return refused.value.problems

    assert told(a_challenge(employee=None, tries=2)) == told(a_challenge(tries=2))


# Tries


def test_a_try_is_spent_each_time() -> None:
    challenge = tried(a_challenge(tries=2), FRIDAY_MORNING)

    assert (challenge.tries, challenge.revision) == (3, 2)


def test_there_are_five_tries_and_no_sixth() -> None:
    challenge = a_challenge()
    for _ in range(5):
        challenge = tried(challenge, FRIDAY_MORNING)

    with pytest.raises(TooMany):
        tried(challenge, FRIDAY_MORNING)


def test_a_code_serves_for_ten_minutes_less_nothing() -> None:
    challenge = a_challenge(expires=FRIDAY_MORNING + CODE_LIFE)

    assert timedelta(minutes=10) == CODE_LIFE
    assert tried(challenge, FRIDAY_MORNING + timedelta(minutes=9, seconds=59)).tries == 1
    with pytest.raises(Gone):
        tried(challenge, FRIDAY_MORNING + timedelta(minutes=10))


def test_an_expired_code_is_gone_even_when_no_try_is_left() -> None:
    with pytest.raises(Gone):
        tried(a_challenge(tries=MOST_TRIES), FRIDAY_MORNING + CODE_LIFE)


def test_a_browser_that_asked_for_no_code_is_told_to_ask() -> None:
    with pytest.raises(Gone):
        tried(None, FRIDAY_MORNING)


# Forms and cookies


def test_a_forms_token_belongs_to_its_secret() -> None:
    assert csrf_is_right("secret", csrf_token("secret"))


@pytest.mark.parametrize(
    "sent",
    [
        "",
        csrf_token("foreign"),
        csrf_token("secret")[:-1],
        csrf_token("secret") + "0",
        csrf_token("secret").upper(),
        "é",
    ],
    ids=["missing", "foreign", "cut", "longer", "upper-case", "not-ascii"],
)
def test_any_other_token_is_wrong(sent: str) -> None:
    assert not csrf_is_right("secret", sent)


def test_a_forms_token_does_not_betray_its_secret() -> None:
    assert "secret" not in csrf_token("secret")
    assert len(csrf_token("secret")) == 32


def test_what_is_stored_is_not_what_the_cookie_holds() -> None:
    assert hashed("cookie") != "cookie"
    assert len(hashed("cookie")) == 64
    assert hashed("cookie") != hashed("cookie2")


def test_a_challenge_is_tried_without_touching_the_one_on_record() -> None:
    challenge = a_challenge()

    tried(challenge, FRIDAY_MORNING)

    assert challenge == replace(challenge, tries=0, revision=1)
