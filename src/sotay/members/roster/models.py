"""The workbook somebody has uploaded and not yet imported."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import models
from django.urls import reverse

from sotay.kernel.ids import new_id
from sotay.units.models import Unit


class RosterUpload(models.Model):
    """A roster between its preview and its import; private to the account that uploaded it.

    Only what its cells hold is kept, never the file itself, under SOTAY_MEDIA, until `expires_at`.
    After the import only the rows to correct are left. `outcome` holds the counts of the import, and which
    cells are to be completed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    commune_id = models.UUIDField(editable=False)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    uploaded_by_id = models.UUIDField(null=True)
    filename = models.CharField(max_length=200)
    create_cells = models.BooleanField(default=False)
    columns = models.JSONField(default=dict)  # of a field several columns could hold: the one to take
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict)

    class Meta:
        app_label = "members"
        indexes = [
            models.Index(fields=["uploaded_by_id", "-created_at"]),
            models.Index(fields=["expires_at"]),
        ]

    def __str__(self) -> str:
        return self.filename

    def get_absolute_url(self) -> str:
        return reverse("members:roster_preview", args=[self.pk])

    @property
    def folder(self) -> Path:
        return Path(settings.MEDIA_ROOT) / "roster"

    @property
    def grid_file(self) -> Path:
        """The cells of the workbook, until the import."""
        return self.folder / f"{self.pk}.json"

    def preview_file(self, language: str) -> Path:
        """What the first page of the preview worked out, for the pages after it, until the import."""
        return self.folder / f"{self.pk}.{language}.preview.json"

    @property
    def refused_file(self) -> Path:
        """The rows to correct as a workbook, after the import."""
        return self.folder / f"{self.pk}.xlsx"

    def is_open(self, now: datetime) -> bool:
        return now < self.expires_at
