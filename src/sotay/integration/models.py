"""Tokens programs read with, addresses that are told what happened, and what was posted to the handbook."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.accounts.models import Account
from sotay.integration import addresses, rules
from sotay.kernel.ids import new_id
from sotay.meetings.models import Meeting
from sotay.units.models import CellOwned, Unit


class Token(models.Model):
    """A secret by which a program reads what its person may read, within some scopes and until a day.

    Only a digest of the secret is kept. `held` are the roles its person had when it was made, as (role,
    unit): when one of them has ended, so has the token. `window` and `used` count the requests of a minute.
    """

    class Ended(models.TextChoices):
        BY_HAND = "by_hand", _("Ended by you")
        LOGGED_OUT = "logged_out", _("Ended with all log-ins of the account")
        ROLE_ENDED = "role_ended", _("A role you held when you made it has ended")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    start = models.CharField(max_length=12)  # of the secret, to tell one from another
    secret_sha256 = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField()
    held = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=10, choices=Ended, blank=True)
    window = models.BigIntegerField(default=0)
    used = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name

    def is_good(self, now: datetime) -> bool:
        return self.ended_at is None and now < self.expires_at


class Webhook(models.Model):
    """An address that is told what happens at a unit and below it, on behalf of whoever registered it.

    `secret` is sealed (`sealing`), `secret_before` still signs beside it until `secret_before_until`.
    `failing_since` is the first of the failures that were not followed by a success.
    """

    class Status(models.TextChoices):
        ON = "on", _("Works")
        OFF = "off", _("Turned off")
        GAVE_UP = "gave_up", _("Turned off after long failure")
        NO_RIGHT = "no_right", _("Turned off: whoever registered it no longer works for the unit")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="webhooks")
    account = models.ForeignKey(Account, models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=rules.LONGEST_ADDRESS)
    events = models.JSONField()
    secret = models.CharField(max_length=300)
    secret_before = models.CharField(max_length=300, blank=True)
    secret_before_until = models.DateTimeField(null=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.ON)
    created_at = models.DateTimeField(auto_now_add=True)
    failing_since = models.DateTimeField(null=True)
    rests_until = models.DateTimeField(null=True)
    figures_seen_at = models.DateTimeField(null=True)  # the newest change of figures that was told

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.url

    def get_absolute_url(self) -> str:
        return reverse("integration:webhook", args=[self.pk])

    @property
    def is_on(self) -> bool:
        return self.status == self.Status.ON


class WebhookDelivery(models.Model):
    """Something that happened, on its way to an address. `body` is exactly what is signed and sent."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waits")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Delivered")
        FAILED = "failed", _("Given up")
        DROPPED = "dropped", _("Not for whoever registered the address")

    class Failure(models.TextChoices):
        """Why an attempt had no answer; nothing of the address or of what it said."""

        SLOW = addresses.SLOW, _("It did not answer in time.")
        REFUSED = addresses.REFUSED, _("It refused the connection.")
        CERTIFICATE = addresses.CERTIFICATE, _("Its certificate is not good.")
        NOT_ALLOWED = addresses.NOT_ALLOWED, _("The address leads where this server may not go.")
        BROKEN = addresses.BROKEN, _("The connection broke off, or its answer cannot be read.")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=40)
    body = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    answer = models.PositiveSmallIntegerField(null=True)  # the last HTTP status
    failure = models.CharField(max_length=12, choices=Failure, blank=True)
    took_ms = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["webhook", "-created_at"]),
            models.Index(fields=["status", "due_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.pk}"


class HandbookPosting(CellOwned):
    """Somebody noted that what belongs to a phase of a meeting was posted to the national handbook.

    Nothing tells this program: the handbook has no interface. `posted_on` is the day the person names, `at`
    when they noted it.
    """

    class Phase(models.TextChoices):
        BEFORE = "before", _("Before the meeting")
        AFTER = "after", _("After the meeting")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="handbook_postings")
    phase = models.CharField(max_length=6, choices=Phase)
    posted_on = models.DateField()
    account_id = models.UUIDField(null=True)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["meeting_id", "posted_on", "id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "phase"], name="one_posting_a_phase")]

    def __str__(self) -> str:
        return f"{self.phase} {self.posted_on}"
