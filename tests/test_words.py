"""No word of the house is missing in either language.

Words are written in English and translated into Vietnamese (tools/messages.py). So a word is missing in
Vietnamese when a .po lacks it or when it stands bare in a template, and missing in English when it was
written in Vietnamese to begin with. What regulations say has both languages by their own loader.
"""

from __future__ import annotations

import importlib.util
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "sotay"

MARKED = re.compile(r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)
QUOTED = re.compile(r"“[^”]*”|[Ff]or example .*")
OURS = {"Mật", "Tối", "Tuyệt", "mật", "Nữ"}
"""Vietnamese words English sentences speak of: the marks on secret papers, and how a roster writes a sex."""

SAME_IN_BOTH = {"ST", "PDF", "DOCX", "HTML", "Word"}
SAMPLES = SOURCE / "portal" / "templates" / "portal" / "samples"
"""The style guide shows its samples inside an element in Vietnamese."""

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "use", "wbr"}
SPOKEN = {"alt", "title", "placeholder", "aria-label"}
A_WORD = re.compile(r"[^\W\d_]{2}")
TRANSLATED = re.compile(
    r"\{%\s*comment\b.*?endcomment\s*%\}|\{#.*?#\}"
    r"|\{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%\}"
    r"|\{%\s*block \w+_class\s*%\}.*?\{%\s*endblock\b.*?%\}",
    re.DOTALL,
)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


@pytest.fixture(scope="module")
def messages():
    spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_word_is_said_in_vietnamese(messages, capsys):
    faults = messages.check(set())
    assert faults == 0, capsys.readouterr().out


def test_every_word_is_said_in_english(messages):
    vietnamese = []
    for app, words in messages.used().items():
        for _context, word in words:
            rest = re.findall(r"\w+", QUOTED.sub("", word))
            if any(MARKED.search(each) for each in rest if each not in OURS):
                vietnamese.append(f"{app}: {word}")
    assert vietnamese == []


@pytest.mark.parametrize("app", sorted(path.parent.name for path in SOURCE.glob("*/templates")))
def test_no_word_stands_bare_in_a_template(app):
    bare = []
    help_of_pages = SOURCE / app / "templates" / "help"  # has both languages beside each other, see test_help
    for path in sorted((SOURCE / app / "templates").rglob("*.html")):
        if SAMPLES in path.parents or help_of_pages in path.parents:
            continue
        reader = Reader()
        reader.feed(TAG.sub("", TRANSLATED.sub("", path.read_text(encoding="utf-8"))))
        bare += [f"{path.relative_to(SOURCE)}: {text}" for text in reader.bare]
    assert bare == []


class Reader(HTMLParser):
    """What a page says by itself, outside elements that name their language and outside code."""

    def __init__(self) -> None:
        super().__init__()
        self.bare: list[str] = []
        self.open: list[tuple[str, bool]] = []

    @property
    def passed_over(self) -> bool:
        return any(named for _tag, named in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        named = given.get("lang") in {"vi", "en"} or tag in {"script", "style", "code", "pre"}
        if not named:
            for name in SPOKEN & given.keys():
                self.said(given[name] or "")
        if tag not in VOID:
            self.open.append((tag, named))

    def handle_endtag(self, tag: str) -> None:
        # A template may open an element in either of two branches: close the nearest of that name.
        for place in reversed(range(len(self.open))):
            if self.open[place][0] == tag:
                del self.open[place:]
                break

    def handle_data(self, data: str) -> None:
        self.said(data)

    def said(self, text: str) -> None:
        text = text.strip()
        if A_WORD.search(text) and text not in SAME_IN_BOTH and not self.passed_over:
            self.bare.append(text)
