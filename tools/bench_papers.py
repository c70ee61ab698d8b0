"""What papers cost: papers a second by kind and format, as ratios to an empty page of the same renderer.

The papers are those of tests/golden: the same on every machine. An empty page has the head of a paper and no
text; a ratio of 2 means that twice as many empty pages are drawn in the same time. Kinds and empty pages are
drawn in turn, so that other work on the machine slows both.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 7


def measure() -> dict[str, Any]:
    from sotay.papers.layout import Layout
    from sotay.papers.renderers import render_docx, render_html, render_pdf
    from sotay.papers.structure import from_json

    layout = Layout()
    papers = {
        file.stem: from_json(json.loads(file.read_text(encoding="utf-8")))
        for file in sorted((ROOT / "tests" / "golden").glob("*.json"))
    }
    empty = replace(papers["plan"], blocks=(), recipients=(), signatures=())
    told: dict[str, Any] = {}
    for name, render in (("page", render_html), ("docx", render_docx), ("pdf", render_pdf)):
        render(empty, layout)
        nothing, kinds = list[float](), {kind: list[float]() for kind in papers}
        for _round in range(ROUNDS):
            nothing.append(_seconds(render, empty, layout))
            for kind, paper in papers.items():
                kinds[kind].append(_seconds(render, paper, layout))
        base = statistics.median(nothing)
        medians = {kind: statistics.median(found) for kind, found in kinds.items()}
        told[name] = {
            "empty_per_second": round(1 / base, 1),
            "papers_per_second": round(len(medians) / sum(medians.values()), 1),
            "ratio_of_kind": {kind: round(found / base, 2) for kind, found in medians.items()},
        }
    return told


def as_text(told: dict[str, Any]) -> str:
    lines = []
    for name, found in told.items():
        lines.append(
            f"{name}: {found['papers_per_second']} papers a second, an empty page {found['empty_per_second']}"
        )
        lines += [f"  {kind:28} {ratio:6.2f}" for kind, ratio in found["ratio_of_kind"].items()]
    return "\n".join(lines)


def _seconds(work: Callable[..., object], *given: object) -> float:
    started = time.process_time()
    work(*given)
    return time.process_time() - started
