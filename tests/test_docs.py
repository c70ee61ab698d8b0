"""Documentation that can be found: the index lists every page, and no link leads nowhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")], key=lambda path: path.relative_to(ROOT).as_posix()
)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def links(page: Path) -> set[str]:
    """Where the page leads inside the repository; addresses elsewhere are left out."""
    found = LINK.findall(page.read_text(encoding="utf-8"))
    return {link for link in found if "://" not in link and not link.startswith("mailto:")}


def test_the_index_lists_every_page_of_the_docs():
    listed = links(ROOT / "docs" / "README.md")
    assert {page.name for page in (ROOT / "docs").glob("*.md")} - {"README.md"} <= listed


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_no_link_leads_nowhere(page):
    assert {link for link in links(page) if not (page.parent / link).exists()} == set()
