"""The door to accounts."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone

from sotay.accounts.models import Account
from sotay.accounts.queries import grants_of
from sotay.kernel.actor import Actor, Can
from sotay.kernel.rows import get_or_none


def own_account(request: HttpRequest) -> Account:
    """The account asking; behind log-in there always is one."""
    if not isinstance(request.user, Account):
        raise Http404
    return request.user


def access_account(actor: Actor, pk: UUID, need: Can = Can.ISSUE_LOGIN) -> Account:
    """The account, when the actor may do `need` in its member's cell, or, for an account of somebody
    in no cell, wherever that person holds a role. One's own account is reached through `request.user`.
    """
    account = get_or_none(Account.objects.select_related("member__cell"), pk)
    if account is None:
        raise Http404
    if account.member:
        allowed = actor.may(need, account.member.cell.path)
    else:
        places = [grant.path for grant in grants_of(account, timezone.localdate())]
        allowed = bool(places) and all(actor.may(need, path) for path in places)
    if not allowed:
        raise Http404
    return account
