"""Questions `sotay check` asks before and while the house is in use.

An app registers its own in `AppConfig.ready`:

    health.ask("meeting logs are whole", queries.broken_logs)
    health.expect_files("papers", queries.printed_files, queries.has_files)

A question answers the faults it found, one sentence each, and nothing when all is well. Files are looked at
by the command itself, one after another, so that a province's take no more memory than a ward's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

Question = Callable[[], Iterable[str]]


@dataclass(frozen=True, slots=True)
class ExpectedFile:
    """A file below SOTAY_MEDIA that a record speaks of; an empty name when the record lost it."""

    about: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class FileSource:
    """What records of one kind say of files: which there are, and which of some names are theirs."""

    folder: str
    expected: Callable[[], Iterable[ExpectedFile]]
    known: Callable[[Collection[str]], set[str]]


_QUESTIONS: dict[str, Question] = {}
_SOURCES: dict[str, FileSource] = {}


def ask(name: str, question: Question) -> None:
    """Register a question under the words that are true when it finds no fault."""
    _QUESTIONS[name] = question


def expect_files(
    folder: str,
    expected: Callable[[], Iterable[ExpectedFile]],
    known: Callable[[Collection[str]], set[str]],
) -> None:
    """Register the files of a folder below SOTAY_MEDIA that is an app's own."""
    _SOURCES[folder] = FileSource(folder, expected, known)


def questions() -> Mapping[str, Question]:
    return _QUESTIONS


def file_sources() -> Collection[FileSource]:
    return _SOURCES.values()
