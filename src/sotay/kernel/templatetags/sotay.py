"""What every template may use without loading it: icons, dates, figures, and who may see what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.http import HttpRequest, QueryDict
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from sotay.kernel import navigation
from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.figures import per_cent
from sotay.kernel.help import PageHelp, help_of
from sotay.kernel.navigation import Counter, Entry
from sotay.kernel.periods import Month, PartialDate
from sotay.kernel.versions import SEEN, Edited

register = template.Library()

DASH = "–"
_BELOW = SafeString('<span class="below" aria-hidden="true"> › </span>')


@register.simple_tag
def icon(name: str, tone: str = "", label: str = "") -> SafeString:
    """`{% icon "clock" %}`: decoration beside words. With a label it is a picture that says something."""
    if label:
        drawing = '<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>'
        return format_html(drawing, f"ico {tone}".strip(), label, f"{_icons()}#{name}")
    return _plain_icon(name, tone, _icons())


def _icons() -> str:
    return static("sotay/vendor/icons.svg")


@lru_cache(maxsize=512)
def _plain_icon(name: str, tone: str, icons: str) -> SafeString:
    """There are fifty of them on a page, and a few dozen in all."""
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        f"ico {tone}".strip(),
        icons,
        name,
    )


@register.simple_tag
def chip(kind: str, text: object, icon_name: str = "") -> SafeString:
    """`{% chip "late" text %}`: kinds ok, wait, late, info, off."""
    drawing = icon(icon_name) if icon_name else ""
    return format_html('<span class="chip {}">{}{}</span>', kind, drawing, text)


@register.filter
def day(value: date | PartialDate | None) -> str:
    """dd/mm/yyyy; a partial date shows what is known of it."""
    if value is None:
        return DASH
    if isinstance(value, PartialDate):
        return value.label()
    return f"{_local(value):%d/%m/%Y}"


@register.filter
def month(value: Month | date | None) -> str:
    """mm/yyyy."""
    if value is None:
        return DASH
    return (value if isinstance(value, Month) else Month.of(value)).label()


@register.filter
def clock(value: datetime | None) -> str:
    """The time of day where the reader is: 19:30."""
    return DASH if value is None else f"{_local(value):%H:%M}"


@register.filter
def moment(value: datetime | None) -> str:
    """19:30, 03/12/2026."""
    return DASH if value is None else f"{_local(value):%H:%M, %d/%m/%Y}"


@register.filter
def weekday(value: date | None) -> str:
    """Thứ Tư, 02/12/2026."""
    if value is None:
        return DASH
    local = _local(value)
    return f"{formats.date_format(local, 'l')}, {local:%d/%m/%Y}"


@register.filter
def percent(share: float | None, places: int = 1) -> str:
    """A share of one: 0.942 is '94,2%' in Vietnamese and '94.2%' in English; whole ones have no decimals."""
    if share is None:
        return DASH
    figure = per_cent(share, places)
    return f"{figure.replace('.', ',') if _is_vietnamese() else figure}%"


@register.filter
def number(value: float | None, places: int = 0) -> str:
    """1234.5 is '1.234,5' in Vietnamese, '1,234.5' in English."""
    if value is None:
        return DASH
    figure = f"{float(value):,.{places}f}"
    return figure.translate(str.maketrans(",.", ".,")) if _is_vietnamese() else figure


@register.filter
def initials(name: str | None) -> str:
    """Family and given name: 'Lê Thị Thu' is LT; what an avatar shows."""
    words = [word for word in (name or "").split() if word[0].isalpha()]
    return "".join(word[0] for word in dict.fromkeys((words[0], words[-1]))).upper() if words else "?"


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: object) -> str:
    """The page's own query string with some values changed; None or '' takes one away."""
    # Django draws the page for a request it could not read without that request.
    query = context["request"].GET.copy() if "request" in context else QueryDict(mutable=True)
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def may(context: template.Context, need: str, unit: Any) -> bool:
    """`{% may "CONDUCT" unit as conducts %}`: whether the reader may; `unit` is a unit or its path."""
    actor: Actor | None = context.get("actor")
    return actor is not None and actor.may(Can[need], getattr(unit, "path", unit))


