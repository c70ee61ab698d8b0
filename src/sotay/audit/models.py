"""Who did what, when. One line for each action; lines are only ever added."""

from __future__ import annotations

from django.db import models

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
            models.Index(fields=["object_id", "-id"]),
            models.Index(fields=["unit_id", "-id"]),
            models.Index(fields=["account_id", "-id"]),
        ]
