"""What people find by following every link and opening every address.

Used by the tests that ask something of every page and every form: `test_form_versions`, `test_fuzz`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from django.core.cache import cache
from django.test import Client
from django.urls import Resolver404, ResolverMatch, URLResolver, get_resolver, resolve, reverse
from tests import test_doors
from tests.test_doors import MAKERS
from tests.ward import Things

PEOPLE = ("tinh", "phuong", "phutrach", "bithu", "thuky", "dangvien", "nguoingoai", "quantri")
PER_PAGE = 4
"""How many of the pages of one view are opened by one person: the others look the same."""


@dataclass
class Field:
    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form as a page shows it; `button` is the name and value of the button it is sent with."""

    action: str
    method: str
    page: str
    is_multipart: bool = False
    fields: list[Field] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def data(self) -> dict[str, list[str]]:
        """What a browser sends when nobody changes anything."""
        found: dict[str, list[str]] = {}
        for each in self.fields:
            found.setdefault(each.name, []).append(each.value)
        if self.buttons:
            found.setdefault(self.buttons[0][0], []).append(self.buttons[0][1])
        return found

    @property
    def names(self) -> set[str]:
        return {each.name for each in self.fields}


class Page(HTMLParser):
    """The links and forms of a page."""

    def __init__(self, url: str, html: str) -> None:
        super().__init__()
        self.url, self.links, self.forms = url, [], []
        self._form: Form | None = None
        self._select: Field | None = None
        self._area: Field | None = None
        self.feed(html)

    links: list[str]
    forms: list[Form]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href"):
            self.links.append(urldefrag(urljoin(self.url, given["href"]))[0])
        elif tag == "form":
            action = urljoin(self.url, given.get("action") or self.url)
            is_multipart = given.get("enctype") == "multipart/form-data"
            self._form = Form(action, given.get("method", "get"), self.url, is_multipart)
            self.forms.append(self._form)
        elif self._form is not None:
            self._field(self._form, tag, given)

    def _field(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name, kind, value = given.get("name", ""), given.get("type", "text"), given.get("value", "")
        if tag == "button" and name:
            form.buttons.append((name, value))
        elif tag == "option" and self._select is not None:
            self._select.options.append(value)
            if "selected" in given or len(self._select.options) == 1:
                self._select.value = value
        elif tag == "select" and name:
            self._select = Field(name, "select")
            form.fields.append(self._select)
        elif tag == "textarea" and name:
            self._area = Field(name, "textarea")
            form.fields.append(self._area)
        elif tag == "input" and name:
            known = next((one for one in form.fields if one.name == name and one.kind == kind), None)
            if kind in {"radio", "checkbox"} and known is not None:
                known.options.append(value)
                known.value = value if "checked" in given else known.value
            else:
                is_off = kind in {"radio", "checkbox"} and "checked" not in given
                form.fields.append(Field(name, kind, "" if is_off else value, [value]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._area is not None:
            self._area.value = self._area.value.removeprefix("\n")  # as a browser does
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data


def address_names(resolver: Any = None, namespace: str = "") -> Iterator[str]:
    """Every name of an address of the project."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from address_names(
                pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            )
        else:
            yield f"{namespace}{pattern.name}"


def match_of(url: str) -> ResolverMatch | None:
    try:
        return resolve(urlsplit(url).path)
    except Resolver404:
        return None


def kind_of(url: str) -> str:
    """The address's name with those of its words that make another page of it."""
    match = match_of(url)
    if match is None:
        return ""
    words = [
        str(value) for key, value in match.kwargs.items() if key in {"act", "step", "kind", "role", "round_"}
    ]
    return " ".join([match.view_name, *words])


@dataclass
class Crawl:
    """What one person found: the status of each address, and every form. `posted_to` are addresses that only
    take forms, learned by whoever came before.
    """

    client: Client
    posted_to: set[str] = field(default_factory=set)
    status: dict[str, int] = field(default_factory=dict)
    forms: list[Form] = field(default_factory=list)

    def follow(self, urls: list[str], per_page: int = PER_PAGE) -> Crawl:
        """Open these, and what they link to, some of each kind; `urls` themselves all."""
        waiting, seen, opened = [*urls, "/"], set[str](), dict[str, int]()
        asked = set(urls)
        while waiting:
            url = waiting.pop(0)
            kind = kind_of(url)
            path = urlsplit(url).path
            is_more = url not in asked and opened.get(kind, 0) >= per_page
            is_elsewhere = bool(urlsplit(url).netloc)
            is_known = url in seen or (path in seen and url not in asked)
            if is_known or not kind or is_more or is_elsewhere or path in self.posted_to:
                continue
            seen |= {path, url}
            opened[kind] = opened.get(kind, 0) + 1
            waiting += self.open(url)
        return self

    def open(self, url: str) -> list[str]:
        """Read a page; where it leads."""
        cache.clear()
        answer = self.client.get(url)
        self.status[url] = answer.status_code
        if answer.status_code == 405:
            self.posted_to.add(urlsplit(url).path)
        if answer.status_code in {301, 302}:
            return [urljoin(url, answer["Location"])]
        if not answer["Content-Type"].startswith("text/html") or answer.streaming:
            return []
        page = Page(url, answer.content.decode())
        self.forms += page.forms
        return page.links


def addresses(things: Things) -> list[str]:
    """Every address for every thing it could be of: whoever may not see one gets 404."""
    found = [
        reverse(name, kwargs=kwargs)
        for name in sorted(set(address_names()))
        for kwargs in _arguments(name, things)
    ]
    months = [f"{url}?month={WORDS['month'][0]}" for url in found if kind_of(url) == "schedules:schedule"]
    asked = [f"{url}?{A_REPORT}" for url in found if kind_of(url) in ASKED_BY_ADDRESS]
    return list(dict.fromkeys([*found, *months, *asked]))


ASKED_BY_ADDRESS = {f"report_builder:{name}" for name in ("report", "save", "file")}
"""Pages whose address says what they show, and that show a form without it."""
A_REPORT = "period=last_month&by=unit&figures=present"


WORDS: dict[str, list[str]] = {
    **{name: [word] for name, word in test_doors.WORDS.items()},
    "act": ["note_written"],
    "kind": ["regular", "thematic", "committee", "group", "joint", "conference", "extraordinary"],
    "ending": ["pdf", "docx"],
    "round_": ["start", "end"],
    "role": ["chair", "minute_taker"],
    "step": ["prepare", "start", "conduct", "close", "after"],
    "token": ["no-such-code"],
    "slug": ["cell-meeting-2025"],
    "point": ["cell-meeting.start_time", "cell-meeting.agenda_regular", "document-layout.minutes_signatures"],
}


def _arguments(name: str, things: Things) -> Iterator[dict[str, Any]]:
    resolver = get_resolver()
    *spaces, last = name.split(":")
    for space in spaces:
        resolver = resolver.namespace_dict[space][1]
    kind = MAKERS[max((start for start in MAKERS if name.startswith(start)), key=len, default="units")]
    for possibilities in resolver.reverse_dict.getlist(last):
        for _pattern, parameters in possibilities[0]:
            yield from _filled(
                [each for each in parameters if each != "file"], {**WORDS, **things, "pk": things[kind]}
            )


def _filled(parameters: list[str], values: Things) -> Iterator[dict[str, Any]]:
    if not parameters:
        yield {}
        return
    first, *others = parameters
    for value in values[first]:
        for more in _filled(others, values):
            yield {first: value, **more}
