"""Worked examples a unit may begin a draft from. None is a rule: each says its source and its doubt.

One dated file each in `examples/`: name, basis, source, evidence and doubt as regulations have them
(docs/regulations.md), kinds of cell, and criteria with the measure that computes them, if any.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "examples"


@dataclass(frozen=True, slots=True)
class Example:
    key: str
    name: str
    basis: str
    text: str
    issued_on: date
    source: str
    address: str  # of the page it was read on, '' for none
    evidence: str
    doubt: Mapping[str, str]  # by language
    cell_types: tuple[str, ...]
    criteria: tuple[tuple[str, str, int | None], ...]  # text, measure, at least

    @property
    def origin(self) -> str:
        """What a draft that was begun from it says of it, in the language of papers."""
        return f"Theo ví dụ: {self.source}. {self.doubt['vi']}"[:300]


@cache
def examples() -> Mapping[str, Example]:
    found = (_read(path) for path in sorted(FOLDER.glob("*.toml")))
    return {each.key: each for each in found}


def _read(path: Path) -> Example:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    asked = tuple((row["text"], row.get("measure", ""), row.get("least")) for row in data["criteria"])
    return Example(
        key=path.stem,
        name=data["name"],
        basis=data["basis"],
        text=data["text"],
        issued_on=data["issued_on"],
        source=data["source"],
        address=data.get("address", ""),
        evidence=data["evidence"],
        doubt=data["doubt"],
        cell_types=tuple(data["cell_types"]),
        criteria=asked,
    )
