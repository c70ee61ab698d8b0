"""Who asks by a token: `Authorization: Bearer sotay_...`.

A token lets in as its person and no further than its scopes. It is looked at anew at each request, so that
one that ends in the middle of a long list answers 401 at the next page.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Case, F, Q, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBearer

from sotay.accounts.models import Account
from sotay.accounts.queries import actor_for
from sotay.integration import actions, rules
from sotay.integration.models import Token
from sotay.kernel.actor import Actor
from sotay.kernel.api import Problem, Scope

MALFORMED = _("Write the header as “Authorization: Bearer” followed by one token.")
UNKNOWN = _(
    "This token is not known. Check that it was copied whole, or make a new one on your page of tokens."
)
EXPIRED = _("This token has expired. Make a new one on your page of tokens.")
NO_ACCOUNT = _("The account of this token is closed. Ask your cell's secretary.")
NEW_PASSWORD = _("Log in and set a password of your own first; then make a new token.")
ENDED: dict[str, str | Promise] = {
    Token.Ended.BY_HAND: _("This token was ended. Make a new one on your page of tokens."),
    Token.Ended.LOGGED_OUT: _("This token ended when the account was logged out everywhere. Make a new one."),
    Token.Ended.ROLE_ENDED: _("This token ended with a role its person held. Make a new one."),
}


class NotLetIn(Problem):
    def __init__(self, sentence: str | Promise, *, error: str = "invalid_token") -> None:
        super().__init__(401, sentence, {"WWW-Authenticate": f'Bearer realm="sotay", error="{error}"'})


class PersonalToken(HttpBearer):
    """Lets in who brings a good token with the scope; raises a Problem for any other token."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Any:
        header = request.headers.get("Authorization")
        if header is None:
            return None  # a session may let in
        kind, _space, secret = header.strip().partition(" ")
        secret = secret.strip()
        if kind.lower() != "bearer" or not secret or " " in secret or len(secret) > rules.LONGEST_TOKEN:
            raise NotLetIn(MALFORMED, error="invalid_request")
        return self.authenticate(request, secret)

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        found = _good(token)
        _count(found)
        actor = _actor(found)
        if self.scope not in found.scopes:
            raise Problem(
                403,
                _("This token lacks the scope “%(scope)s”. Make one that has it.") % {"scope": self.scope},
                {
                    "WWW-Authenticate": (
                        f'Bearer realm="sotay", error="insufficient_scope", scope="{self.scope}"'
                    )
                },
            )
        request.user = found.account
        request.actor = actor  # type: ignore[attr-defined]
        return actor


def _good(secret: str) -> Token:
    found = (
        Token.objects.select_related("account__member").filter(secret_sha256=rules.digest_of(secret)).first()
    )
    if found is None:
        raise NotLetIn(UNKNOWN)
    if found.ended_at is not None:
        raise NotLetIn(ENDED[found.ended_by])
    if timezone.now() >= found.expires_at:
        raise NotLetIn(EXPIRED)
    return _of_an_open_account(found, found.account)


def _of_an_open_account(found: Token, account: Account) -> Token:
    if not account.may_log_in:
        raise NotLetIn(NO_ACCOUNT)
    if account.must_change_password:
        raise NotLetIn(NEW_PASSWORD)
    return found


def _count(token: Token) -> None:
    """Count the request in its minute, for all workers alike: one statement adds one where there is room."""
    now = timezone.now()
    window, left = rules.window_of(now)
    mine = Token.objects.filter(pk=token.pk)
    room = mine.filter(~Q(window=window) | Q(used__lt=settings.API_PER_MINUTE))
    used = Case(When(window=window, then=F("used") + 1), default=Value(1))
    if not room.update(window=window, used=used, last_used_at=now):
        raise Problem(
            429,
            _("This token may ask %(n)s times a minute. Wait %(seconds)s seconds, then go on.")
            % {"n": settings.API_PER_MINUTE, "seconds": left},
            {"Retry-After": str(left)},
        )


def _actor(token: Token) -> Actor:
    """The person as they are today. Once a role that was held when the token was made is gone, so is it."""
    actor = actor_for(token.account, timezone.localdate())
    held = {tuple(pair) for pair in token.held}
    if held - set(actions.roles_of(actor)):
        actions.end_with_role(token=token, by=actor)
        raise NotLetIn(ENDED[Token.Ended.ROLE_ENDED])
    return actor
