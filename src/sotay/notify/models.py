"""What somebody is told inside the application."""

from __future__ import annotations

import re

from django.db import models
from django.urls import reverse

from sotay.accounts.models import Account
from sotay.kernel.ids import new_id
from sotay.members.models import Member
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
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["member", "-created_at"]),
            models.Index(fields=["account", "-created_at"]),
            models.Index(fields=["member"], condition=models.Q(read_at=None), name="notice_unread"),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_notice_is_for_a_member_or_an_account",
                condition=models.Q(member=None, account__isnull=False)
                | models.Q(member__isnull=False, account=None),
            )
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
