"""Looking into a zipped file from a stranger, as workbooks and documents are. Pure.

A few hundred bytes can swell to gigabytes. Packed as office programs pack, a part is unpacked only as far
as it is read; of the other packings Python knows, a whole step at once, however large.
"""

from __future__ import annotations

import zipfile
import zlib

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
"""What reading a damaged one raises."""

_OFFICE_PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


def beginning(packed: zipfile.ZipFile, name: str, most: int) -> bytes:
    """At most the first `most` bytes of a part. Raises one of BROKEN."""
    if not is_packed_as_usual(packed):
        raise zipfile.BadZipFile(f"{name} is packed as no office program packs")
    with packed.open(name) as part:
        return part.read(most)


def is_packed_as_usual(packed: zipfile.ZipFile) -> bool:
    return all(entry.compress_type in _OFFICE_PACKINGS for entry in packed.infolist())
