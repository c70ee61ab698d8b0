"""The look keeps its promises: contrast, colours from tokens, nothing inline, vendored files as listed."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

import sotay

SOURCE = Path(sotay.__file__).parent
STATIC = SOURCE / "kernel" / "static" / "sotay"
FONTS = SOURCE / "papers" / "fonts"
TOKENS = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
SHEETS = sorted((STATIC / "css").glob("*.css"))

_COLOUR = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")
_LITERAL = re.compile(r"#[0-9a-f]{3,8}\b|rgb\(|hsl\(|oklch\(", re.IGNORECASE)


def schemes() -> dict[str, dict[str, str]]:
    light, dark = TOKENS.split("@media (prefers-color-scheme: dark)")
    by_day = dict(_COLOUR.findall(light))
    return {"light": by_day, "dark": by_day | dict(_COLOUR.findall(dark))}


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 counts it, from 1 to 21."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


GROUNDS = ("paper", "surface", "sunk")
WORDS = [
    *((tone, ground) for tone in ("ink", "ink-2", "red") for ground in GROUNDS),
    *(
        (tone, ground)
        for tone in ("green", "amber", "blue")
        for ground in (f"{tone}-soft", "surface", "paper")
    ),
    ("red", "red-soft"),
    ("ink", "gold-soft"),
    ("ink", "red-soft"),
    *(("on-fill", f"{tone}-fill") for tone in ("red", "green", "amber", "blue")),
    ("on-fill", "red-fill-deep"),
    ("on-heat-3", "heat-3"),
    ("on-heat-low", "heat-low"),
    *(("ink", f"heat-{level}") for level in (2, 1)),
]
EDGES = [
    *((edge, ground) for edge in ("line-strong", "focus", "red-line") for ground in GROUNDS),
    ("heat-3", "surface"),
    ("level-none", "surface"),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(WORDS, 7.0), (EDGES, 3.0)], ids=["words", "edges"])
def test_contrast(scheme: str, pairs: list[tuple[str, str]], least: float) -> None:
    colours = schemes()[scheme]
    found = {f"{on} on {ground}": round(contrast(colours[on], colours[ground]), 2) for on, ground in pairs}
    assert {pair: ratio for pair, ratio in found.items() if ratio < least} == {}


@pytest.mark.parametrize(
    "sheet", [s for s in SHEETS if s.name not in {"tokens.css", "print.css"}], ids=lambda s: s.name
)
def test_colours_come_from_the_tokens(sheet: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    rules = [rule for rule in re.findall(r":[^;{}]+[;}]", text) if _LITERAL.search(rule)]
    assert rules == []


def test_every_token_used_is_defined() -> None:
    defined = set(re.findall(r"(--[\w-]+):", TOKENS))
    used = {
        name for sheet in SHEETS for name in re.findall(r"var\((--[\w-]+)", sheet.read_text(encoding="utf-8"))
    }
    assert used <= defined


def templates() -> Iterator[Path]:
    return (path for path in SOURCE.rglob("*.html") if "templates" in path.parts)


def test_templates_hold_no_inline_style_or_script() -> None:
    """The content security policy forbids them, so they would silently do nothing."""
    forbidden = re.compile(
        r"""\sstyle=["']|<style|\son[a-z]+=["']|<script(?![^>]*\bsrc=)(?![^>]*json)|javascript:"""
    )
    found = {
        str(path.relative_to(SOURCE)): forbidden.findall(path.read_text(encoding="utf-8"))
        for path in templates()
    }
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_icons_that_templates_name_are_in_the_sprite() -> None:
    drawn = set(
        re.findall(r'<symbol id="([\w-]+)"', (STATIC / "vendor" / "icons.svg").read_text(encoding="utf-8"))
    )
    texts = [path.read_text(encoding="utf-8") for path in templates()]
    named = set(chain.from_iterable(re.findall(r'\{% icon "([\w-]+)"', text) for text in texts))
    assert named - drawn == set()


@pytest.mark.parametrize("vendor", [STATIC / "vendor", FONTS], ids=lambda folder: folder.name)
def test_vendored_files_are_what_the_manifest_says(vendor: Path) -> None:
    packages = tomllib.loads((vendor / "manifest.toml").read_text(encoding="utf-8"))["package"]
    listed = {file["to"]: file["sha256"] for package in packages for file in package["file"]}
    there = {
        str(path.relative_to(vendor)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in vendor.rglob("*")
        if path.is_file() and path.name not in {"manifest.toml", "coverage.json"}
    }
    assert there == listed
    assert all(package["licence"] and package["home"] for package in packages)


def test_dark_by_hand_is_dark_as_the_device_asks_for_it() -> None:
    """Without `light-dark()`, which phones of some years do not know, the list of colours stands twice."""
    asked, chosen = TOKENS.split("@media (prefers-color-scheme: dark)")[1].split(
        ':root[data-colours="dark"] {', 1
    )
    rules = [re.findall(r"--[\w-]+: [^;]+;", part.split("}")[0]) for part in (asked.split("{", 2)[2], chosen)]
    assert len(rules[0]) > 25
    assert rules[0] == rules[1]
    assert ':root:not([data-colours="light"])' in asked


LARGER = {"l": 22 / 18, "xl": 27 / 18}
"""How much larger the sizes are that people choose; see `accounts.models.TextSize`."""


def narrow_rules(text: str, least: float, most: float) -> list[str]:
    """The rules for windows at most as wide as some rem between `least` and `most`."""
    found = []
    for width, body in re.findall(r"@media \(max-width: ([\d.]+)rem\) \{\n(.*?)\n  \}\n", text, re.DOTALL):
        if least <= float(width) <= most:
            found += [" ".join(rule.split()) for rule in re.findall(r"[^{}]+\{[^{}]*\}", body)]
    return found


@pytest.mark.parametrize("size", sorted(LARGER))
def test_larger_text_has_the_room_that_a_narrow_window_gives(size: str) -> None:
    """Media queries go by the browser's own size, so what they say is said again for the size somebody
    chose."""
    components = (STATIC / "css" / "components.css").read_text(encoding="utf-8")
    sizes = (STATIC / "css" / "sizes.css").read_text(encoding="utf-8")
    said = [
        " ".join(rule.split())
        for width, own in re.findall(
            rf'@media \(max-width: ([\d.]+)rem\) {{ \[data-text="{size}"\] {{(.*?)\n  }} }}', sizes, re.DOTALL
        )
        for rule in re.findall(r"[^{}]+\{[^{}]*\}", own)
        if float(width) >= 16 * LARGER[size] - 0.6
    ]
    narrow = [rule for rule in narrow_rules(components, 16, 16) if "code-digits" not in rule]
    assert narrow
    assert [rule for rule in narrow if rule not in said] == []
