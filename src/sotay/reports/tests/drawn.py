"""Pictures read back from a page: what their marks say, and what their tables say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape


@dataclass(frozen=True)
class Drawn:
    """A picture of a page. `marks` are what its marks say, in order; `table` is its rows: name, and cells."""

    kind: str
    marks: list[str]
    table: list[tuple[str, list[str]]]
    panels: list[str]  # the title of each

    @property
    def expected(self) -> list[str]:
        """What the marks have to say by the table. Boxes of levels say nothing one by one."""
        known = [(head, row) for head, row in self.table if row and row[0] != "–"]
        match self.kind:
            case "line" | "bars":
                return [f"{head}: {row[0]}" for head, row in known]
            case "multiples":
                columns = range(len(self.table[0][1]))
                return [f"{head}: {row[n]}" for n in columns for head, row in self.table if row[n] != "–"]
            case "treemap":
                sized = [(head, row) for head, row in self.table if not row[0].startswith("0 ")]
                return [f"{head}: {row[0]}, {row[1]}" for head, row in sized]
        return []


def pictures_of(html: str) -> Iterator[Drawn]:
    for kind, inside in re.findall(r'<figure class="picture (\w+)">(.*?)</figure>', html, re.DOTALL):
        drawn = inside[: inside.index("<details")]
        marks = re.findall(r"<(?:circle|rect)[^>]*><title>([^<]*)</title>", drawn)
        panels = re.findall(r'<svg class="drawing" role="img"[^>]*><title>([^<]+)</title><desc>', drawn)
        rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", inside, re.DOTALL)
        table = [(text_of(head), [text_of(cell) for cell in _cells(line)]) for head, line in rows]
        yield Drawn(kind, [unescape(said) for said in marks], table, panels)


def _cells(line: str) -> list[str]:
    return re.findall(r"<td[^>]*>(.*?)</td>", line, re.DOTALL)


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
