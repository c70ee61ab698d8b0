"""Opening accounts, handing out slips and passwords, closing; and what people do to their own log-in."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.accounts.models import Account, LoginToken, hash_of
from sotay.accounts.queries import may_issue, still_reaches
from sotay.accounts.rules import (
    free_name,
    is_username,
    login_name,
    new_code,
    new_password,
    read_code,
    username_for,
)
from sotay.accounts.ways_in import end_all
from sotay.audit import actions as audit
from sotay.kernel.actor import SYSTEM, Actor
from sotay.kernel.refusal import Refusal
from sotay.members.models import Member
from sotay.members.queries import in_sight

SLIP_DAYS = 7


class HasAccount(Refusal):
    def __init__(self, member: Member) -> None:
        super().__init__(
            _("%(name)s already has an account. Issue a log-in slip for it instead.")
            % {"name": member.full_name}
        )


class UsernameTaken(Refusal):
    def __init__(self, username: str) -> None:
        super().__init__(
            _("The username “%(username)s” is taken. Choose another one.") % {"username": username},
            field="username",
        )


class BadUsername(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "A username starts with a letter from a to z, "
                "then letters, digits, dots or dashes, at most 40 in all."
            ),
            field="username",
        )


class HeldAbove(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("%(name)s holds a role above this cell. Ask the office of the level above to issue the log-in.")
            % {"name": name}
        )


class OwnAccount(Refusal):
    """Whoever finds a phone logged in must not get past the password by way of the office's page."""

    def __init__(self) -> None:
        super().__init__(
            _("This is your own account. Use “My account”, or ask a colleague or the level above for a slip.")
        )


