"""Every code the source writes has its sentence, and every sentence can be filled in."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.utils.translation import override

from sotay.audit import actions, words
from sotay.audit.models import AuditLine
from sotay.kernel.actor import SYSTEM

SOURCE = Path(__file__).resolve().parents[2]


@cache
def recorded() -> list[tuple[str, str, set[str] | None]]:
    """Where, code and names of the values, for each `record(by, "code", ...)` in the source.

    The names are None where some come from `**values`, which cannot be read off the source.
    """
    return list(_recorded())


def _recorded() -> Iterator[tuple[str, str, set[str] | None]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "tests" in path.parts or "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not is_record(node.func) or len(node.args) < 2:
                continue
            names = {keyword.arg for keyword in node.keywords}
            for code in codes_in(node.args[1]):
                given = None if None in names else {str(name) for name in names} - {"assisted"}
                yield f"{path.relative_to(SOURCE)}:{node.lineno}", code, given


def is_record(func: ast.expr) -> bool:
    return (isinstance(func, ast.Name) and func.id == "record") or (
        isinstance(func, ast.Attribute) and func.attr == "record"
    )


def codes_in(argument: ast.expr) -> Iterator[str]:
    """A code written out, or either one of `"a.b" if x else "a.c"`."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from codes_in(argument.body)
        yield from codes_in(argument.orelse)


def test_every_recorded_code_has_a_sentence():
    assert [f"{place}: {code}" for place, code, _ in recorded() if code not in words.known()] == []


def test_every_sentence_finds_its_values():
    faults = []
    for place, code, given in recorded():
        if given is None or code not in words.known():
            continue
        wanted: set[str] = set()
        str(words.sentence_of(code)) % Noting(wanted)
        faults += [f"{place}: {code} lacks {name}" for name in sorted(wanted - given)]
    assert faults == []


@pytest.mark.parametrize("language", ["en", "vi"])
def test_sentences_go_on_from_the_name_of_who_acted(language):
    """The name stands in front of each, so none begins with a capital or with a name of its own."""
    with override(language):
        told = {code: str(sentence) for code, sentence in words.known().items()}
    assert {code: words for code, words in told.items() if not words[0].islower()} == {}


def test_something_was_looked_at():
    assert len(recorded()) > 10


def test_a_code_without_a_sentence_is_never_written(db):
    with pytest.raises(KeyError):
        actions.record(SYSTEM, "no.such.code")
    assert not AuditLine.objects.exists()


def test_a_line_of_another_time_is_still_readable():
    assert AuditLine(code="gone.code", data={}).sentence == "gone.code"
    assert "–" in AuditLine(code="account.opened", data={"name": "An"}).sentence


class Noting(dict[str, str]):
    """Answers anything and notes what it was asked for."""

    def __init__(self, asked: set[str]) -> None:
        self.asked = asked

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return "0"


@pytest.mark.parametrize(("language", "who"), [("vi", "Phần mềm"), ("en", "The program")])
def test_what_the_clock_did_the_program_did(language, who):
    with override(language):
        assert AuditLine(code="x", actor_name=SYSTEM.name).who == who
        assert AuditLine(code="x", actor_name="Lê Thị Thu").who == "Lê Thị Thu"


PLAIN = {
    "form",  # of statistics: its number
    "at",
    "before",
    # names of people, units, roles and offices, and what is said of them in fixed words
    *(
        "name",
        "username",
        "cell",
        "to",
        "unit",
        "parent",
        "old",
        "new_name",
        "new_parent",
        "role",
        "standing",
    ),
    *("reason", "label", "value", "unit_code", "browser", "decision"),
    # what a meeting or a paper is called by its kind and month, and the number of a paper
    *("title", "paper", "number", "key", "month"),
    # days and counts
    *("on", "from_on", "given", "due", "day", "n", "count", "heard", "kind", "kilobytes", "fields", "files"),
    *("added", "changed", "unchanged", "refused", "kept", "held", "year"),
    "set",  # of papers of an inspection: its code, one of three
    "years",  # of a badge: a number
    *("own", "total", "points", "period"),  # of scores
    "newer",  # of a paper that was replaced: the number of the one that does
    "rule",  # by which cells were chosen for an inspection, one of four
}
"""Every value a line may hold. None is a text that somebody typed into a meeting: a task, a reason, a title,
a subject. Whoever adds one says here what it is; tests/test_audit_lines.py looks for typed words in lines."""


def test_lines_hold_only_values_that_are_no_words_of_a_meeting():
    found = {name for _place, _code, given in recorded() if given for name in given}
    for sentence in words.known().values():
        str(sentence) % Noting(found)
    assert found - PLAIN == set()
