"""Kinds of documents a library holds: those a unit issues itself, and those that come from elsewhere.

The codes of the first are those of `papers`, as they stand in a number ("21-NQ/TW"). Source: Quy định
399-QĐ/TW (09/01/2026) on kinds and authority of the Party's documents; bulletins, study material and the
State's papers are the library's own.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sotay.papers.models import KINDS as ISSUED_KINDS

BULLETIN, STUDY, GUIDANCE, MINUTES = "BT", "TL", "HD", "BB"

KINDS: Mapping[str, str | Promise] = {
    "NQ": ISSUED_KINDS["NQ"],
    "CT": _("Directive"),
    "QĐ": ISSUED_KINDS["QĐ"],
    "QyĐ": _("Regulation of the Party"),
    "KL": ISSUED_KINDS["KL"],
    "TB": ISSUED_KINDS["TB"],
    "KH": ISSUED_KINDS["KH"],
    GUIDANCE: ISSUED_KINDS["HD"],
    "BC": ISSUED_KINDS["BC"],
    "CV": ISSUED_KINDS["CV"],
    BULLETIN: _("Bulletin, internal information"),
    STUDY: _("Study material"),
    "VB": _("Law, decree, circular"),
    **ISSUED_KINDS,
    "K": _("Another kind"),
}
"""Code and words, the frequent ones first."""

WITHOUT_EFFECT = frozenset({BULLETIN, STUDY, MINUTES, "BC", "CV", "TTr", "GM", "PA", "PL", "K"})
"""Kinds that inform and lay nothing down: in force only where somebody says from when or until when."""


def kind_name(code: str) -> str | Promise:
    """The words of a kind; the code itself for one that this version does not know."""
    return KINDS.get(code, code)
