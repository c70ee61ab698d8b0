"""Who did what, when. One line for each action; lines are only ever added."""

from __future__ import annotations

from collections import defaultdict

from django.db import models
from django.utils.translation import gettext as _

from sotay.audit.words import sentence_of
from sotay.kernel.actor import SYSTEM, Role
from sotay.kernel.ids import new_id


class AuditLine(models.Model):
    """An action that happened. `code` turns into a sentence with the values of `data`.

    The ids are plain values: a line outlives what it speaks of.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(auto_now_add=True)
    code = models.CharField(max_length=60)
    account_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=120)
    assisted_member_id = models.UUIDField(null=True)  # whom the actor acted for, idea 8
    commune_id = models.UUIDField(null=True)
    unit_id = models.UUIDField(null=True)
    object_id = models.UUIDField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["object_id", "-at"]),
            models.Index(fields=["unit_id", "-at"]),
            models.Index(fields=["account_id", "-at"]),
        ]

    def __str__(self) -> str:
        return f"{self.who} {self.sentence}"

    @property
    def who(self) -> str:
        """Who did it, as a reader is told: what the clock and the command line did, the program did."""
        by_system = self.account_id is None and self.actor_name == SYSTEM.name
        return _("The program") if by_system else self.actor_name

    @property
    def sentence(self) -> str:
        """What was done, in the reader's language: “opened the account “thu” for Lê Thị Thu”.

        A role is kept by its code and told in the reader's language.
        A value an old line lacks shows as a dash, and a code that is no longer known as itself:
        the page of what happened never fails.
        """
        try:
            words = str(sentence_of(self.code))
        except KeyError:
            return self.code
        role = self.data.get("role", "")
        shown = {**self.data, "role": Role(role).label} if role in Role.values else self.data
        return words % defaultdict(lambda: "–", shown)
