"""Everything the house holds about one person, for that person to take away.

Source of the right: Law 91/2025/QH15 on personal data protection, rights of the data subject.
Apps above add their parts through the hook OWN_DATA.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Model, Q
from django.utils import timezone

from sotay.accounts.models import Account
from sotay.audit.models import AuditLine
from sotay.kernel.hooks import Hook
from sotay.members import viewing
from sotay.members.models import Member


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the export: its name, and rows of plain data (dates are allowed)."""

    name: str
    rows: list[dict[str, Any]]


MOST_LINES = 5000
OwnData = Callable[[Member], Section]
OWN_DATA: Hook[OwnData] = Hook(
    "accounts.own_data", "what an app holds of a member, for the file of one's own data"
)
"""What each app holds about a member. It says nothing of other people but what they did to this one."""


def own_data(account: Account) -> dict[str, Any]:
    """The whole export, ready for `DjangoJSONEncoder`."""
    return {
        "made_at": timezone.now(),
        "account": _account(account),
        "member": _row(account.member) if account.member else None,
        "memberships": _rows(account, "memberships", cell="cell__name"),
        "standings": _rows(account, "standings", cell="cell__name"),
        "exemption_proposals": _rows(account, "exemption_proposals", cell="cell__name"),
        "appointments": _rows(account, "appointments", unit="unit__name"),
        "sessions": list(
            UserSession.objects.filter(user=account).values("created_at", "last_seen_at", "ip", "user_agent")
        ),
        "two_step": list(
            Authenticator.objects.filter(user=account).values("type", "created_at", "last_used_at")
        ),
        "slips": list(account.login_tokens.values("issued_at", "expires_at", "used_at")),
        "actions": list(_lines(account)),
        "looked_at": _looked(account.member),
        **{part.name: part.rows for part in _parts(account.member)},
    }


def _looked(member: Member | None) -> list[dict[str, Any]]:
    """Who opened the record, and lists that held it."""
    lines = viewing.seen_by(member)[:MOST_LINES] if member else []
    return [{"at": line.at, "who": line.who, "what": line.sentence} for line in lines]


def _parts(member: Member | None) -> list[Section]:
    return [part(member) for part in OWN_DATA] if member else []


def _account(account: Account) -> dict[str, Any]:
    """Without the password's hash, which is nobody's business, its owner's included."""
    return {
        "username": account.username,
        "name": account.name,
        "opened_at": account.created_at,
        "last_login": account.last_login,
    }


def _row(row: Model) -> dict[str, Any]:
    """A record's own columns; values of our own types as people write them."""
    plain: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if field.name in {"name_fold", "name_sort"}:
            continue
        value = field.value_from_object(row)
        plain[field.name] = value.label() if hasattr(value, "label") else value
    return plain


def _rows(account: Account, name: str, **names: str) -> list[dict[str, Any]]:
    """The member's rows of a kind; an account of somebody in no cell has appointments of its own."""
    holder = account.member or account
    rows = getattr(holder, name, None)
    if rows is None:
        return []
    label, path = next(iter(names.items()))
    field, attribute = path.split("__")
    return [
        {**_row(row), label: getattr(getattr(row, field), attribute)} for row in rows.select_related(field)
    ]


def _lines(account: Account) -> Any:
    """What the account did, and what others did to its record."""
    about: list[UUID] = [account.pk, *([account.member_id] if account.member_id else [])]
    mine = AuditLine.objects.filter(Q(account_id=account.pk) | Q(object_id__in=about))
    return mine.order_by("-at", "-id").values("at", "code", "actor_name", "data")[:MOST_LINES]
