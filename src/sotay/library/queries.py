"""What records of documents say of their files, for `sotay check`."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sotay.kernel.health import ExpectedFile
from sotay.library.models import Document


def stored_files() -> Iterator[ExpectedFile]:
    """The file of each document that was not purged. Named by its id: its title is not for everybody."""
    rows = Document.objects.filter(purged_at=None).order_by("pk")
    for pk, cell, name, sha256 in rows.values_list("pk", "cell__name", "file", "sha256").iterator(
        chunk_size=500
    ):
        yield ExpectedFile(f"{cell}, document {pk}", name, sha256)


def known_files(names: Collection[str]) -> set[str]:
    """Those of the names that are a document's file."""
    return set(Document.objects.filter(file__in=names).values_list("file", flat=True))


def purged_but_there() -> Iterator[str]:
    """Purged documents whose file was not removed, because the server stopped between the two."""
    for document in Document.objects.exclude(purged_at=None).exclude(file="").select_related("cell"):
        yield f"{document.cell.name}, document {document.pk}: purge it again"
