"""Nothing anybody sends makes the server fail: every page and form of the demo ward, asked with nonsense.

Each person opens every address, then sends mutations of what was found: fields missing, repeated, empty, too
long, of a wrong type, control and NUL characters, halves of characters, huge numbers, days at the ends of the
calendar, files for texts and texts for files, broken JSON and multipart, strange headers, cookies, methods
and addresses. What a request did is taken back, so that each meets the same ward. An answer of 500 or more,
or an exception, fails the test with the request printed.

The choice is drawn from FUZZ_SEED (a fixed one by default) and is as long as FUZZ_ROUNDS says; the message
repeats both. `FUZZ_ROUNDS=2000 FUZZ_SEED=7 .venv/bin/pytest tests/test_fuzz.py` looks longer elsewhere.
"""

from __future__ import annotations

import json
import os
import random
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from slow_work import taken_back
from tests import crawl, ward
from tests.crawl import Field, Form
from tests.sessions import log_in

from sotay.demo.clock import at
from sotay.demo.year import _moment

SEED = os.environ.get("FUZZ_SEED", "1")
ROUNDS = int(os.environ.get("FUZZ_ROUNDS", "100"))
MOST_TOLD = 12
BOUNDARY = "fuzzfuzzfuzz"
DEEP = 5_000

NASTY: tuple[bytes, ...] = tuple(
    text if isinstance(text, bytes) else text.encode()
    for text in (
        *("", " ", "\0", "a\0b", "\x01\x1b\x7f", "\r\n", "\u2028", "\ufeff", "\u202e", "🦀", "đ" * 300),
        *(b"\xff\xfe", b"\xed\xa0\x80", b"\xc3", "\u0300" * 2_000, "x" * 101, "x" * 30_000),
        *(
            "0",
            "-1",
            "1.5",
            "1e999",
            "9" * 19,
            "9" * 400,
            "-" + "9" * 30,
            "NaN",
            "Infinity",
            "٣",
            "²",
            "１２",
            "0x10",
        ),
        *("00/00/0000", "01/01/0001", "31/12/9999", "29/02/2025", "31/02/2026", "0001-01-01", "9999-12-31"),
        *("00/0000", "13/2026", "12/9999", "0000", "25:61", "24:00", "99h99", "1" * 50 + "/1/2026"),
        *("018f0000-0000-7000-8000-000000000000", "00000000-0000-0000-0000-000000000000", "{}", "[]", "null"),
        *(
            "../../etc/passwd",
            "<script>alert(1)</script>",
            "' OR 1=1 --",
            "%s%(x)s%",
            "{0.__class__}",
            "{{ x }}",
        ),
        *(
            "true",
            "on",
            "javascript:alert(1)",
            "https://[",
            "https://a@b:99999/",
            "member:",
            "account:1",
            "mine-",
            "theirs",
        ),
        *("seen=", "=", "a=b c=d", "id" * 4_000),
    )
)
"""What stands in a field instead of what it asks for, as it comes over the wire."""

