"""What rewriting a paper starts from, so that nothing newer is written over (`kernel.versions`).

Signing has a stricter version of its own: the digest of the whole text that was read (`actions.sign`).
"""

from __future__ import annotations

from sotay.audit.queries import last_change
from sotay.kernel.actor import Actor
from sotay.kernel.versions import Edited, Values
from sotay.papers import actions, queries
from sotay.papers.models import IssuedPaper


def part(reader: Actor, paper: IssuedPaper, key: str) -> Edited[IssuedPaper]:
    """The words of one part, a person's or the composed ones."""

    def values(paper: IssuedPaper) -> Values:
        found = next((part for part in queries.editable_parts(paper) if part.key == key), None)
        return {"text": found.text if found else paper.edits.get(key, "")}

    return Edited(paper, values, lock=actions.locked, changed=last_change(reader, paper.pk, codes=_CODES))


_CODES = ("paper.edited", "paper.reverted", "paper.recomposed")
