"""Notices on their way out: who is reached how, what is due, and what came of it.

`queue` runs in the transaction of the act that told somebody; `send_due` is done by a worker. A message is
claimed before it is sent and marked after it, each in a transaction of its own, so that two workers never
send the same one. When a worker dies between the two, the message is sent again under the same id, by which
files, devices and gateways know it; a mail server is given the same Message-ID.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from sotay.kernel import jobs
from sotay.kernel.clock import Waiting
from sotay.kernel.ids import new_id
from sotay.notify import queries
from sotay.notify.channels import CHANNELS, Channel, Message, Refused, Unavailable, open_channels
from sotay.notify.models import Delivery, Notice, Reach
from sotay.notify.rules import MOST_ATTEMPTS, pause_after
from sotay.notify.words import say_outside

logger = logging.getLogger("sotay.messages")

Status = Delivery.Status

LEASE = timedelta(minutes=5)
"""A message being sent for longer has lost its worker: channels give up long before."""
MOST_FAILURES = 3
"""In a row, after which a channel rests."""
LONGEST_RUN = 60
"""Seconds after which a job of a channel lets others have their turn."""
STALE = timedelta(days=3)
"""A notice so old is not told outside any more: its reader finds it under the bell."""
KEPT = timedelta(days=90)
"""How long deliveries that ended well stay on record."""
MOST_TOGETHER = 50
MOST_FORGOTTEN = 2_000
"""At once; the next run goes on."""
LONGEST_FAILURE = 200


def queue(notices: Sequence[Notice]) -> None:
    """Have notices delivered to those who asked for it, when each of them may be sent something."""
    reaches = queries.reaches(notices)
    if not reaches:
        return
    now, channels = timezone.localtime(), open_channels()
    waiting = [
        Delivery(
            notice=notice,
            commune_id=notice.commune_id,
            channel=channel.code,
            due_at=reach.preference.send_at(now, before=notice.useless_after),
        )
        for notice in notices
        if (reach := reaches.get(notice.member_id or notice.account_id))
        for channel in channels
        if channel.is_for(reach)
    ]
    Delivery.objects.bulk_create(waiting)
    for channel, due_at in sorted({(each.channel, each.due_at) for each in waiting}):
        _enqueue(channel, None if due_at <= now else due_at)


def _enqueue(channel: str, due_at: datetime | None = None) -> None:
    """With its hour among the arguments: a job that waits for the morning must not stand for one of now."""
    from sotay.notify.jobs import send_due  # noqa: PLC0415 - the job calls this module

    at = due_at.isoformat() if due_at else ""
    jobs.enqueue(send_due, after=due_at, channel=channel, at=at)


def enqueue_due(now: datetime) -> int:
    """For the clock: a job for each channel with something due, were all jobs lost. How many there are."""
    _release(now)
    waiting = Delivery.objects.filter(status=Status.WAITING, due_at__lte=now)
    channels = set(waiting.values_list("channel", flat=True).distinct())
    for channel in open_channels():
        if channel.code in channels:
            _enqueue(channel.code)
    return len(channels)


def overdue(now: datetime) -> Waiting | None:
    """Messages that were due and that no worker has tried."""
    late = Delivery.objects.filter(status=Status.WAITING, due_at__lt=now).order_by("due_at")
    late = late.filter(channel__in=[channel.code for channel in open_channels()])
    first = late.values_list("due_at", flat=True).first()
    return Waiting(late.count(), first) if first else None


def forget(now: datetime) -> int:
    done = Delivery.objects.filter(status__in=(Status.SENT, Status.UNNEEDED), ended_at__lt=now - KEPT)
    some = list(done.order_by("ended_at").values_list("pk", flat=True)[:MOST_FORGOTTEN])
    return Delivery.objects.filter(pk__in=some).delete()[0]


def send_due(code: str) -> int:
    """Send what is due on a channel, one message at a time; how many went out.

    A message that fails is put off and the next is tried; after some failures in a row the other side is not
    there, and everything waits. After a while the rest is left to another job, so that others are done too.
    """
    channel = next((each for each in CHANNELS if each.code == code), None)
    if channel is None or not channel.is_open():
        return 0
    _release(timezone.now())
    sent = failures = 0
    until = monotonic() + LONGEST_RUN
    while failures < MOST_FAILURES and (deliveries := _claim(code, timezone.now())):
        try:
            sent += _send(channel, deliveries)
            failures = 0
        except Refused as refused:
            _fail(deliveries, str(refused))
        except Exception as failure:  # whatever a library raises, the message waits
            failures += 1
            if again := _put_off(deliveries, failure):
                _enqueue(code, again)
        if monotonic() > until:
            _enqueue(code, timezone.now())
            break
    return sent


def _release(now: datetime) -> None:
    """Have messages whose worker died sent by another."""
    lost = Delivery.objects.filter(status=Status.SENDING, claimed_at__lt=now - LEASE)
    lost.update(status=Status.WAITING)


@transaction.atomic
def _claim(code: str, now: datetime) -> list[Delivery]:
    """The deliveries of the next message: all that are due of one person, or what was one message before."""
    due = Delivery.objects.filter(channel=code, status=Status.WAITING, due_at__lte=now)
    first = due.select_for_update(skip_locked=True).order_by("due_at", "pk").first()
    if first is None:
        return []
    if first.message_id:
        together = due.filter(message_id=first.message_id)
    else:
        whose = {
            "notice__member": first.notice.member_id,
            "notice__account": first.notice.account_id,
        }
        together = due.filter(message_id=None, **whose)
    rows = list(together.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:MOST_TOGETHER])
    message_id = first.message_id or new_id()
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
        status=Status.SENDING, message_id=message_id, claimed_at=now, attempts=F("attempts") + 1
    )
    found = Delivery.objects.filter(message_id=message_id, status=Status.SENDING)
    return list(found.select_related("notice").order_by("pk"))


def _send(channel: Channel, deliveries: list[Delivery]) -> int:
    """Send the message of what is still unread; 0 when nothing of it is needed any more."""
    now = timezone.now()
    unread = [each for each in deliveries if _is_news(each.notice, now)]
    _end([each for each in deliveries if not _is_news(each.notice, now)], Status.UNNEEDED)
    if not unread:
        return 0
    notices = [each.notice for each in unread]
    reach = next(iter(queries.reaches(notices).values()), None)
    if reach is None or not channel.is_for(reach):
        _end(unread, Status.UNNEEDED)
        return 0
    message_id = unread[0].message_id
    assert message_id is not None  # noqa: S101 - claimed
    channel.post(message_of(message_id, notices, reach), channel.addresses(reach))
    _end(unread, Status.SENT)
    return 1


def _is_news(notice: Notice, now: datetime) -> bool:
    """Not read yet, and not too late."""
    useless_after = notice.useless_after or notice.created_at + STALE
    return notice.read_at is None and now < useless_after


def message_of(message_id: UUID, notices: Sequence[Notice], reach: Reach) -> Message:
    """What leaves: how much is new and where, and of a single notice what its app says may be known."""
    page = notices[0].get_absolute_url() if len(notices) == 1 else reverse("notify:notices")
    with override(reach.language):
        return Message(
            id=message_id,
            title=_("Party Cell Handbook: new notices"),
            text=say_outside(notices),
            url=f"{settings.PUBLIC_URL}{page}",
            settings_url=f"{settings.PUBLIC_URL}{reverse('notify:reach')}",
            language=reach.language,
        )


def _rows(deliveries: Iterable[Delivery]) -> QuerySet[Delivery]:
    """Those still ours: a worker that was taken for dead does not overrule the one that took over."""
    return Delivery.objects.filter(pk__in=[each.pk for each in deliveries], status=Status.SENDING)


def _end(deliveries: Iterable[Delivery], status: Status) -> None:
    _rows(deliveries).update(status=status, ended_at=timezone.now(), failure="")


def _fail(deliveries: Iterable[Delivery], why: str) -> None:
    _rows(deliveries).update(status=Status.FAILED, ended_at=timezone.now(), failure=why[:LONGEST_FAILURE])


def _put_off(deliveries: list[Delivery], failure: Exception) -> datetime | None:
    """When it is tried again; None after the last attempt. What a library says may hold an address, so of
    its failures only the kind is kept.
    """
    attempts = max(each.attempts for each in deliveries)
    why = _told(failure)
    logger.warning("%s: %s", deliveries[0].channel, why)
    if attempts >= MOST_ATTEMPTS:
        _fail(deliveries, why)
        return None
    again = _whole_minute(timezone.now() + pause_after(attempts))  # so that many share one job
    _rows(deliveries).update(status=Status.WAITING, due_at=again, failure=why)
    return again


def _whole_minute(moment: datetime) -> datetime:
    """The next whole minute, or the moment itself when it is one."""
    whole = moment.replace(second=0, microsecond=0)
    return whole if whole == moment else whole + timedelta(minutes=1)


def _told(failure: Exception) -> str:
    own = str(failure) if isinstance(failure, Unavailable) else ""
    return f"{type(failure).__name__}{': ' if own else ''}{own}"[:LONGEST_FAILURE]


def try_again(*, only: UUID | None = None) -> int:
    """Have messages that failed for good tried again, or one of them. How many deliveries wait now."""
    failed = Delivery.objects.filter(status=Status.FAILED)
    if only:
        failed = failed.filter(message_id=only)
    channels = set(failed.values_list("channel", flat=True).distinct())
    with transaction.atomic():
        tried = failed.update(status=Status.WAITING, due_at=timezone.now(), attempts=0, failure="")
        for channel in channels:
            _enqueue(channel)
    return tried
