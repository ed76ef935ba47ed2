"""The switch between languages: where it leads, what it keeps, and who is written to in which language."""

import boto3
import pytest

from chalicelib.domain.orders import Act
from chalicelib.domain.texts import Language
from tests.web.browser import Browser
from tests.web.english import LANGUAGE_COOKIE
from tests.web.town import A_TASK, BUCKET, THIS_MONTH, TODAY, Town, day


def to_english(browser: Browser) -> Browser:
    """Presses the switch on the page that is shown."""
    return press(browser, "en").follow()


def press(browser: Browser, language: str, **changed: str) -> Browser:
    form = next(form for form in browser.page.forms if form.action == "/language")
    sent = dict(form.filled()) | {"language": language} | changed
    return browser.post(form.action, list(sent.items()))


def language_of(browser: Browser) -> str:
    return next(told["lang"] for tag, told in browser.page.elements if tag == "html")


@pytest.mark.parametrize("path", ["/", "/orders/new", "/my-month", "/devices"])
def test_the_switch_shows_the_same_page_in_english(siti: Browser, path: str) -> None:
    heading = siti.open(path).page.heading
    shown = siti.page.text
    to_english(siti)
    assert siti.status == 200
    assert language_of(siti) == "en"
    assert siti.page.heading != heading
    assert "Sign out" in siti.page.text
    press(siti, "id").follow()
    assert (language_of(siti), siti.page.text) == ("id", shown)


def test_the_choice_stays_in_the_browser_without_signing_in(town: Town) -> None:
    stranger = town.browser().open("/sign-in")
    to_english(stranger)
    assert stranger.page.heading == "Sign in"
    (line,) = [line for line in press(stranger, "en").new_cookies if line.startswith(LANGUAGE_COOKIE)]
    assert "Max-Age=34560000" in line
    letter = town.approved(day(1))
    assert stranger.open(f"/letters/{letter.id}").page.heading == "This letter is on record"
    assert stranger.open("/letters/tiada").page.heading == "Not found"


def test_looking_changes_no_language(stranger: Browser) -> None:
    stranger.send("GET", "/sign-in?language=en")
    assert (language_of(stranger), LANGUAGE_COOKIE in stranger.cookies) == ("id", False)


def test_the_switch_leads_back_with_the_pages_query(joko: Browser) -> None:
    joko.open("/imports?page=2&show=added%20&lain=%2F%2Fevil.example")
    press(joko, "en")
    assert (joko.status, joko.location) == (303, "/imports?page=2&show=added+&lain=%2F%2Fevil.example")


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "/a?b=c\r\nSet-Cookie: x=y", "/a#b", "evil", ""],
)
def test_the_switch_leads_nowhere_else(siti: Browser, elsewhere: str) -> None:
    press(siti.open("/"), "en", goes_to=elsewhere)
    assert (siti.status, siti.location) == (303, "/")


@pytest.mark.parametrize("language", ["", "fr", "en; Path=/x", "EN"])
def test_only_our_languages_are_taken(town: Town, siti: Browser, language: str) -> None:
    press(siti.open("/"), language)
    assert siti.status == 422
    assert "Pilih salah satu bahasa." in siti.page.text
    assert LANGUAGE_COOKIE not in siti.cookies
    assert town.person("siti").language is None


def test_the_switch_needs_the_pages_token(town: Town, siti: Browser) -> None:
    press(siti.open("/"), "en", csrf="x")
    assert siti.status == 403
    assert town.person("siti").language is None
    form = siti.open("/").page.forms[0]
    siti.post(form.action, [*form.filled(), ("language", "en")], origin="https://evil.example")
    assert (siti.status, town.person("siti").language) == (403, None)


def test_a_cookie_that_nobody_gave_is_no_language(town: Town) -> None:
    stranger = town.browser()
    stranger.cookies[LANGUAGE_COOKIE] = "../../x"
    assert language_of(stranger.open("/sign-in")) == "id"


def test_an_answer_to_a_form_offers_no_switch_that_would_lose_what_was_typed(siti: Browser) -> None:
    siti.open("/orders/new").submit("Lanjut: periksa permohonan", dates=[], tasks=A_TASK)
    assert siti.status == 422
    assert [form.action for form in siti.page.forms if form.action == "/language"] == []


def test_typed_text_survives_an_error_in_english(siti: Browser) -> None:
    to_english(siti.open("/orders/new")).submit("Next: check your request", dates=[], tasks=A_TASK)
    assert siti.page.title.startswith("Error: Request a duty order (SPT)")
    assert siti.page.form("Next: check your request").values("tasks") == [A_TASK]
    assert "Choose at least one date." in siti.page.text


