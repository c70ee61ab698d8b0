"""Trying a setting before it is kept: what is made by it, floors above make once, and nothing is written.

A value may fit its type and yet break what stands on it: one line of signatures where a layout wants two made
closing fail in every cell of a ward.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from sotay.kernel.hooks import Hook
from sotay.kernel.refusal import Refusal

if TYPE_CHECKING:
    from sotay.units.settings import Settings

logger = logging.getLogger("sotay.settings")

Trial = Callable[["Settings", str], None]
TRIALS: Hook[Trial] = Hook(
    "units.trials",
    "called before a unit sets a key, with the settings that would hold then; raises whatever goes wrong",
)


class DoesNotWork(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "A sample meeting's papers cannot be made with this value, so it was not kept. Choose "
                "another, and tell the operator, who finds the cause in the service's output."
            ),
            field="value",
        )


def run_all(settings: Settings, key: str) -> None:
    """Raises DoesNotWork, or the Refusal of a trial that knows better what to say."""
    for trial in TRIALS:
        try:
            trial(settings, key)
        except Refusal:
            raise
        except Exception as wrong:
            logger.exception("%s of %s was refused: its trial failed", key, settings.day)
            raise DoesNotWork from wrong
