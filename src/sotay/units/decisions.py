"""The paper behind an act that a level above decides: its number, its date and who issued it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.kernel.periods import as_day
from sotay.kernel.refusal import Refusal
from sotay.kernel.text import tidy


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person has before them when they record what it says."""

    number: str
    on: date
    issuer: str

    def columns(self) -> dict[str, Any]:
        """For a row that keeps it (`units.models.Decided`)."""
        return {
            "decision_no": tidy(self.number)[:60],
            "decision_on": self.on,
            "decided_by": tidy(self.issuer)[:200],
        }

    def label(self) -> str:
        """'05-QĐ/ĐU, 03/12/2026, Đảng ủy phường Bình Minh'."""
        return f"{tidy(self.number)}, {as_day(self.on)}, {tidy(self.issuer)}"


def check(decision: Decision | None) -> Decision:
    """The decision, when it is whole and can have been issued. Raises Refusal at the field that is not."""
    if decision is None or not tidy(decision.number):
        raise Refusal(_("Enter the number of the decision."), field="decision_no")
    if not tidy(decision.issuer):
        raise Refusal(_("Enter who issued the decision."), field="decided_by")
    if decision.on > timezone.localdate():
        raise Refusal(_("This day has not come yet. Enter the date on the decision."), field="decision_on")
    return decision