def test_the_choice_is_kept_on_the_record_and_found_by_a_new_device(town: Town, siti: Browser) -> None:
    to_english(siti.open("/"))
    assert town.person("siti").language is Language.ENGLISH
    phone = town.sign_in(town.browser(), "siti")
    assert (language_of(phone), phone.cookies[LANGUAGE_COOKIE]) == ("en", "en")
    assert town.mails[-1].subject.startswith("Giliran sign-in code: ")


def test_what_a_browser_chose_before_signing_in_is_kept_for_who_never_chose(town: Town) -> None:
    phone = to_english(town.browser().open("/sign-in"))
    phone.submit("Send code", email="siti@kota.example")
    town.deliver()
    assert town.mails[-1].subject.startswith("Kode masuk Giliran: ")
    phone.submit("Sign in", code=town.mails[-1].code)
    assert language_of(phone) == "en"
    assert town.person("siti").language is Language.ENGLISH


def test_a_browser_keeps_its_choice_over_the_records(town: Town, siti: Browser) -> None:
    to_english(siti.open("/"))
    shared = town.browser()
    shared.cookies[LANGUAGE_COOKIE] = "id"
    town.sign_in(shared, "siti")
    assert language_of(shared) == "id"
    assert town.person("siti").language is Language.ENGLISH


def test_signing_out_leaves_the_browser_its_language(siti: Browser) -> None:
    to_english(siti.open("/")).submit("Sign out")
    assert (language_of(siti), siti.page.heading) == ("en", "Sign in")


def test_a_known_browser_without_the_cookie_finds_the_language_again(town: Town, siti: Browser) -> None:
    to_english(siti.open("/"))
    device = town.browser()
    device.cookies = {name: value for name, value in siti.cookies.items() if "perangkat" in name}
    assert language_of(device.open("/")) == "en"
    assert device.cookies[LANGUAGE_COOKIE] == "en"


def test_each_is_written_to_in_their_own_language(town: Town, siti: Browser) -> None:
    to_english(siti.open("/"))
    order = town.submitted(day(1))
    town.deliver()
    assert town.mails[-1].subject.startswith("Permohonan Siti Rahmawati, S.E.: bekerja dari rumah ")
    town.decided(order, Act.RETURN, "Mohon rincikan.")
    town.deliver()
    mail = town.mails[-1]
    assert mail.subject.startswith("Returned: work from home ")
    assert '<html lang="en">' in mail.html
    for part in (mail.text, mail.html):
        assert "Dear Siti Rahmawati, S.E.," in part
        assert "Mohon rincikan." in part
        assert "07:30 to 16:00" in part
        assert "Terima kasih" not in part


def test_papers_are_indonesian_for_whoever_reads_english(town: Town, rina: Browser) -> None:
    before = town.browser_of("rina").open(f"/months/DINSOS/{THIS_MONTH}")
    given = stored(before.send("GET", f"/months/DINSOS/{THIS_MONTH}/csv"))
    to_english(rina.open("/"))
    assert stored(rina.send("GET", f"/months/DINSOS/{THIS_MONTH}/csv")) == given
    assert "Jam wajib" in given


def stored(browser: Browser) -> str:
    """The file that an answer leads to."""
    key = browser.location.partition("?")[0].partition(".com/")[2]
    return boto3.client("s3").get_object(Bucket=BUCKET, Key=key)["Body"].read().decode("utf-8-sig")


def test_indonesian_pages_and_english_pages_ask_the_table_alike(town: Town, siti: Browser) -> None:
    for path in ("/", "/orders/new", "/orders", f"/my-month/{THIS_MONTH}"):
        with town.counting() as plain:
            siti.send("GET", path)
        reader = town.browser_of("siti")
        reader.cookies[LANGUAGE_COOKIE] = "en"
        with town.counting() as english:
            reader.send("GET", path)
        assert english == plain


def test_the_switch_asks_the_table_as_little_as_it_can(town: Town, siti: Browser) -> None:
    stranger = town.browser().open("/sign-in")
    with town.counting() as nobody:
        press(stranger, "en")
    siti.open("/")
    with town.counting() as somebody:
        press(siti, "en")
    siti.open("/")
    with town.counting() as again:
        press(siti, "en")
    assert (nobody, somebody, again) == ([], ["GetItem", "PutItem"], ["GetItem"])


def test_dates_in_a_refusal_are_told_in_the_visitors_language(siti: Browser) -> None:
    to_english(siti.open("/"))
    siti.send("GET", f"/reports/{TODAY}/new")
    assert siti.status == 422
    assert "There is no approved duty order (SPT) for" in siti.page.text
    assert siti.page.heading == "Cannot be processed yet"
