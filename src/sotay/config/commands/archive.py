"""The file that holds a backup: what is in it, packing it, and unpacking it with every byte checked.

It is a gzipped tar: the database as `database.sqlite3` or `database.sql`, `media/`, and at the end
`manifest.json`, which names each file with the hash of what was packed.
"""

from __future__ import annotations

import errno
import hashlib
import json
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path, PurePosixPath
from typing import IO, Any

from sotay.config.commands import databases
from sotay.config.commands.base import Stop
from sotay.config.commands.workshop import naming

FORMAT = 1
MANIFEST = "manifest.json"
MEDIA = "media"
_PIECE = 1 << 20

_BROKEN = (tarfile.TarError, EOFError, ValueError, KeyError, TypeError, zlib.error, RecursionError)
"""What reading a file raises that is no whole backup; besides an OSError that no disk has caused."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `files` maps each name to its SHA-256."""

    format: int
    version: str
    made_at: str
    database: str
    migrations: list[str]
    rows: dict[str, int]
    files: dict[str, str]

    @property
    def dump(self) -> str:
        """Name of the file that holds the database."""
        return f"database.{databases.SUFFIX[self.database]}"


class HashingReader:
    """A file that is hashed while it is read, so that the hash is of what was packed and of nothing else."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.source.read(size)
        self.digest.update(piece)
        return piece


def pack(target: Path, manifest: Manifest, parts: Iterator[tuple[str, Path]]) -> None:
    """Write the archive, and the hash of each part into the manifest. A part that is gone is left out."""
    with tarfile.open(target, "w:gz", compresslevel=6, dereference=True) as tar:
        for name, file in parts:
            try:
                source = file.open("rb")
            except FileNotFoundError:
                continue  # removed since the folder was listed; the database copy is older
            with source:
                reader = HashingReader(source)
                tar.addfile(tar.gettarinfo(arcname=name, fileobj=source), reader)
                manifest.files[name] = reader.digest.hexdigest()
        said = target.with_name(MANIFEST)
        said.write_text(json.dumps(asdict(manifest), indent=1))
        tar.add(said, arcname=MANIFEST)


def unpack(source: Path, folder: Path) -> Manifest:
    """Unpack and check every byte against the manifest. Raises Stop when anything is not as it was packed."""
    try:
        digests = dict(_extracted(source, folder))
        manifest = read_manifest(json.loads((folder / MANIFEST).read_text()))
    except _BROKEN as wrong:
        raise Stop(f"{source} is not a whole backup ({wrong})") from None
    except FileNotFoundError:
        raise Stop(f"{source} is not a whole backup (it has no manifest)") from None
    except OSError as wrong:
        if wrong.errno is None:  # the reader of gzip says so of what is none
            raise Stop(f"{source} is not a whole backup ({wrong})") from None
        raise Stop(f"{wrong.strerror}: {source}") from None
    digests.pop(MANIFEST)
    if manifest.format != FORMAT:
        raise Stop(f"{source} was written in format {manifest.format}; this version reads format {FORMAT}")
    if manifest.dump not in manifest.files or manifest.files.keys() != digests.keys():
        raise Stop(f"{source} is damaged: it does not hold the files it names")
    for name, digest in manifest.files.items():
        if digests[name] != digest:
            raise Stop(f"{source} is damaged: {name} is not what was saved")
    return manifest


def read_manifest(told: Any) -> Manifest:
    """Raises ValueError when it is of another shape than the one `pack` writes."""
    if not isinstance(told, Mapping):
        raise ValueError("its manifest is no list of what it holds")
    kinds: dict[str, Any] = {
        "format": int,
        "version": str,
        "made_at": str,
        "database": str,
        "migrations": list,
        "rows": dict,
        "files": dict,
    }
    for name, kind in kinds.items():
        if type(told.get(name)) is not kind:
            raise ValueError(f"its manifest does not say {name} as it should")
    inside = [*told["migrations"], *told["files"], *told["files"].values()]
    counts = [*told["rows"].values()]
    if not all(isinstance(each, str) for each in inside) or not all(type(each) is int for each in counts):
        raise ValueError("its manifest does not say what it holds as it should")
    if told["database"] not in databases.SUFFIX:
        raise ValueError(f"its manifest speaks of a {told['database']} database")
    return Manifest(**{field.name: told[field.name] for field in fields(Manifest)})


def _extracted(source: Path, folder: Path) -> Iterator[tuple[str, str]]:
    """Names and hashes of what was unpacked: plain files that stay inside the folder, each once.

    A link would lead out of the media once they are in place. By hand, because the Python of Debian 12
    (3.11.2) has no extraction filters.
    """
    with source.open("rb") as raw, tarfile.open(fileobj=raw, mode="r:gz") as tar:
        for member in tar:
            if member.isdir():
                continue
            path = PurePosixPath(member.name)
            if not member.isfile() or path.is_absolute() or ".." in path.parts:
                raise tarfile.ExtractError(f"{member.name} is not a plain file of it")
            target = folder / path
            packed = tar.extractfile(member)
            if packed is None:
                raise tarfile.ExtractError(f"{member.name} is not a plain file of it")
            yield path.as_posix(), _unpacked(packed, target, folder)


def _unpacked(packed: IO[bytes], target: Path, folder: Path) -> str:
    """Write one file; answers its hash. A fault of our disk is told apart from one of the archive."""
    digest = hashlib.sha256()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        unpacked = target.open("xb")
    except OSError as wrong:
        if wrong.errno in _ODD_NAME:
            raise tarfile.ExtractError(f"{target.relative_to(folder)}: {wrong.strerror}") from None
        raise Stop(f"{wrong.strerror}: {folder}") from None
    with packed, naming(folder), unpacked:
        while piece := _read(packed):
            digest.update(piece)
            unpacked.write(piece)
    return digest.hexdigest()


def _read(packed: IO[bytes]) -> bytes:
    """The next piece. What the archive is to blame for is none of the disk it is unpacked to."""
    try:
        return packed.read(_PIECE)
    except OSError as wrong:
        raise tarfile.ReadError(str(wrong)) from None


_ODD_NAME = {errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ}
"""What a name in an archive may be to blame for: twice in it, below a file, of letters no disk takes."""