@register.simple_tag(takes_context=True)
def holds(context: template.Context, *roles: str) -> bool:
    """`{% holds "secretary" "overseer" as leads %}`: whether the reader holds one of these roles."""
    actor: Actor | None = context.get("actor")
    return actor is not None and bool(actor.holds(*(Role(role) for role in roles)))


@register.simple_tag
def seen(edited: Edited[Any] | str) -> SafeString:
    """`{% seen edited %}` in a form without fields: what its button was shown for (or the stamp of it); see
    `kernel.versions`."""
    stamp = edited if isinstance(edited, str) else edited.stamp()
    return format_html('<input type="hidden" name="{}" value="{}">', SEEN, stamp)


@register.filter
def undo_url(message: Any) -> str:
    """The address a message offers to undo itself at; see `kernel.undo`."""
    return next((tag[5:] for tag in (message.extra_tags or "").split() if tag.startswith("undo:")), "")


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation as a page shows it."""

    entry: Entry
    url: str
    is_here: bool


@register.simple_tag(takes_context=True)
def main_places(context: template.Context) -> list[Place]:
    """The main places the reader can go to, in order."""
    actor: Actor | None = context.get("actor")
    request: HttpRequest | None = context.get("request")
    if actor is None or request is None:
        return []
    path = request.path
    return [
        Place(entry, url := entry.url, path == url if url == "/" else path.startswith(url))
        for entry in navigation.entries_for(navigation.MAIN, actor)
    ]


@register.simple_tag(takes_context=True)
def entries(context: template.Context, hook: str) -> list[Entry]:
    """`{% entries "ACCOUNT" as items %}`: what apps registered there for this reader."""
    return navigation.entries_for(getattr(navigation, hook), context.get("actor"))


@register.simple_tag(takes_context=True)
def header_counters(context: template.Context) -> list[tuple[Counter, int, str]]:
    """The counters of the header with their number and how it is said; none for nobody."""
    request: HttpRequest | None = context.get("request")
    if context.get("actor") is None or request is None:
        return []
    found = []
    for counter in sorted(navigation.COUNTERS, key=lambda each: each.order):
        number = counter.count(request)
        found.append((counter, number, counter.say(number)))
    return found


@register.simple_tag(takes_context=True)
def header_search(context: template.Context) -> Entry | None:
    """Where the box of the header sends what is typed; nowhere for nobody."""
    actor: Actor | None = context.get("actor")
    return next(iter(navigation.entries_for(navigation.SEARCH, actor)), None) if actor else None


@register.simple_tag(takes_context=True)
def page_help(context: template.Context) -> PageHelp | None:
    """The help of the page that is shown; a page may bring its own as `help` in its context."""
    request: HttpRequest | None = context.get("request")
    own: PageHelp | None = context.get("help")
    return own or (help_of(request, context.get("actor")) if request else None)


@register.simple_tag(takes_context=True)
def where(context: template.Context, unit: Any = None) -> SafeString:
    """`{% where meeting.cell %}`: whom the reader acts for on a page about a unit; and that unit, when it is
    another one. Without a unit the page is about none.
    """
    actor: Actor | None = context.get("actor")
    acting = actor.acting(getattr(unit, "path", "")) if actor else []
    parts = [", ".join(grant.acts_for for grant in acting)] if acting else []
    if unit and unit.pk not in {grant.unit_id for grant in acting}:
        parts.append(unit.name)
    return format_html_join(_BELOW, "{}", ([part] for part in parts))


@register.simple_tag
def address(*names: str) -> str:
    """The first of these url names that has an address without arguments; '' when none has."""
    return next(_addresses(names), "")


def _addresses(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        try:
            yield reverse(name)
        except NoReverseMatch:
            continue


def _local(value: date) -> date:
    """A moment as the clocks here show it; a plain date as it is."""
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _is_vietnamese() -> bool:
    return (get_language() or "vi").startswith("vi")