HEADERS: tuple[dict[str, str], ...] = (
    {"HTTP_ACCEPT_LANGUAGE": "x" * 9_000},
    {"HTTP_ACCEPT_LANGUAGE": "vi;q=9e999,en;q=NaN,*;q=-1"},
    {"HTTP_RANGE": "bytes=9-1"},
    {"HTTP_RANGE": "bytes=-99999999999999999999"},
    {"HTTP_RANGE": "lines=\x01"},
    {"HTTP_IF_NONE_MATCH": '"' * 99},
    {"HTTP_IF_NONE_MATCH": 'W/"\x00'},
    {"HTTP_IF_MODIFIED_SINCE": "Thu, 32 Feb 0000 99:99:99 GMT"},
    {"HTTP_IF_MODIFIED_SINCE": "Sat, 01 Jan 99999 00:00:00 GMT"},
    {"HTTP_REFERER": "http://[::"},
    {"HTTP_REFERER": "\x00javascript:"},
    {"HTTP_X_FORWARDED_FOR": "999.1.1.1, ::ffff, \x00"},
    {"REMOTE_ADDR": ""},
    {"HTTP_USER_AGENT": "\x00" * 99},
    {"HTTP_USER_AGENT": "\xff" * 9_000},
    {"HTTP_X_FRESH": "1"},
    {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://[", "HTTP_HX_TARGET": "\x00"},
    {"HTTP_ACCEPT": "\x00/;q="},
    {"HTTP_CONTENT_ENCODING": "gzip"},
    {"HTTP_HOST": "testserver:99999"},
    {"HTTP_HOST": "a b"},
)
TYPES: tuple[str, ...] = (
    *("", "text/plain", "application/json", "application/json; charset=nonsense", "multipart/form-data"),
    *(
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\x00",
        "multipart/form-data; boundary=" + "b" * 300,
    ),
    *(f"multipart/form-data; boundary={BOUNDARY}", "application/x-www-form-urlencoded; charset=utf-16"),
    *("application/x-www-form-urlencoded; charset=base64", "application/xml", "\xff"),
)
BODIES: tuple[bytes, ...] = (
    *(b"", b"\x00", b"%", b"a=%", b"a=%ZZ&&=&", b"=" * 999, b"\xff" * 999),
    b"&".join(b"p%d=1" % number for number in range(1_100)),
    f"--{BOUNDARY}".encode(),
    f"--{BOUNDARY}\r\nContent-Disposition: form-data\r\n\r\nx\r\n--{BOUNDARY}--".encode(),
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="text"; filename=""\r\n\r\n'.encode()
    + f"\r\n--{BOUNDARY}--".encode(),
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a\0b/../c.pdf"\r\n'
    f"Content-Type: \xff\r\n\r\n%PDF-\r\n--{BOUNDARY}--".encode("latin-1"),
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="text"\r\n'
    f"Content-Transfer-Encoding: base64\r\n\r\n"
    f"!\r\n--{BOUNDARY}--".encode(),
    f"--{BOUNDARY}\r\n{'X: y' * 9_000}\r\n\r\n\r\n--{BOUNDARY}--".encode(),
    *(
        b"[" * DEEP,
        b'{"a":' * DEEP,
        b'{"entries":' + b"[" * DEEP,
        b"NaN",
        b'"\\ud800"',
        b"9" * 5_000,
        b'{"a":1,"a":2}',
    ),
)
QUERY = (
    *(
        "page",
        "q",
        "cell",
        "show",
        "who",
        "standing",
        "month",
        "unit",
        "kept",
        "seen",
        "lang",
        "will_come",
        "item",
    ),
    *(
        "after",
        "print",
        "next",
        "save",
        "read",
        "open",
        "from",
        "to",
        "until",
        "day",
        "by",
        "year",
        "role",
        "code",
    ),
)
METHODS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "post", "\x00", "X" * 200)


@dataclass
class Sent:
    """A request, as it is printed when the server failed."""

    method: str
    path: str
    body: bytes = b""
    content_type: str = "application/x-www-form-urlencoded"
    extra: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        body = self.body[:400] + (b"... (%d bytes)" % len(self.body) if len(self.body) > 400 else b"")
        extra = {name: value[:120] for name, value in self.extra.items()}
        return (
            f"{self.method!r} {self.path[:300]!r} {self.content_type[:80]!r} {body!r} {extra} {self.cookies}"
        )


