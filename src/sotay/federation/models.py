"""What a database keeps of its place among others: which it is, its links, and what crosses between them."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from sotay.kernel.ids import new_id
from sotay.units.models import Unit


class Installation(models.Model):
    """Which of several linked databases this one is. No row: it stands alone.

    `key` is this database's own. `fingerprint` says where it lies (`postgres.fingerprint`): another one than
    was kept tells that it was restored.
    """

    class Role(models.TextChoices):
        PROVINCE = "province"
        CENTRE = "centre"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    role = models.CharField(max_length=8, choices=Role)
    name = models.CharField(max_length=30)
    key = models.UUIDField(default=uuid4)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+"
    )  # the highest unit whose rows are kept here
    fingerprint = models.CharField(max_length=80)
    readers = models.JSONField(default=dict)  # for each publication the user of PostgreSQL who comes for it

    def __str__(self) -> str:
        return self.name


class Link(models.Model):
    """Another database this one takes rows in from: a province at the centre, the centre in a province.

    Its address and password stay in PostgreSQL's catalogue of subscriptions, which no backup of ours holds.
    """

    name = models.CharField(max_length=30, primary_key=True)
    unit_id = models.UUIDField()  # the highest unit whose rows are kept there
    path = models.CharField(max_length=72)  # its place in the tree
    fingerprint = models.CharField(max_length=100)  # key and place of the other database
    slot = models.CharField(max_length=63)
    copied_at = models.DateTimeField()
    pulse = models.BigIntegerField(default=0)  # the highest that arrived
    fault = models.CharField(max_length=300, blank=True)  # why nothing may be taken in until a resync

    def __str__(self) -> str:
        return self.name


class Pulse(models.Model):
    """A number each database raises every few minutes: one that falls tells that a database was set back."""

    unit_id = models.UUIDField(primary_key=True)
    number = models.BigIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.unit_id} {self.number}"


class Parcel(models.Model):
    """Something passed from one database to another, as it was then. Rows are only added, by its sender.

    `body` holds what `exchange` puts there and nothing else: no names of persons, no words of a meeting but
    the text of a petition. `receiver` is None for every province. `part` tells several of one thing apart.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sender = models.UUIDField()
    receiver = models.UUIDField(null=True)
    kind = models.CharField(max_length=12)
    about_id = models.UUIDField()
    part = models.CharField(max_length=40)
    body = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sender", "kind", "about_id", "part"], name="a_thing_is_sent_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about_id} {self.part}"


class TakenIn(models.Model):
    """A parcel of another database became records here; `note` says why not, where it could not."""

    parcel_id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return str(self.parcel_id)
