"""Writing the audit line. Each action of the house calls `record` once, inside its transaction."""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID

from sotay.audit.models import AuditLine
from sotay.audit.words import sentence_of
from sotay.kernel.actor import Actor


class Audited(Protocol):
    """Anything with an id; a unit and a commune are noted when it has them."""

    @property
    def pk(self) -> Any: ...


def record(
    by: Actor, code: str, about: Audited | None = None, *, assisted: UUID | None = None, **data: Any
) -> AuditLine:
    """Add a line. `code` must have its sentence in the app's `AUDIT_WORDS`; `data` fills it in.

    Raises KeyError for a code without a sentence, so that no unreadable line is ever written.
    """
    sentence_of(code)
    return AuditLine.objects.create(
        code=code,
        account_id=by.account_id,
        actor_name=by.name,
        assisted_member_id=assisted,
        commune_id=getattr(about, "commune_id", None),
        unit_id=_unit_of(about),
        object_id=about.pk if about is not None else None,
        data={
            key: value if isinstance(value, int | bool | list | dict) else str(value)
            for key, value in data.items()
        },
    )


def _unit_of(about: Audited | None) -> UUID | None:
    """The unit a thing belongs to: itself when it has a place in the tree, else its cell or unit."""
    if about is None:
        return None
    found: UUID | None = about.pk if hasattr(about, "path") else None
    return found or getattr(about, "cell_id", None) or getattr(about, "unit_id", None)
