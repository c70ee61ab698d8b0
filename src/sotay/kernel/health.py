"""Questions `sotay check` asks before and while the house is in use.

An app registers its own in `AppConfig.ready`:

    QUESTIONS.register(Question("meeting logs are whole", queries.broken_logs))
    FILES.register(FileSource("papers", queries.printed_files, queries.has_files))

A question answers the faults it found, one sentence each, and nothing when all is well. Files are looked at
by the command itself, one after another, so that a province's take no more memory than a ward's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from sotay.kernel.hooks import Hook

Ask = Callable[[], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Question:
    """A question under the words that are true when it finds no fault."""

    name: str
    ask: Ask


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


QUESTIONS: Hook[Question] = Hook("health.questions", "what `sotay check` asks of an app's records")
FILES: Hook[FileSource] = Hook("health.files", "files below SOTAY_MEDIA that an app's records speak of")


def questions() -> Mapping[str, Ask]:
    return {question.name: question.ask for question in QUESTIONS}
