"""Writing the audit line. Each action of the house calls `record` once, inside its transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from sotay.audit.models import AuditLine
from sotay.audit.words import sentence_of
from sotay.kernel.actor import Actor
from sotay.kernel.hooks import Hook
from sotay.kernel.ids import new_id

RECORDED: Hook[Callable[[AuditLine], None]] = Hook(
    "audit.recorded", "what follows a line by its code, in the transaction of its act; must be cheap"
)


class Audited(Protocol):
    """Anything with an id; a unit and a commune are noted when it has them."""

    @property
    def pk(self) -> Any: ...


def record(
    by: Actor,
    code: str,
    about: Audited | None = None,
    *,
    assisted: UUID | None = None,
    line_id: UUID | None = None,
    **data: Any,
) -> AuditLine:
    """Add a line. `code` must have its sentence in the app's `AUDIT_WORDS`; `data` fills it in.

    Raises KeyError for a code without a sentence, so that no unreadable line is ever written.
    """
    sentence_of(code)
    line = _line(by, code, about, line_id or new_id(), data)
    line.assisted_member_id = assisted
    line.save(force_insert=True)
    for follow in RECORDED:
        follow(line)
    return line


def _line(by: Actor, code: str, about: Audited | None, pk: UUID, data: dict[str, Any]) -> AuditLine:
    return AuditLine(
        id=pk,
        code=code,
        account_id=by.account_id,
        actor_name=by.name,
        commune_id=getattr(about, "commune_id", None),
        unit_id=_unit_of(about),
        object_id=about.pk if about is not None else None,
        data={
            key: value if isinstance(value, int | bool | list | dict) else str(value)
            for key, value in data.items()
        },
    )


def record_once(
    key: str, by: Actor, code: str, about: Audited | None, data: Callable[[], dict[str, Any]]
) -> bool:
    """Add a line unless there is one of this key, for what happens again and again; True when it was added.

    Pages call it when they are opened, so it asks before it writes. Of two at once one adds the line.
    """
    pk = uuid5(_ONCE, key)
    if AuditLine.objects.filter(pk=pk).exists():
        return False
    try:
        with transaction.atomic():
            record(by, code, about, line_id=pk, **data())
    except IntegrityError:
        return False
    return True


def record_each_once(by: Actor, code: str, about: Mapping[str, tuple[Audited, dict[str, Any]]]) -> int:
    """`record_once` for many things, each by its key; how many were new. Two queries, however many."""
    sentence_of(code)
    keys = {uuid5(_ONCE, key): what for key, what in about.items()}
    known = set(AuditLine.objects.filter(pk__in=keys).values_list("pk", flat=True))
    lines = [_line(by, code, thing, pk, data) for pk, (thing, data) in keys.items() if pk not in known]
    AuditLine.objects.bulk_create(lines, ignore_conflicts=True)
    return len(lines)


_ONCE = UUID("018f3c5e-7a44-7c11-9a55-3f0f5e5d7d10")


def _unit_of(about: Audited | None) -> UUID | None:
    """The unit a thing belongs to: itself when it has a place in the tree, else its cell or unit."""
    if about is None:
        return None
    found: UUID | None = about.pk if hasattr(about, "path") else None
    return found or getattr(about, "cell_id", None) or getattr(about, "unit_id", None)
