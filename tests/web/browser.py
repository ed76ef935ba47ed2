"""A browser without scripts: it keeps cookies, reads pages, and sends forms as they stand on the page."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Self
from urllib.parse import urlencode, urljoin, urlsplit

from chalice.test import Client

HOST = "giliran.example.go.id"
BASE_URL = f"https://{HOST}"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
FORM_TYPE = "application/x-www-form-urlencoded"
MOST_REDIRECTS = 5

Pairs = list[tuple[str, str]]
Told = Callable[[str], str]


def as_it_stands(label: str) -> str:
    """What a label is called on Indonesian pages."""
    return label


@dataclass
class Control:
    """One field of a form; `kind` is the input's type, "textarea" or "select"."""

    name: str
    value: str
    kind: str
    is_on: bool = True
    """Whether a check box or radio button is checked."""
    is_disabled: bool = False
    options: list[str] = field(default_factory=list)
    """Of a list to choose one from."""


@dataclass
class Button:
    """A button; one with a name says which was pressed."""

    label: str = ""
    name: str = ""
    value: str = ""


@dataclass
class WebForm:
    """A form on a page."""

    action: str
    controls: list[Control] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)

    def values(self, name: str) -> list[str]:
        """What the controls of that name hold, checked or not."""
        return [control.value for control in self.controls if control.name == name]

    def chosen(self, name: str) -> list[str]:
        """The checked values of that name."""
        return [control.value for control in self.controls if control.name == name and control.is_on]

    def filled(self, pressed: str = "", **typed: str | list[str]) -> Pairs:
        """What is sent after typing `typed`; underscores in its names stand for dashes where no field has them."""
        wanted = {self._name(name): value for name, value in typed.items()}
        sent = [pair for control in self.controls for pair in _sent(control, wanted.get(control.name))]
        return sent + [(each.name, each.value) for each in self.buttons if each.label == pressed and each.name]

    def _name(self, typed: str) -> str:
        names = {control.name for control in self.controls}
        name = typed if typed in names else typed.replace("_", "-")
        assert name in names, f"the form has no field {name}, only {sorted(names)}"
        return name


def _sent(control: Control, typed: str | list[str] | None) -> Pairs:
    if control.is_disabled:
        return []
    if control.kind in ("checkbox", "radio"):
        is_on = control.is_on if typed is None else control.value in typed
        return [(control.name, control.value)] if is_on else []
    assert not isinstance(typed, list), f"{control.name} takes one value"
    assert not control.options or typed is None or typed in control.options, f"{typed} is not on offer"
    value = control.value if typed is None else typed
    return [(control.name, value.replace("\n", "\r\n"))]


