"""Documents people attach. What is not allowed to be here can be purged, leaving only the fact."""

from __future__ import annotations

from django.db import models

from sotay.units.models import CellOwned


class Document(CellOwned):
    """A file somebody declared not to be a state secret. After a purge `file` is empty and stays so."""

    title = models.CharField(max_length=200)
    file = models.FileField(upload_to="library/", max_length=200, blank=True)
    file_name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    uploaded_by_id = models.UUIDField()  # the account that declared it not secret
    uploaded_at = models.DateTimeField(auto_now_add=True)
    purged_at = models.DateTimeField(null=True)
    purged_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-uploaded_at"]
