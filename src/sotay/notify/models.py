"""What somebody is told inside the application, and how it reaches them outside."""

from __future__ import annotations

import re
from datetime import time

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sotay.accounts.models import Account
from sotay.kernel.ids import new_id
from sotay.members.models import Member
from sotay.notify.rules import Preference
from sotay.notify.words import sentence_of

_OF_ONE_THING = re.compile(r"/[0-9a-f]{8}-[0-9a-f-]{27}/$")


class Notice(models.Model):
    """One sentence to one person, leading somewhere.

    It belongs to the member, whatever cell they sit in and whether they have a log-in yet; or, for somebody
    who is in no cell (an office's or an operator's account), to the account.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    commune_id = models.UUIDField(editable=False)
    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="notices")
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="notices")
    code = models.CharField(max_length=60)
    url = models.CharField(max_length=200)
    data = models.JSONField(default=dict)
    useless_after = models.DateTimeField(null=True)  # when it is too late to be told outside
    matter = models.CharField(max_length=120, blank=True)  # of a reminder: what a person is told of once
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["member", "-created_at"]),
            models.Index(fields=["account", "-created_at"]),
            models.Index(fields=["member"], condition=models.Q(read_at=None), name="notice_unread"),
            models.Index(fields=["matter"], condition=~models.Q(matter=""), name="notice_matter"),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_notice_is_for_a_member_or_an_account",
                condition=models.Q(member=None, account__isnull=False)
                | models.Q(member__isnull=False, account=None),
            ),
            *(
                models.UniqueConstraint(
                    fields=[whose, "matter"], condition=~models.Q(matter=""), name=f"one_matter_a_{whose}"
                )
                for whose in ("member", "account")
            ),
        ]

    def __str__(self) -> str:
        """The whole sentence in the reader's language."""
        sentence: str = str(sentence_of(self.code)) % self.data
        return sentence

    def leads_to(self, path: str) -> bool:
        """Whether a page is the one this notice speaks of, or one of the pages of that thing."""
        page = self.url.partition("#")[0].partition("?")[0]
        return path == page or (_OF_ONE_THING.search(page) is not None and path.startswith(page))

    def get_absolute_url(self) -> str:
        return reverse("notify:notice", args=[self.pk])


class Reach(models.Model):
    """How somebody wants to be reached outside the application. Without a row: not at all.

    It belongs to the member or to the account, as a `Notice` does. An e-mail address counts once it was
    confirmed. What waits during the quiet hours, or until `daily_at`, is told in one message.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    commune_id = models.UUIDField(editable=False)
    member = models.OneToOneField(Member, models.CASCADE, null=True, related_name="reach")
    account = models.OneToOneField(Account, models.CASCADE, null=True, related_name="reach")
    email = models.EmailField(blank=True)
    email_confirmed_at = models.DateTimeField(null=True)
    by_text = models.BooleanField(default=False)
    quiet_from = models.TimeField(default=time(21, 0))
    quiet_until = models.TimeField(default=time(6, 0))
    daily_at = models.TimeField(null=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reach_is_of_a_member_or_an_account",
                condition=models.Q(member=None, account__isnull=False)
                | models.Q(member__isnull=False, account=None),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def preference(self) -> Preference:
        return Preference(self.quiet_from, self.quiet_until, self.daily_at)


class Device(models.Model):
    """A browser that asked for messages; `keys` encrypt what is sent to it (RFC 8291)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="devices")
    endpoint = models.CharField(max_length=500, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    browser = models.CharField(max_length=40, blank=True)  # the name in its cookie (`accounts.devices`)
    is_paused = models.BooleanField(default=False)  # its account has logged out there, or another came in
    created_at = models.DateTimeField(auto_now_add=True)
    reached_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """A notice on its way to its person over one channel. There is one for each, ever.

    Notices of a person that are due together go in one message, whose id is `message_id`. Once given, it
    stays: whoever received it already knows it again.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting to be sent")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        UNNEEDED = "unneeded", _("Not needed any more")
        FAILED = "failed", _("Failed, and not tried any more")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    commune_id = models.UUIDField(editable=False)
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    due_at = models.DateTimeField()
    message_id = models.UUIDField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["commune_id", "notice", "channel"], name="one_delivery_a_notice_and_channel"
            )
        ]
        indexes = [
            models.Index(
                fields=["channel", "due_at"], condition=models.Q(status="waiting"), name="delivery_waiting"
            ),
            models.Index(
                fields=["claimed_at"], condition=models.Q(status="sending"), name="delivery_claimed"
            ),
            models.Index(fields=["ended_at"], condition=models.Q(status="failed"), name="delivery_failed"),
            models.Index(
                fields=["ended_at"],
                condition=models.Q(status__in=["sent", "unneeded"]),
                name="delivery_done",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.status}"
