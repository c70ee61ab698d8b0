"""The ways through the house that every page shows. Each app registers its own entries in `AppConfig.ready`:

    MAIN.register(Entry("meetings:meetings", _("Meetings"), "calendar-days", order=30, roles=IN_MEETINGS))

The templates of the kernel draw what is registered and name no app.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from sotay.kernel.actor import Actor, Role
from sotay.kernel.hooks import Hook

LEADERS = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER)
IN_MEETINGS = (*LEADERS, Role.OVERSEER, Role.MEMBER)
OFFICES = (Role.WARD_OFFICE, Role.PROVINCE_OFFICE, Role.CENTRE_OFFICE)
ABOVE_CELLS = (*OFFICES, Role.INSPECTION_COMMISSION)


@dataclass(frozen=True, slots=True)
class Entry:
    """A place one can go to: its url name, words, icon, and for whom it is (no role named: everybody).

    With `sends` it is a button that POSTs there, and forgets what the device kept.
    """

    url_name: str
    words: str | Promise
    icon: str
    order: int = 0
    roles: tuple[str, ...] = ()
    sends: bool = False

    @property
    def url(self) -> str:
        return reverse(self.url_name)

    def is_for(self, actor: Actor) -> bool:
        return not self.roles or bool(actor.holds(*(Role(role) for role in self.roles)))


@dataclass(frozen=True, slots=True)
class Counter:
    """A place in the header with a number: how many new things wait there, and how that is said."""

    url_name: str
    words: str | Promise
    icon: str
    count: Callable[[HttpRequest], int]
    say: Callable[[int], str]
    order: int = 0

    @property
    def url(self) -> str:
        return reverse(self.url_name)


MAIN: Hook[Entry] = Hook(
    "navigation.main", "the tabs at the foot of a phone, the row under the header elsewhere"
)
ACCOUNT: Hook[Entry] = Hook("navigation.account", "what the menu of the person who is logged in leads to")
COUNTERS: Hook[Counter] = Hook("navigation.counters", "places in the header that say how much is new")
SEARCH: Hook[Entry] = Hook(
    "navigation.search", "where the box in the header of every page sends what is typed"
)
HELP: Hook[Entry] = Hook("navigation.help", "general pages of help, below the help of the page itself")
FOOT: Hook[Entry] = Hook("navigation.foot", "pages the foot of every page leads to")


def entries_for(hook: Iterable[Entry], actor: Actor | None) -> list[Entry]:
    """The entries somebody sees, in order; nobody sees those that are for everybody."""
    seen = [entry for entry in hook if (entry.is_for(actor) if actor else not entry.roles)]
    return sorted(seen, key=lambda entry: entry.order)
