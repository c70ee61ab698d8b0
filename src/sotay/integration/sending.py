"""Deliveries on their way: claimed, sent to many addresses at once, and what came of it.

A worker does one job after another, so an address that does not answer must not keep it. One batch holds at
most one delivery of each address; all of a batch are sent at the same time, each in a thread of its own that
touches no database, and after SECONDS whoever has not answered is cut. An address that failed rests, and all
its deliveries with it, for a pause that grows: 1, 3, 9 ... minutes. So a batch costs a worker a few seconds
however many addresses are dead, and a dead address is met ever more seldom. A job that has sent for
LONGEST_RUN leaves the rest to another, behind what waits meanwhile.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Min, Q, QuerySet
from django.utils import timezone

from sotay import __version__
from sotay.accounts.queries import actor_for
from sotay.integration import addresses, rules, sealing
from sotay.integration.access import works_for
from sotay.integration.addresses import SECONDS, Answer, BadAddress, Post, Unreachable, read
from sotay.integration.events import EVENTS, send_soon, test_body
from sotay.integration.models import Webhook, WebhookDelivery
from sotay.notify import actions as notify

Status = WebhookDelivery.Status

AT_ONCE = 16
"""Addresses of a batch."""
LONGEST_RUN = 20
"""Seconds after which a job lets others have their turn."""
LEASE = timedelta(minutes=5)
KEPT = timedelta(days=30)
MOST_FORGOTTEN = 2_000
OK = range(200, 300)


@dataclass(slots=True)
class Attempt:
    """A delivery that was claimed, ready to be sent without the database, and what came of it."""

    delivery: WebhookDelivery
    body: bytes
    headers: dict[str, str]
    answer: Answer | None = None
    failure: str = ""

    @property
    def is_good(self) -> bool:
        return self.answer is not None and self.answer.status in OK


def send_due() -> int:
    """Send what is due; how many deliveries were taken."""
    _release(timezone.now())
    until, sent = monotonic() + LONGEST_RUN, 0
    while monotonic() < until and (batch := _claim(timezone.now())):
        attempts = [ready for delivery in batch if (ready := _ready(delivery)) is not None]
        send_all(attempts)
        for attempt in attempts:
            _settle(attempt)
        sent += len(attempts)
    _again()
    return sent


def send_all(attempts: list[Attempt]) -> None:
    """Send to all at the same time, for SECONDS at most."""
    posts = [
        (attempt, Post(read(attempt.delivery.webhook.url), settings.WEBHOOK_NETWORKS)) for attempt in attempts
    ]
    threads = [threading.Thread(target=_send, args=pair, daemon=True, name="webhook") for pair in posts]
    for thread in threads:
        thread.start()
    until = monotonic() + SECONDS
    for thread in threads:
        thread.join(max(0.0, until - monotonic()))
    for (attempt, post), thread in zip(posts, threads, strict=True):
        if thread.is_alive():
            attempt.failure = attempt.failure or addresses.SLOW
            post.cut()


def _send(attempt: Attempt, post: Post) -> None:
    try:
        answer = post.send(attempt.body, attempt.headers)
    except Unreachable as wrong:
        attempt.failure = attempt.failure or wrong.why
    except BadAddress:
        attempt.failure = attempt.failure or addresses.NOT_ALLOWED
    except Exception:  # whatever a library raises, the delivery waits
        attempt.failure = attempt.failure or addresses.BROKEN
    else:
        if not attempt.failure:  # else it was cut meanwhile
            attempt.answer = answer


@transaction.atomic
def _claim(now: datetime) -> list[WebhookDelivery]:
    """The oldest delivery that is due of each of some addresses that work and do not rest."""
    awake = Q(webhook__rests_until=None) | Q(webhook__rests_until__lte=now)
    due = WebhookDelivery.objects.filter(
        awake, status=Status.WAITING, due_at__lte=now, webhook__status=Webhook.Status.ON
    )
    first = due.order_by().values("webhook").annotate(at=Min("due_at")).order_by("at")[:AT_ONCE]
    taken = []
    for row in first:
        rows = due.filter(webhook=row["webhook"]).order_by("due_at", "created_at", "pk")
        delivery = rows.select_for_update(skip_locked=True, of=("self",)).first()
        if delivery is not None:
            taken.append(delivery.pk)
    WebhookDelivery.objects.filter(pk__in=taken).update(
        status=Status.SENDING, claimed_at=now, attempts=F("attempts") + 1
    )
    found = WebhookDelivery.objects.filter(pk__in=taken, status=Status.SENDING)
    return list(found.select_related("webhook__unit", "webhook__account__member"))


def _release(now: datetime) -> None:
    """Have deliveries whose worker died sent by another, under the same id."""
    lost = WebhookDelivery.objects.filter(status=Status.SENDING, claimed_at__lt=now - LEASE)
    lost.update(status=Status.WAITING)


def _ready(delivery: WebhookDelivery) -> Attempt | None:
    """What is sent; None when it is not for whoever registered the address, or they work there no more."""
    hook = delivery.webhook
    actor = actor_for(hook.account, timezone.localdate())
    if not (hook.account.may_log_in and works_for(actor, hook.unit)):
        turn_off(hook, Webhook.Status.NO_RIGHT)
        return None
    event = EVENTS.get(delivery.event)
    if event is not None and not event.readable(actor, _about(delivery)):
        _rows(delivery).update(status=Status.DROPPED, ended_at=timezone.now())
        return None
    return attempt_of(delivery)


def _about(delivery: WebhookDelivery) -> UUID:
    return UUID(json.loads(delivery.body)["object"]["id"])


def attempt_of(delivery: WebhookDelivery) -> Attempt:
    """The body with its signature of this moment."""
    hook, now, body = delivery.webhook, timezone.now(), delivery.body.encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": f"sotay/{__version__}",
        "Sotay-Event": delivery.event,
        "Sotay-Delivery": str(delivery.pk),
        "Sotay-Signature": rules.signature(secrets_of(hook, now), now, body),
    }
    return Attempt(delivery, body, headers)


def secrets_of(hook: Webhook, now: datetime) -> list[str]:
    """The secret that signs, and beside it for a day the one of before."""
    both = [hook.secret]
    if hook.secret_before and hook.secret_before_until and now < hook.secret_before_until:
        both.append(hook.secret_before)
    return [secret for each in both if (secret := sealing.opened(each)) is not None]


def _rows(delivery: WebhookDelivery) -> QuerySet[WebhookDelivery]:
    """Ours still: a worker that was taken for dead does not overrule the one that took over."""
    return WebhookDelivery.objects.filter(pk=delivery.pk, status=Status.SENDING)


@transaction.atomic
def _settle(attempt: Attempt) -> None:
    delivery, hook, now = attempt.delivery, attempt.delivery.webhook, timezone.now()
    told = {
        "answer": attempt.answer.status if attempt.answer else None,
        "took_ms": attempt.answer.took_ms if attempt.answer else None,
        "failure": attempt.failure,
    }
    if attempt.is_good:
        _rows(delivery).update(status=Status.SENT, ended_at=now, **told)
        Webhook.objects.filter(pk=hook.pk).update(failing_since=None, rests_until=None)
        return
    again = now + rules.pause_after(delivery.attempts)
    if delivery.attempts >= rules.MOST_ATTEMPTS:
        _rows(delivery).update(status=Status.FAILED, ended_at=now, **told)
    else:
        _rows(delivery).update(status=Status.WAITING, due_at=again, **told)
    since = hook.failing_since or now
    Webhook.objects.filter(pk=hook.pk).update(failing_since=since, rests_until=again)
    if since < now - rules.GIVES_UP_AFTER:
        turn_off(hook, Webhook.Status.GAVE_UP)


def turn_off(hook: Webhook, status: str) -> None:
    """Turn an address off by itself, and tell whoever registered it."""
    with transaction.atomic():
        if not Webhook.objects.filter(pk=hook.pk, status=Webhook.Status.ON).update(status=status):
            return
        waiting = WebhookDelivery.objects.filter(webhook=hook, status__in=(Status.WAITING, Status.SENDING))
        waiting.update(status=Status.FAILED, ended_at=timezone.now())
        if status == Webhook.Status.GAVE_UP:
            to = hook.account.member_id or hook.account_id
            notify.tell([to], "webhook.gave_up", hook.get_absolute_url(), unit=hook.unit.name)


def try_out(hook: Webhook) -> WebhookDelivery:
    """Send a delivery that says nothing happened, now, and answer what came of it. The address neither rests
    nor is blamed for it."""
    delivery = test_body(hook)
    delivery.status, delivery.attempts, delivery.claimed_at = Status.SENDING, 1, timezone.now()
    delivery.save(force_insert=True)
    attempt = attempt_of(delivery)
    send_all([attempt])
    delivery.status = Status.SENT if attempt.is_good else Status.FAILED
    delivery.ended_at, delivery.failure = timezone.now(), attempt.failure
    if attempt.answer is not None:
        delivery.answer, delivery.took_ms = attempt.answer.status, attempt.answer.took_ms
    delivery.save()
    return delivery


def _again() -> None:
    """A job for what is due later, or is left over."""
    waiting = WebhookDelivery.objects.filter(status=Status.WAITING, webhook__status=Webhook.Status.ON)
    first = waiting.order_by("due_at").values_list("due_at", "webhook__rests_until").first()
    if first is not None:
        due, rests = first
        send_soon(max(due, rests or due, timezone.now()))


def enqueue_due(now: datetime) -> int:
    """For the clock: a job when something is due, were all jobs lost."""
    _release(now)
    due = WebhookDelivery.objects.filter(status=Status.WAITING, due_at__lte=now)
    count = due.filter(webhook__status=Webhook.Status.ON).count()
    if count:
        send_soon()
    return count


def forget(now: datetime) -> int:
    """Deliveries of long ago."""
    old = WebhookDelivery.objects.filter(created_at__lt=now - KEPT).exclude(status=Status.WAITING)
    some = list(old.order_by("created_at").values_list("pk", flat=True)[:MOST_FORGOTTEN])
    return WebhookDelivery.objects.filter(pk__in=some).delete()[0]
