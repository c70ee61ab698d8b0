"""What speaks against a level, in whole sentences: people read them and decide."""

from __future__ import annotations

from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from sotay.kernel.templatetags.sotay import percent
from sotay.regulations.values import (
    ReviewLevel,
)
from sotay.reviews.rules import Doubt
from sotay.reviews.words import in_language

_SENTENCES = {
    "no_points": _("No points have been given yet; “%(level)s” asks for %(asked)s and more."),
    "points": _("%(found)s points; “%(level)s” asks for %(asked)s and more."),
    "no_tasks": _("No task of this period is in the records, so nothing shows that they were done."),
    "on_time": _("%(found)s of the tasks were done in time; “%(level)s” asks for %(asked)s."),
    "done": _("%(found)s of the tasks were done; “%(level)s” asks for %(asked)s."),
    "late": _("%(found)s of the tasks were late; “%(level)s” allows %(asked)s at most."),
    "beyond": _("“%(level)s” asks for %(asked)s of work beyond what was asked; %(found)s was judged."),
    "beyond_unknown": _(
        "“%(level)s” asks for %(asked)s of work beyond what was asked; nobody has judged that yet."
    ),
}


def sentence(doubt: Doubt, level: ReviewLevel) -> str:
    code = doubt.code
    if code == "beyond" and doubt.found is None:
        code = "beyond_unknown"
    said = {"level": in_language(level.text), "found": _figure(doubt.found), "asked": _figure(doubt.asked)}
    return str(_SENTENCES[code]) % said


def _figure(value: int | Fraction | None) -> str:
    if value is None:
        return "–"
    return percent(float(value)) if isinstance(value, Fraction) else str(value)
