"""Who an account is today, and who of a cell has an account."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import Count, Q, QuerySet

from sotay.accounts.models import Account, LoginToken, has_left
from sotay.accounts.rules import login_name
from sotay.kernel.actor import Actor, Can, Grant, Role
from sotay.kernel.rows import get_or_none
from sotay.kernel.tree import inside, subtree
from sotay.members.models import Appointment, Member
from sotay.members.queries import in_force, tell_apart
from sotay.units.models import Unit
from sotay.units.rules import committee_of

_OFFICES = (Role.WARD_OFFICE, Role.PROVINCE_OFFICE, Role.CENTRE_OFFICE)


def actor_for(account: Account, day: date) -> Actor:
    """The actor an account is on `day`. Somebody who has left holds nothing, whatever is still on paper."""
    return Actor(
        account_id=account.pk,
        member_id=account.member_id,
        name=account.name,
        grants=tuple(grants_of(account, day)),
    )


def actors_for(accounts: Collection[Account], day: date) -> dict[UUID, Actor]:
    """As `actor_for`, of many by account: one query, and one more for each that is no member's."""
    of_members = _grants_of_members({each.member_id for each in accounts if each.member_id}, day)
    actors = {}
    for each in accounts:
        left = each.member is not None and has_left(each.member)
        grants = grants_of(each, day) if each.member_id is None else of_members.get(each.member_id, [])
        actors[each.pk] = Actor(each.pk, each.member_id, each.name, () if left else tuple(grants))
    return actors


def grants_of(account: Account, day: date) -> list[Grant]:
    """Nothing for who has left. Without a member it is what the account itself was appointed to."""
    if account.member is None:
        held = Appointment.objects.filter(in_force(day), account=account, unit__closed_on=None)
        columns = ("role", "unit", "unit__path", "unit__kind", "unit__name")
        return [make_grant(*row) for row in held.order_by().values_list(*columns)]
    if has_left(account.member):
        return []
    return _grants_of_members({account.member.pk}, day).get(account.member.pk, [])


def _grants_of_members(members: Collection[UUID], day: date) -> dict[UUID, list[Grant]]:
    """What each of them holds. One query."""
    if not members:
        return {}
    to_python, found = Unit._meta.pk.to_python, dict[UUID, list[Grant]]()
    asked = [Member._meta.pk.get_db_prep_value(each, connection) for each in members]
    named = ", ".join(["%s"] * len(asked))
    with connection.cursor() as cursor:
        cursor.execute(OF_MEMBERS.format(members=named), [*asked, day, day, Role.MEMBER, *asked, day, day])
        for member, role, unit, *rest in cursor.fetchall():
            found.setdefault(to_python(member), []).append(make_grant(role, to_python(unit), *rest))
    return found


def make_grant(role: str, unit: UUID, path: str, kind: str, name: str) -> Grant:
    """Who works for an office speaks for its committee; everybody else stands for the unit as it is
    called."""
    return Grant(role, unit, path, kind, name, committee_of(name) if role in _OFFICES else name)


OF_MEMBERS = """
    SELECT held.member_id, held.role, unit.id, unit.path, unit.kind, unit.name
      FROM members_appointment held JOIN units_unit unit ON unit.id = held.unit_id
     WHERE held.member_id IN ({members}) AND unit.closed_on IS NULL
       AND held.from_on <= %s AND (held.until_on IS NULL OR held.until_on > %s)
     UNION ALL
    SELECT membership.member_id, %s, unit.id, unit.path, unit.kind, unit.name
      FROM members_cellmembership membership JOIN units_unit unit ON unit.id = membership.cell_id
     WHERE membership.member_id IN ({members})
       AND membership.from_on <= %s AND (membership.until_on IS NULL OR membership.until_on > %s)
"""
"""`in_force` in SQL. It is asked at every request, and Django takes 25 times as long to write it as the
database to answer it."""


def _held_by(account: Account) -> Q:
    return Q(member=account.member_id) if account.member_id else Q(account=account)


def _grant(row: Appointment) -> Grant:
    return make_grant(row.role, row.unit_id, row.unit.path, row.unit.kind, row.unit.name)


MOST_OF_A_CARD = 4


def candidates(typed: str) -> list[Account]:
    """The account of a username, or those of the current members with that card number.

    Cards are numbered by hand, so two wards may record the same number without knowing of each other; which
    of the two logs in is for the password to say. Two queries whatever is found, so that no name is told by
    the time it takes.
    """
    name, accounts = login_name(typed), Account.objects.select_related("member")
    by_name = list(accounts.filter(username=name)[:1])
    by_card = list(accounts.filter(member__member_card_no=name, member__left_on=None)[:MOST_OF_A_CARD])
    return (by_name or by_card) if name else []


