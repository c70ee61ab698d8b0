"""Questions `sotay check` asks before and while the house is in use.

An app registers its own in `AppConfig.ready`:

    health.ask("meeting logs are whole", queries.broken_logs)

A question answers the faults it found, one sentence each, and nothing when all is well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

Question = Callable[[], Iterable[str]]

_QUESTIONS: dict[str, Question] = {}


def ask(name: str, question: Question) -> None:
    """Register a question under the words that are true when it finds no fault."""
    _QUESTIONS[name] = question


def questions() -> Mapping[str, Question]:
    return _QUESTIONS
