"""What the forms about accounts are made from, so that none acts by an old page (`kernel.versions`)."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.utils import timezone

from sotay.accounts.models import Account, LoginToken
from sotay.audit.queries import last_change
from sotay.kernel.actor import Actor
from sotay.kernel.versions import Change, Edited, Values
from sotay.members.models import Member
from sotay.units.models import Unit


def access(reader: Actor, account: Account) -> Edited[Account]:
    """By what the account can be logged into: open or closed, its secrets, its slip."""

    def lock(account: Account) -> Account:
        locked = Account.objects.select_for_update(of=("self",)).select_related("member")
        return locked.get(pk=account.pk)

    def values(account: Account) -> Values:
        slips = account.login_tokens.usable(timezone.now()).order_by("pk").values_list("pk", flat=True)
        second = Authenticator.objects.filter(user=account).order_by("pk").values_list("pk", flat=True)
        return {"state": [account.is_active, account.password, *slips, "", *second]}

    return Edited(account, values, lock=lock, changed=last_change(reader, account.pk, account.member_id))


def slips(reader: Actor, unit: Unit) -> Edited[Unit]:
    """The slips that members of the unit hold and have not used: printing new ones ends them."""

    def lock(unit: Unit) -> Unit:
        return Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)

    def values(unit: Unit) -> Values:
        usable = LoginToken.objects.usable(timezone.now()).filter(account__member__cell=unit)
        return {"slips": list(usable.order_by("pk").values_list("pk", flat=True))}

    def changed(field: str) -> Change | None:
        members = Member.objects.filter(cell=unit).values_list("pk", flat=True)
        return last_change(reader, *members, codes=("account.slip_issued",))(field)

    return Edited(unit, values, lock=lock, changed=changed)


def passkey(authenticator: Authenticator) -> Edited[Authenticator]:
    def lock(authenticator: Authenticator) -> Authenticator:
        locked: Authenticator = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        return locked

    return Edited(authenticator, lambda row: {"name": row.wrap().name}, lock=lock)