class Page(HTMLParser):
    """A page as a person has it before them."""

    def __init__(self, markup: str, told: Told = as_it_stands) -> None:
        super().__init__()
        self.told = told
        self.forms: list[WebForm] = []
        self.links: list[tuple[str, str]] = []
        self.alerts: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self._words: list[str] = []
        self._area: Control | None = None
        self._button: Button | None = None
        self._address: str | None = None
        self._title = ""
        self._open: list[str] = []
        self.markup = markup
        self.feed(markup)

    @property
    def text(self) -> str:
        """Everything that can be read, in one line."""
        return " ".join("".join(self._words).split())

    @property
    def title(self) -> str:
        """What the browser's tab says."""
        return " ".join(self._title.split())

    @property
    def heading(self) -> str:
        """The page's one h1."""
        (found,) = re.findall(r"<h1>(.*?)</h1>", self.markup, re.DOTALL)
        return " ".join(Page(found).text.split())

    def form(self, button: str) -> WebForm:
        """The first form with that button."""
        button = self.told(button)
        found = [form for form in self.forms if button in [each.label for each in form.buttons]]
        assert found, f"no button {button!r} on this page: {self.text}"
        return found[0]

    def link(self, label: str) -> str:
        """Where the first link of that label leads."""
        label = self.told(label)
        found = [address for text, address in self.links if text == label]
        assert found, f"no link {label!r} on this page: {self.text}"
        return found[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value if value is not None else "" for name, value in attrs}
        self.elements.append((tag, told))
        self._open.append(tag)
        if tag == "form":
            self.forms.append(WebForm(told["action"]))
        elif tag == "input":
            kind = told.get("type", "text")
            is_on = kind not in ("checkbox", "radio") or "checked" in told
            control = Control(told["name"], told.get("value", ""), kind, is_on, "disabled" in told)
            self.forms[-1].controls.append(control)
        elif tag == "textarea":
            self._area = Control(told["name"], "", "textarea")
            self.forms[-1].controls.append(self._area)
        elif tag == "select":
            self.forms[-1].controls.append(Control(told["name"], "", "select"))
        elif tag == "option" and "select" in self._open[-3:]:
            control = self.forms[-1].controls[-1]
            control.options.append(told["value"])
            control.value = told["value"] if "selected" in told else control.value
        elif tag == "button":
            self._button = Button("", told.get("name", ""), told.get("value", ""))
            self.forms[-1].buttons.append(self._button)
        elif tag == "a":
            self._address = told["href"]
            self.links.append(("", self._address))
        elif tag not in ("b", "span", "strong", "small"):
            self._words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            self._area.value = self._area.value.removeprefix("\n")
            self._area = None
        self._button = None if tag == "button" else self._button
        self._address = None if tag == "a" else self._address
        self._open = self._open[:-1]
        self._words.append("" if tag in ("b", "span", "strong", "small") else " ")

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data
            return
        if self._open[-1:] == ["title"]:
            self._title += data
            return
        if self._button is not None:
            self._button.label = " ".join((self._button.label + data).split())
        if self._address is not None:
            label, address = self.links[-1]
            self.links[-1] = (" ".join(f"{label}{data}".split()), address)
        self._words.append(data)


@dataclass
class Browser:
    """One browser on one device."""

    client: Client
    cookies: dict[str, str] = field(default_factory=dict)
    agent: str = PHONE
    told: Told = as_it_stands
    """What the Indonesian labels that tests name are called on this browser's pages."""
    status: int = 0
    headers: dict[str, Any] = field(default_factory=dict)
    body: bytes = b""

    @property
    def page(self) -> Page:
        """What is on the screen."""
        return Page(self.body.decode(), self.told)

    @property
    def location(self) -> str:
        """Where the answer sends the browser."""
        return str(self.headers["Location"])

    @property
    def new_cookies(self) -> list[str]:
        """The Set-Cookie lines of the answer."""
        lines = self.headers.get("Set-Cookie", [])
        return [lines] if isinstance(lines, str) else list(lines)

    def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> Self:
        """One request, with this browser's cookies; what comes back is on the screen."""
        told = {
            "host": HOST,
            "user-agent": self.agent,
            "cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
        }
        answer = self.client.http.request(method, path, headers=told | headers, body=body)
        self.status, self.headers, self.body = answer.status_code, answer.headers, answer.body
        for line in self.new_cookies:
            name, _, value = line.partition(";")[0].partition("=")
            if "Max-Age=0" in line:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return self

    def open(self, address: str) -> Self:
        """Opens an address of ours, from a mail or a page, and follows where it leads within the site."""
        parts = urlsplit(address)
        self.send("GET", parts.path + (f"?{parts.query}" if parts.query else ""))
        return self.follow()

    def follow(self) -> Self:
        """Follows redirects as far as they stay here."""
        for _ in range(MOST_REDIRECTS):
            if self.status != 303 or urlsplit(urljoin(BASE_URL, self.location)).netloc != HOST:
                return self
            self.send("GET", self.location)
        raise AssertionError(f"too many redirects, the last to {self.location}")

    def post(self, path: str, sent: Pairs, **headers: str) -> Self:
        """Posts what a page's form would, without following the answer."""
        told = {"content-type": FORM_TYPE, "origin": BASE_URL} | headers
        return self.send("POST", path, urlencode(sent).encode(), **told)

    def submit(self, button: str, **typed: str | list[str]) -> Self:
        """Fills the form with that button, presses it, and follows."""
        form = self.page.form(button)
        return self.post(form.action, form.filled(self.told(button), **typed)).follow()

    def press_again(self, form: WebForm, button: str, **typed: str | list[str]) -> Self:
        """Sends a form that was on the screen before, as a second press or the back button does."""
        return self.post(form.action, form.filled(button, **typed)).follow()
