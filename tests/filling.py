"""Filling in a form as it stands on a page, and reading what came back."""

from __future__ import annotations

import html
import re
from typing import Any

from conftest import Person
from django.http import HttpResponse
from tests.crawl import Form, Page


def opened(person: Person, url: str, action: str = "", having: str = "") -> Form:
    """The form on the page that is sent to `action`, by default to the page itself."""
    answer = person.get(url)
    assert answer.status_code == 200, answer
    return form_in(answer, url, action or url, having)


def form_in(answer: HttpResponse, url: str, action: str, having: str = "") -> Form:
    forms = Page(url, answer.content.decode()).forms
    posted = [form for form in forms if form.method == "post" and form.action == action]
    return next(form for form in posted if having in str(form.data()))


def sent(client: Person, form: Form, **changes: Any) -> HttpResponse:
    """The form with some fields changed, as a browser sends it."""
    data = {name: values for name, values in form.data().items() if name and any(values)}
    return client.post(form.action, {**data, **changes})


def told(answer: HttpResponse) -> str:
    """The words of the page, with what stands in its fields left out."""
    text = re.sub(r"<(script|textarea).*?</\1>", " ", answer.content.decode(), flags=re.S)
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", text).split()))


def choices(answer: HttpResponse) -> dict[str, list[str]]:
    """The choices a page offers between two values, by field."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="([^"]*keep-[^"]+)" value="([^"]+)"', answer.content.decode()):
        found.setdefault(name, []).append(value)
    return found
