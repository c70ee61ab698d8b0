"""The help of each page: a template `help/<app>/<view>.html` in the app that has the page.

A page whose address says more than its view, as the steps of a meeting do, may have a help of its own at
`help/<app>/<view>-<word>.html`. A test fails when a page has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.template.utils import get_app_template_dirs
from django.utils.translation import gettext as _

from sotay.kernel.actor import Actor, Role
from sotay.kernel.navigation import LEADERS

PATH = "/help/"
GENERAL = "general"


@dataclass(frozen=True, slots=True)
class PageHelp:
    """The template with the text, the address of a page of its own, and whom this reader asks."""

    key: str
    template: str
    whom: str

    @property
    def url(self) -> str:
        return f"{PATH}{self.key}/"


def keys(view_name: str, kwargs: Mapping[str, Any]) -> Iterator[str]:
    """What the help of a page may be called, the more particular first: `meetings:step-close`,
    `meetings:step`."""
    yield from (f"{view_name}-{value}" for value in kwargs.values() if isinstance(value, str))
    yield view_name


@cache
def pages() -> Mapping[str, str]:
    """The template of each key that has one. Looked through once: an address never names a template
    itself."""
    found = {}
    for folder in get_app_template_dirs("templates"):
        for path in Path(folder).glob("help/**/*.html"):
            name = path.relative_to(folder).as_posix()
            found[name.removeprefix("help/").removesuffix(".html").replace("/", ":")] = name
    return found


def help_named(key: str, actor: Actor | None) -> PageHelp | None:
    template = pages().get(key)
    return PageHelp(key, template, whom_to_ask(actor)) if template else None


def help_of(request: HttpRequest, actor: Actor | None) -> PageHelp | None:
    """The help of the page that is asked for; what is said of any page where it has none of its own, such as
    one that does not exist.
    """
    match = request.resolver_match
    named = keys(match.view_name, match.kwargs) if match else ()
    found = (help_named(key, actor) for key in (*named, GENERAL))
    return next((each for each in found if each), None)


def whom_to_ask(actor: Actor | None) -> str:
    """Who helps this reader on: the next level, by what they are."""
    if actor is None or not actor.grants:
        return _("The secretary of your Party cell: they can hand you a log-in slip and show you the way in.")
    if actor.holds(Role.OPERATOR):
        return _("The manual of the program, in the folder docs: begin with operate.md.")
    if actor.holds(Role.CENTRE_OFFICE):
        return _("About the program: the system's operator.")
    if actor.holds(Role.WARD_OFFICE, Role.PROVINCE_OFFICE, Role.INSPECTION_COMMISSION):
        return _("About the work: the office of the level above. About the program: the system's operator.")
    if actor.holds(*LEADERS):
        return _("The ward or commune Party office, which looks after the cells and their log-ins.")
    return _("The secretary or the deputy secretary of your Party cell.")