@dataclass
class Fuzzer:
    """One person's requests. `failures` has one request for each place in the code that failed."""

    client: Client
    chance: random.Random
    forms: list[Form]
    pages: list[str]
    addresses: list[str]
    failures: dict[str, str] = field(default_factory=dict)
    asked: int = 0

    def ask(self, sent: Sent) -> None:
        cache.clear()
        self.asked += 1
        cookies = SimpleCookie(self.client.cookies)
        for name, value in sent.cookies.items():
            self.client.cookies[name] = value
        # The server's application answers such a request before Django makes one (config.charset).
        path = sent.path.partition("?")[0] if "base64" in sent.content_type else sent.path
        try:
            with taken_back():
                answer = self.client.generic(
                    sent.method,
                    path,
                    sent.body,
                    sent.content_type or "application/octet-stream",
                    **sent.extra,
                )
                if answer.streaming:
                    b"".join(answer.streaming_content)
            if answer.status_code >= 500:
                self.note(f"status {answer.status_code} at {crawl.kind_of(sent.path)}", sent)
        except Exception as error:
            frames = [one for one in traceback.extract_tb(error.__traceback__) if "sotay" in one.filename]
            where = f"{frames[-1].filename.partition('src/')[2]}:{frames[-1].lineno}" if frames else "outside"
            self.note(f"{type(error).__name__} at {where}", sent, str(error)[:200])
        self.client.cookies = cookies

    def note(self, what: str, sent: Sent, why: str = "") -> None:
        """One request for each place that failed is enough to see it."""
        self.failures.setdefault(what, f"{sent}\n  {why}")

    # What is sent

    def nasty(self) -> bytes:
        return self.chance.choice(NASTY)

    def plausible(self, one: Field) -> bytes:
        """What somebody might enter, so that a form gets as far as the action behind it."""
        if one.options and one.kind in {"select", "radio", "checkbox"}:
            return self.chance.choice(one.options).encode()
        if one.value:
            return one.value.encode()
        return self.chance.choice([b"Xin ghi", b"25/12/2026", b"3", b"19:30", b"12/2026", b"0912345678"])

    def filled(self, form: Form) -> list[tuple[str, bytes]]:
        pairs = [(one.name, self.plausible(one)) for one in form.fields if one.kind != "file"]
        if form.buttons:
            name, value = self.chance.choice(form.buttons)
            pairs.append((name, value.encode()))
        return pairs

    def spoilt(self, pairs: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
        """The pairs with one to three things wrong with them."""
        spoilt = list(pairs)
        for _time in range(self.chance.randint(1, 3)):
            place = self.chance.randrange(len(spoilt)) if spoilt else 0
            kind = self.chance.choice(
                ["value", "value", "value", "gone", "twice", "swapped", "more", "named"]
            )
            if not spoilt or kind == "more":
                spoilt += [
                    (self.chance.choice(["seen", "id", "over", "x"]), self.nasty()) for _one in range(3)
                ]
            elif kind == "value":
                spoilt[place] = (spoilt[place][0], self.nasty())
            elif kind == "gone":
                del spoilt[place]
            elif kind == "twice":
                spoilt.append((spoilt[place][0], self.nasty()))
            elif kind == "swapped":
                spoilt[place] = (spoilt[place][0], self.chance.choice(spoilt)[1])
            else:
                spoilt[place] = (self.chance.choice(["", "\x00", "a" * 500, "text"]), spoilt[place][1])
        return spoilt

    def form(self) -> Sent:
        form = self.chance.choice(self.forms)
        pairs = self.filled(form)
        pairs = self.spoilt(pairs) if self.chance.random() < 0.9 else pairs
        target = form.action
        if self.chance.random() < 0.15:  # the right form in the wrong state, or of something else
            target = self.chance.choice(
                [url for url in self.addresses if same_view(url, form.action)] or [target]
            )
        if form.is_multipart or self.chance.random() < 0.1:
            return Sent(
                "POST", target, self.multipart(form, pairs), f"multipart/form-data; boundary={BOUNDARY}"
            )
        return Sent("POST", target, b"&".join(quoted(name) + b"=" + quoted(value) for name, value in pairs))

    def multipart(self, form: Form, pairs: list[tuple[str, bytes]]) -> bytes:
        """Files where texts belong and texts where files belong, as often as not."""
        parts = []
        named = [*pairs, *((one.name, b"") for one in form.fields if one.kind == "file")]
        for name, value in named:
            is_file = self.chance.random() < 0.5
            file = (
                f'; filename="{self.chance.choice(["a.pdf", "a.xlsx", "", "a.php", "đ.docx"])}"'
                if is_file
                else ""
            )
            start = (
                self.chance.choice([b"", b"%PDF-1.7", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG"])
                if is_file
                else b""
            )
            head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode(
                "utf-8", "replace"
            )
            parts.append(head + start + value[:50_000] + b"\r\n")
        return b"".join([*parts, f"--{BOUNDARY}--\r\n".encode()])

    def query(self) -> Sent:
        names = self.chance.sample(QUERY, self.chance.randint(1, 3))
        query = b"&".join(quoted(name) + b"=" + quoted(self.nasty()) for name in names)
        return Sent("GET", f"{self.chance.choice(self.pages)}?{query.decode()}")

    def many(self) -> Sent:
        url = self.chance.choice(self.pages + self.addresses)
        return Sent("GET", f"{url}?{'&'.join(f'p{number}=1' for number in range(1_100))}")

    def header(self) -> Sent:
        method = self.chance.choice(["GET", "GET", "POST"])
        return Sent(method, self.chance.choice(self.addresses), extra=dict(self.chance.choice(HEADERS)))

    def method(self) -> Sent:
        return Sent(self.chance.choice(METHODS), self.chance.choice(self.addresses))

    def body(self) -> Sent:
        target = self.chance.choice(self.forms).action if self.forms else self.chance.choice(self.addresses)
        extra = (
            {"CONTENT_LENGTH": self.chance.choice(["", "-1", "x", "0", "9" * 25])}
            if self.chance.random() < 0.3
            else {}
        )
        return Sent("POST", target, self.chance.choice(BODIES), self.chance.choice(TYPES), extra)

    def cookie(self) -> Sent:
        name = self.chance.choice(
            [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "lang", "messages", "x"]
        )
        value = self.nasty()[:2_000].decode("latin-1").replace("\r", "").replace("\n", "")
        return Sent("GET", self.chance.choice(self.pages), cookies={name: value})

    def address(self) -> Sent:
        """An address with a piece of it replaced."""
        pieces = self.chance.choice(self.addresses).strip("/").split("/")
        pieces[self.chance.randrange(len(pieces))] = quoted(self.nasty()[:500]).decode()
        return Sent(self.chance.choice(["GET", "POST"]), "/" + "/".join(pieces) + "/")

    def api(self) -> Sent:
        target = self.chance.choice([url for url in self.addresses if url.startswith("/api/")])
        entry = {
            "id": str(self.scalar()),
            "act": self.scalar(),
            "data": self.nested(3),
            "at": self.scalar(),
            "seen": self.scalar(),
        }
        good = {
            "id": f"018f0000-0000-7000-8000-{self.chance.randrange(10**12):012}",
            "at": "2026-11-23T01:00:00Z",
        }
        acts = [
            "hands_counted",
            "revised",
            "roll_marked",
            "motion_moved",
            "task_assigned",
            "opened",
            "withdrawn",
            "x",
        ]
        entry |= {**good, "act": self.chance.choice(acts), "seen": 0} if self.chance.random() < 0.7 else {}
        batch = {
            "device": "d",
            "entries": [entry] * self.chance.choice([0, 1, 2, 101]),
            "seen": self.chance.choice([0, self.scalar()]),
        }
        sent = batch if self.chance.random() < 0.8 else self.nested(4)
        return Sent("POST", target, json.dumps(sent).encode(), "application/json")

    def scalar(self) -> Any:
        # json.dumps writes halves of characters as escapes, which is how they come.
        return self.chance.choice(
            [None, True, -1, 10**30, 1.5, float("nan"), "\0", "\ud800", "", "x" * 5_000, [], {}, "start", 0]
        )

    def nested(self, depth: int) -> Any:
        if depth == 0:
            return self.scalar()
        names = [
            "text",
            "motion",
            "member",
            "members",
            "round",
            "mark",
            "votes_for",
            "over",
            "counts",
            "seats",
            "items",
            "due_on",
            "entry",
            "\0",
        ]
        if self.chance.random() < 0.3:
            return [self.nested(depth - 1) for _one in range(self.chance.randint(0, 3))]
        return {name: self.nested(depth - 1) for name in self.chance.sample(names, self.chance.randint(1, 6))}

    def run(self, rounds: int) -> None:
        kinds: list[Callable[[], Sent]] = [
            *([self.form] * 9 if self.forms else []),
            *([self.query] * 3),
            *(
                self.header,
                self.method,
                self.body,
                self.body,
                self.cookie,
                self.address,
                self.api,
                self.api,
                self.many,
            ),
        ]
        for _round in range(rounds):
            self.ask(self.chance.choice(kinds)())


def quoted(value: str | bytes) -> bytes:
    return quote(value, safe="").encode()


def same_view(one: str, other: str) -> bool:
    first, second = crawl.match_of(one), crawl.match_of(other)
    return first is not None and second is not None and first.view_name == second.view_name


def some_of_each(forms: list[Form]) -> list[Form]:
    """Two forms of each kind with the same fields: a hundred rows of a roll would crowd out all others."""
    kept: dict[tuple[str, frozenset[str]], list[Form]] = {}
    for form in forms:
        several = kept.setdefault((crawl.kind_of(form.action), frozenset(form.names)), [])
        if form.method == "post" and len(several) < 2 and crawl.kind_of(form.action):
            several.append(form)
    return [form for several in kept.values() for form in several]


@pytest.mark.parametrize(
    "people", [("bithu", "dangvien", ""), ("phuong", "thuky", "tinh"), ("phutrach", "quantri", "nguoingoai")]
)
def test_nothing_that_is_sent_makes_the_server_fail(db, monkeypatch, caplog, people):
    caplog.set_level("CRITICAL")
    print(f"FUZZ_SEED={SEED} FUZZ_ROUNDS={ROUNDS}")
    failures: dict[str, str] = {}
    with at(_moment(ward.TODAY, 8)):
        addresses = crawl.addresses(ward.load(monkeypatch))
        for name in people:
            client, opened = log_in(name), addresses if name else addresses[::4]
            found = crawl.Crawl(client).follow(opened)
            pages = [urlsplit(url).path for url, status in found.status.items() if status == 200]
            chance = random.Random(f"{SEED} {name}")
            fuzzer = Fuzzer(client, chance, some_of_each(found.forms), pages, addresses)
            fuzzer.run(ROUNDS)
            assert fuzzer.asked == ROUNDS
            failures = {
                what: f"{name or 'nobody'} {sent}" for what, sent in fuzzer.failures.items()
            } | failures
    told = "\n\n".join(f"{what}\n  {sent}" for what, sent in list(failures.items())[:MOST_TOLD])
    assert not failures, f"{len(failures)} failures with FUZZ_SEED={SEED} FUZZ_ROUNDS={ROUNDS}:\n\n{told}"
