"""The index: a row for each thing that can be found. What finds in it is each database's own (migrations)."""

from __future__ import annotations

from django.db import models


class SearchEntry(models.Model):
    """A thing as the index knows it, made of its `kernel.search.SearchRecord` and of nothing else.

    `id` is its place in the order of results (`rules.position`). `title`, `number` and `body` are shown;
    `title_key`, `number_key` and `body_key` are their words, and `labels` say what kind it is and where one
    may look for it. It can be thrown away and made again at any time.
    """

    id = models.BigIntegerField(primary_key=True)
    source = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    object_id = models.UUIDField()
    unit_id = models.UUIDField(null=True)
    day = models.DateField(null=True)
    title = models.CharField(max_length=300)
    number = models.CharField(max_length=120, blank=True)
    url = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    title_key = models.TextField()
    number_key = models.TextField(blank=True)
    body_key = models.TextField(blank=True)
    labels = models.TextField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["unit_id"])]
        constraints = [models.UniqueConstraint(fields=["object_id", "source"], name="one_entry_a_thing")]

    def __str__(self) -> str:
        return self.title


class IndexCheck(models.Model):
    """A night the whole index was held against the records: with which version of the program, how many
    things were found, and how many of them it had wrong."""

    day = models.DateField(primary_key=True)
    at = models.DateTimeField(auto_now=True)
    version = models.CharField(max_length=40)
    entries = models.PositiveIntegerField()
    differing = models.PositiveIntegerField()

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.differing}"
