"""Figures of months, written as the acts of a meeting would, and reports asked for by their addresses."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone

from sotay.figures import actions
from sotay.figures.actions import Kept
from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.units.models import Unit

TABLE = "/report-builder/table/"


def keep(cell: Unit, month: str, kind: str = "regular", **values: int) -> None:
    """A cell's month in figures, and the sums above it."""
    face = {"meeting_id": new_id(), "status": "reported", "planned_at": timezone.now()}
    actions.keep(cell, Kept(Month.parse(month), kind, {**face, **values}), follow=False)
    above = cell.parent
    while above is not None:
        actions.roll_up(above, Month.parse(month), timezone.now())
        above = above.parent


def query(unit: Unit | None = None, **asked: str) -> str:
    given: dict[str, Any] = {"unit": str(unit.pk)} if unit else {}
    return urlencode(given | {"period": "2026-10", "by": "unit"} | asked, safe=",")


def ask(person: Any, unit: Unit | None = None, *, follow: bool = True, **asked: str) -> Any:
    return read(person, f"{TABLE}?{query(unit, **asked)}", follow=follow)


def read(person: Any, address: str, **how: Any) -> Any:
    """A page in English."""
    person.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return person.get(address, **how)


def table(answer: Any) -> dict[str, list[str]]:
    """The lines of a report's page: the name of each with its values."""
    assert answer.status_code == 200, answer.status_code
    rows = re.findall(r"<tr>(.*?)</tr>", answer.content.decode(), re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    texts = [[html.unescape(re.sub(r"<[^>]+>", "", each)).strip() for each in row] for row in cells]
    return {row[0]: row[1:] for row in texts}


def said(answer: Any) -> str:
    """The words of a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())
