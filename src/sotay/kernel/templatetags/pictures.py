"""Drawing a picture: `{% load pictures %}{% picture drawing %}`, or `{% drawing only %}` without its
table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from sotay.kernel.pictures import Mark, Panel, Picture, Point, heat_strip
from sotay.kernel.pictures.structure import em

register = template.Library()


@register.inclusion_tag("kernel/_picture.html")
def picture(drawing: Picture) -> dict[str, Any]:
    """The picture with its name, and its numbers as a table that opens."""
    return {"picture": drawing}


@register.simple_tag
def level_key(level: str) -> SafeString:
    """A box of one level, for the line of a legend that says in words what it means."""
    strip = heat_strip("", [Point("", None, "", level)], desc="", head=[]).panels[0]
    drawn, tall = "".join(_drawn(strip.marks)), em(strip.height)
    svg_text = f'<svg class="drawing key" aria-hidden="true" height="{tall}">{drawn}</svg>'
    return mark_safe(svg_text)  # noqa: S308 - nothing of it is from outside


@register.filter
def svg(panel: Panel) -> SafeString:
    """One panel as it is drawn. Names and attributes are ours; every word is escaped."""
    said = f"<title>{escape(panel.title)}</title><desc>{escape(panel.desc)}</desc>"
    inside = "".join(_drawn(panel.marks))
    return mark_safe(  # noqa: S308 - escaped above and below
        f'<svg class="drawing" role="img" width="100%" height="{em(panel.height)}">{said}{inside}</svg>'
    )


def _drawn(marks: Iterable[Mark]) -> Iterable[str]:
    for mark in marks:
        look = f' class="{mark.look}"' if mark.look else ""
        at = "".join(f' {name}="{escape(value)}"' for name, value in mark.at.items())
        said = escape(mark.words)
        words = f"<title>{said}</title>" if mark.words and mark.tag != "text" else said
        yield f"<{mark.tag}{at}{look}>{words}{''.join(_drawn(mark.marks))}</{mark.tag}>"
