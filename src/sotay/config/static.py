"""Static files under names that carry their content's hash, so that browsers keep them for good."""

from __future__ import annotations

from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Plain names where nothing was collected yet, hashed names once it was."""

    manifest_strict = False
    support_js_module_import_aggregation = True

    def stored_name(self, name: str) -> str:
        return str(super().stored_name(name)) if self.hashed_files else name


class StaticFiles(StaticFilesConfig):
    """Leaves out what no page uses: django-htmx ships its own htmx, while ours is vendored with a recorded
    version, and examples in the comments of its files would be taken for imports that do not exist."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "django_htmx"]