class Closed(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(_("The account of %(name)s is closed. Open it again first.") % {"name": name})


def open_account(*, by: Actor, member: Member, username: str = "") -> tuple[Account, str]:
    """Open a member's account. Answers it with the password to hand over, which has to be replaced.

    Raises HasAccount, UsernameTaken, BadUsername, HeldAbove.
    """
    password = new_password()
    return _open(by, member, username, make_password(password)), password


def open_account_for_slips(*, by: Actor, member: Member) -> Account:
    """Open a member's account that slips alone open until a password is chosen: no time is spent on a hash.

    Raises HasAccount, HeldAbove.
    """
    return _open(by, member, "", make_password(None))


@transaction.atomic
def _open(by: Actor, member: Member, username: str, hashed: str) -> Account:
    """The password comes hashed, because that is slow on purpose and nothing slow belongs in a write."""
    if Account.objects.filter(member=member).exists():
        raise HasAccount(member)
    account = Account(member=member, password=hashed, **_handed_out_by(by))
    _must_reach(by, account)
    _save_as(account, member, username, by)
    audit.record(by, "account.opened", member, name=member.full_name, username=account.username)
    return account


def _save_as(account: Account, member: Member, wanted: str, by: Actor) -> None:
    """Save the new account under a free name. Others may be faster: with this name, or with this member."""
    for _try in range(5):
        account.username = _free_username(member, wanted, by)
        try:
            with transaction.atomic():
                account.save(force_insert=True)
        except IntegrityError:
            if Account.objects.filter(member=member).exists():
                raise HasAccount(member) from None
        else:
            return
    raise UsernameTaken(account.username)


@transaction.atomic
def issue_slip(*, by: Actor, account: Account) -> tuple[LoginToken, str]:
    """Make a one-time code, good for a week; an earlier one that was not used stops working.

    Raises HeldAbove, OwnAccount, Closed.
    """
    _must_reach(by, account)
    if not account.may_log_in:
        raise Closed(account.name)
    now = timezone.now()
    account.login_tokens.usable(now).update(expires_at=now)
    code = new_code()
    slip = account.login_tokens.create(
        code_hash=hash_of(code), issued_by_id=by.account_id, expires_at=now + timedelta(days=SLIP_DAYS)
    )
    audit.record(by, "account.slip_issued", account.member or account, name=account.name)
    return slip, code


@transaction.atomic
def use_slip(*, typed: str, holders: Collection[UUID] | None = None) -> Account | None:
    """The account a code opens, once; None for a code that is wrong, used or too old, all alike, and for
    one whose issuer could not hand it out any more, because the person has been given a role above.

    With `holders` also None for the code of anybody else's slip.

    Two people with the same code at the same moment: the update finds it unused for one of them.
    """
    now = timezone.now()
    good = LoginToken.objects.usable(now).filter(code_hash=hash_of(read_code(typed)))
    slip = good.select_related("account__member").first()
    if slip is None or not slip.account.may_log_in:
        return None
    if holders is not None and slip.account_id not in holders:
        return None
    if not still_reaches(slip.issued_by_id, slip.account, timezone.localdate()):
        return None
    return slip.account if good.update(used_at=now) else None


def reset_password(*, by: Actor, account: Account) -> str:
    """Give the account a new password to hand over. It ends the account's sessions everywhere.

    Raises HeldAbove, OwnAccount, Closed.
    """
    password = new_password()
    hashed = make_password(password)
    with transaction.atomic():
        _must_reach(by, account)
        if not account.may_log_in:
            raise Closed(account.name)
        for field, value in {"password": hashed, **_handed_out_by(by)}.items():
            setattr(account, field, value)
        account.save(update_fields=["password", *_handed_out_by(by)])
        audit.record(by, "account.password_reset", account.member or account, name=account.name)
        end_all(by, account)
    return password


@transaction.atomic
def clear_two_step(*, by: Actor, account: Account) -> int:
    """Remove the authenticator app, passkeys and recovery codes of somebody who lost their phone.

    Answers how many there were. Raises HeldAbove, OwnAccount.
    """
    _must_reach(by, account)
    removed, _kinds = Authenticator.objects.filter(user=account).delete()
    audit.record(by, "account.two_step_cleared", account.member or account, name=account.name)
    return int(removed)


@transaction.atomic
def close_account(*, by: Actor, account: Account) -> None:
    """Let nobody in with this account from now on, not even where it is logged in already.

    Raises HeldAbove, OwnAccount.
    """
    _must_reach(by, account)
    now = timezone.now()
    account.is_active = False
    account.save(update_fields=["is_active"])
    account.login_tokens.usable(now).update(expires_at=now)
    audit.record(by, "account.closed", account.member or account, name=account.name)
    end_all(by, account)


@transaction.atomic
def reopen(*, by: Actor, account: Account) -> None:
    """Undo close_account. Raises HeldAbove."""
    _must_reach(by, account)
    account.is_active = True
    account.save(update_fields=["is_active"])
    audit.record(by, "account.reopened", account.member or account, name=account.name)


def set_password(*, by: Actor, account: Account, password: str) -> None:
    """The person's own new password. The caller has checked it against the validators."""
    account.set_password(password)
    account.must_change_password = False
    with transaction.atomic():
        account.save(update_fields=["password", "must_change_password"])
        audit.record(by, "account.password_set", account.member or account)
        end_all(by, account)


@transaction.atomic
def keep_slips(*, by: Actor, account: Account) -> None:
    """Go without a password: from now on only slips (and passkeys) open this account."""
    account.set_unusable_password()
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    audit.record(by, "account.slips_kept", account.member or account)
    end_all(by, account)


@transaction.atomic
def end_session(*, by: Actor, account: Account, session: UserSession) -> None:
    """End one of the account's sessions, wherever it is."""
    session.end()
    audit.record(by, "account.session_ended", account.member or account, browser=session.user_agent[:80])


@transaction.atomic
def end_other_sessions(*, by: Actor, account: Account, sessions: Iterable[UserSession]) -> None:
    """Log an account out everywhere but here: devices, and programs that came in by a token."""
    for session in sessions:
        end_session(by=by, account=account, session=session)
    end_all(by, account)


@transaction.atomic
def open_demo_account(
    *, username: str, hashed: str, member: Member | None = None, display_name: str = ""
) -> Account:
    """An account of the demo ward, with a password everybody knows. Answers the existing one again.

    The password comes hashed (`make_password`): hashing is slow on purpose, and all of them share one.
    """
    account, _made = Account.objects.get_or_create(
        username=login_name(username), defaults={"member": member, "display_name": display_name}
    )
    account.password = hashed
    account.save(update_fields=["password"])
    audit.record(SYSTEM, "account.opened", member or account, name=account.name, username=account.username)
    return account


def _free_username(member: Member, wanted: str, by: Actor) -> str:
    """The wanted name or one made of the member's own; with a number when somebody else has it.

    Only a name of somebody the actor may see is refused: that a name is taken tells that its person is here.
    """
    name = login_name(wanted)
    if wanted and not is_username(name):
        raise BadUsername
    if wanted and _is_seen(by, name):
        raise UsernameTaken(name)
    name = name or username_for(member.full_name)
    taken = Account.objects.filter(username__startswith=name[:30]).values_list("username", flat=True)
    return free_name(name, taken=set(taken))


def _is_seen(by: Actor, username: str) -> bool:
    holder = Account.objects.filter(username=username).first()
    if holder is None or holder.member is None:
        return holder is not None
    return by is SYSTEM or in_sight(by, timezone.localdate()).filter(pk=holder.member.pk).exists()


def _handed_out_by(by: Actor) -> dict[str, Any]:
    """The columns that say whose password it is: somebody else knows it, so it has to be replaced."""
    return {"must_change_password": True, "password_from_id": by.account_id}


def _must_reach(by: Actor, account: Account) -> None:
    """Whoever hands out a way in could use it, so nobody hands out more than they reach themselves, and
    nobody hands themselves one, which would need neither password nor second step.
    """
    if by is SYSTEM:
        return
    if by.account_id == account.pk:
        raise OwnAccount
    if not may_issue(by, account, timezone.localdate()):
        raise HeldAbove(account.name)