def may_issue(actor: Actor, account: Account, day: date) -> bool:
    """Whether the actor may hand out a way into this account.

    Whoever hands out a slip could use it, also some days later. So every role the account's person
    holds or is going to hold has to lie within the actor's own reach: a cell's secretary helps the
    members of the cell, but not the one among them who works at the ward office.
    """
    return _all_within(actor, [_grant(row) for row in _now_or_later(_held_by(account), day)])


def still_reaches(issuer_id: UUID | None, account: Account, day: date) -> bool:
    """Whether who handed out a way in could do so today too: the person may have been given a role since.

    None stands for the command line.
    """
    if issuer_id is None:
        return True
    issuer = get_or_none(Account.objects.select_related("member"), issuer_id)
    return issuer is not None and may_issue(actor_for(issuer, day), account, day)


def _now_or_later(whose: Q, day: date) -> QuerySet[Appointment]:
    held = Appointment.objects.that_held().filter(whose, Q(until_on=None) | Q(until_on__gt=day))
    return held.filter(unit__closed_on=None).select_related("unit")


def _all_within(actor: Actor, grants: Iterable[Grant]) -> bool:
    return all(actor.may(Can.ISSUE_LOGIN, grant.path) for grant in grants if grant.role != Role.MEMBER)


@dataclass(frozen=True, slots=True)
class Login:
    """One line of a cell's list: a member and the way in they have."""

    member: Member
    account: Account | None
    slip_until: datetime | None  # of a slip that is still good
    held_above: bool  # somebody higher has to issue for them
    own: bool  # the reader's own: somebody else issues for them

    @property
    def state(self) -> str:
        if self.account is None:
            return "none"
        if not self.account.is_active:
            return "closed"
        return "used" if self.account.last_login else "unused"

    @property
    def needs_slip(self) -> bool:
        """Has no way in yet, and none on paper."""
        unused = self.state == "none" or (self.state == "unused" and not self.slip_until)
        return unused and not self.held_above


def logins_of(cell: Unit, actor: Actor, day: date, now: datetime) -> list[Login]:
    """Everybody in the cell today, in Vietnamese order. Four queries, however many people."""
    members = tell_apart(Member.objects.current().filter(cell=cell).select_related("account"))
    ids = [member.pk for member in members]
    roles: dict[UUID, list[Grant]] = {}
    for row in _now_or_later(Q(member__in=ids), day):
        if row.member_id:
            roles.setdefault(row.member_id, []).append(_grant(row))
    good = LoginToken.objects.usable(now).filter(account__member__in=ids)
    until = dict(good.order_by("expires_at").values_list("account_id", "expires_at"))
    return [
        Login(
            member=member,
            account=(account := account_of(member)),
            slip_until=until.get(account.pk) if account else None,
            held_above=not _all_within(actor, roles.get(member.pk, [])),
            own=member.pk == actor.member_id,
        )
        for member in members
    ]


def has_two_step(account: Account) -> bool:
    """Whether a second step is asked for; recovery codes alone are none."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user=account, type__in=kinds).exists())


def with_login(members: Iterable[UUID]) -> set[UUID]:
    """Those of the members who have an account that is open. One query."""
    found = Account.objects.filter(member__in=list(members), is_active=True)
    return {member for member in found.values_list("member", flat=True) if member}


def account_of(member: Member) -> Account | None:
    """The member's account; costs nothing when it was selected with the member."""
    try:
        return member.account
    except Account.DoesNotExist:
        return None


@dataclass(frozen=True, slots=True)
class CellLogins:
    """One line of a ward's list: how far a cell has come in getting its people in."""

    cell: Unit
    members: int
    accounts: int
    used: int


def cells_under(unit: Unit) -> list[CellLogins]:
    """The cells at and below a unit, with how many of their members have an account and have used it."""
    part = subtree(unit.path)
    counts = {
        row["cell"]: (row["members"], row["accounts"], row["used"])
        for row in Member.objects.current()
        .filter(inside("cell__path", part))
        .values("cell")
        .annotate(
            members=Count("pk"),
            accounts=Count("account", filter=Q(account__is_active=True)),
            used=Count("account", filter=Q(account__is_active=True, account__last_login__isnull=False)),
        )
    }
    none = (0, 0, 0)
    return [
        CellLogins(cell, *counts.get(cell.pk, none)) for cell in Unit.objects.within(part).cells().in_use()
    ]


def outside_cells(unit: Unit, day: date) -> list[Account]:
    """Accounts of people in no cell who hold a role at the unit or below: operators, say."""
    part = subtree(unit.path)
    held = Appointment.objects.filter(in_force(day), inside("unit__path", part))
    return list(
        Account.objects.filter(pk__in=held.exclude(account=None).values("account")).order_by("username")
    )
