"""Telling people something, and noting that they read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from sotay.accounts.models import Account
from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.text import tidy
from sotay.members.models import Appointment, Member
from sotay.members.queries import in_force
from sotay.notify import queries, sending
from sotay.notify.models import Device, Notice, Reach
from sotay.notify.words import sentence_of

LONGEST_WORDS = 140
MOST_DEVICES = 10
"""Browsers of one account that messages are sent to; the one added first gives way."""
NO_COMMUNE = UUID(int=0)
"""Of somebody whose account holds no role today."""


def tell(
    to: Iterable[UUID | None], code: str, url: str, *, by: Actor | None = None, **data: object
) -> list[Notice]:
    """Leave a notice for each person, once however often they are named; those who left get none, nor does
    whoever did it (`by`). Whoever asked to be reached outside the application gets a message too.

    `to` are members, or accounts of people in no cell, as `members.queries.holder_ids` answers them. `code`
    must have its sentence in an app's `NOTICE_WORDS`, which `data` fills in; long values are cut, because a
    notice leads to the page and does not replace it. Raises KeyError for an unknown code.
    """
    ids = {each for each in to if each and not (by and each in {by.member_id, by.account_id})}
    return _tell(ids, Notice(code=code, url=url), data)


def remind(
    to: Iterable[UUID | None],
    code: str,
    url: str,
    *,
    matter: str,
    words: Mapping[str, object],
    until: datetime | None = None,
) -> list[Notice]:
    """The same of a `matter` that a person is told of once, ever; outside the application until a moment."""
    ids = {each for each in to if each}
    told = Notice.objects.filter(Q(member__in=ids) | Q(account__in=ids), matter=matter)
    known = {member or account for member, account in told.values_list("member", "account")}
    return _tell(ids - known, Notice(code=code, url=url, matter=matter, useless_after=until), words)


@transaction.atomic
def _tell(ids: set[UUID], pattern: Notice, data: Mapping[str, object]) -> list[Notice]:
    sentence_of(pattern.code)
    if not pattern.url.startswith("/"):
        raise ValueError(f"a notice leads to a page of ours, not {pattern.url!r}")
    same = {name: getattr(pattern, name) for name in ("code", "url", "matter", "useless_after")}
    words = {key: _short(tidy(str(value))) for key, value in data.items()}
    now = timezone.now()
    notices = Notice.objects.bulk_create(
        Notice(commune_id=commune, data=words, created_at=now, **same, **whose)
        for whose, commune in _people(ids)
    )
    if notices:
        sending.queue(notices)
    return notices


def _people(ids: set[UUID]) -> list[tuple[Mapping[str, UUID], UUID]]:
    """Of each person their notice is kept under, and in which commune. Accounts are looked for only when an
    id is of no member."""
    members = Member.objects.current().filter(pk__in=ids).order_by("pk").values_list("pk", "commune_id")
    found: list[tuple[Mapping[str, UUID], UUID]] = [({"member_id": pk}, commune) for pk, commune in members]
    rest = ids - {pk for pk, _commune in members}
    if rest:
        held = Appointment.objects.filter(
            in_force(timezone.localdate()), account__in=rest, account__is_active=True
        )
        at = dict(held.order_by("account", "-pk").values_list("account", "commune_id"))
        found += [({"account_id": pk}, commune) for pk, commune in at.items() if pk]
    return found


def take_back(url: str) -> None:
    """Forget notices that lead to a page which is no more, and whatever of them was not sent yet."""
    Notice.objects.filter(url=url).delete()


def mark_read(*, of: Actor, notices: Iterable[UUID] | None = None) -> int:
    """Note that somebody has read some notices, or all of theirs; answers how many were new."""
    unread = queries.unread(of)
    if notices is not None:
        unread = unread.filter(pk__in=list(notices))
    return unread.update(read_at=timezone.now())


@transaction.atomic
def choose(*, by: Actor, asked: Mapping[str, object]) -> Reach:
    """Keep how somebody wants to be reached. A new e-mail address has to be confirmed."""
    reach = _own_reach(by)
    if reach.email != asked["email"]:
        reach.email_confirmed_at = None
    for name, value in asked.items():
        setattr(reach, name, value)
    reach.save()
    return reach


def confirm_email(*, by: Actor, email: str) -> bool:
    """Whether it still was the address they had chosen."""
    own = Reach.objects.filter(**queries.whose(by), email=email)
    return bool(own.update(email_confirmed_at=timezone.now()))


@transaction.atomic
def add_device(
    *, by: Actor, account: Account, endpoint: str, p256dh: str, auth: str, name: str, browser: str = ""
) -> Device:
    """Send messages to a browser from now on. One that was another account's is theirs no more."""
    _own_reach(by)
    old = Device.objects.filter(account=account).exclude(endpoint=endpoint).order_by("-created_at", "-pk")
    Device.objects.filter(pk__in=list(old.values_list("pk", flat=True)[MOST_DEVICES - 1 :])).delete()
    device, _new = Device.objects.update_or_create(
        endpoint=endpoint,
        defaults={
            "account": account,
            "p256dh": p256dh,
            "auth": auth,
            "name": name,
            "browser": browser,
            "is_paused": False,
        },
    )
    return device


@transaction.atomic
def pause_devices(*, account_id: UUID, browser: str) -> None:
    """Nothing more is sent to a browser in which its person has logged out, until they come back."""
    Device.objects.filter(account=account_id, browser=browser).update(is_paused=True)


@transaction.atomic
def resume_devices(*, account_id: UUID, browser: str) -> None:
    """Somebody has logged in: messages for them are shown there again, those for others no more."""
    here = Device.objects.filter(browser=browser)
    here.exclude(account=account_id).update(is_paused=True)
    here.filter(account=account_id).update(is_paused=False)


def forget_device(*, by: Actor, pk: UUID) -> None:
    Device.objects.filter(pk=pk, account=by.account_id).delete()


@transaction.atomic
def choose_texts(*, member: Member, by: Actor, wanted: bool) -> None:
    """Note, for a member, whether they are to get text messages: by whoever keeps their roll."""
    row, _new = Reach.objects.get_or_create(member=member, defaults={"commune_id": member.commune_id})
    Reach.objects.filter(pk=row.pk).update(by_text=wanted)
    code = "reach.texts_on" if wanted else "reach.texts_off"
    audit.record(by, code, member, assisted=member.pk, name=member.full_name)


def _own_reach(by: Actor) -> Reach:
    """Somebody's row, locked; made when there is none yet, also by two pages at once."""
    own_id = by.member_id or by.account_id
    known = _people({own_id}) if own_id else []
    commune = known[0][1] if known else NO_COMMUNE
    row, _new = Reach.objects.get_or_create(**queries.whose(by), defaults={"commune_id": commune})
    return Reach.objects.select_for_update(of=("self",)).get(pk=row.pk)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_WORDS else f"{text[: LONGEST_WORDS - 1].rstrip()}…"
