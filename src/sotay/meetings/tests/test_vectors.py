"""The shared vectors: logs and the state each means, for this fold and for the one on a device.

The files are the truth; tools/vectors.py only wrote them. The device is asked in tests/browser/test_fold.py.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from sotay.meetings.log.fold import EFFECTS, fold
from sotay.meetings.log.state import State, plain
from sotay.meetings.tests.logs import VECTORS, counted, entry_of, rules_from_json, vectors

ALL = vectors()
REACHING = {"withdrawn", "revised"}
"""Acts that have no effect of their own but change that of others."""


@pytest.mark.parametrize("vector", ALL, ids=lambda vector: vector["name"])
def test_a_vector_holds_in_any_order_and_repetition(vector):
    entries = [entry_of(each) for each in vector["entries"]]
    chance = random.Random(vector["name"])
    for _ in range(5):
        shuffled = [*entries, *chance.sample(entries, k=len(entries) // 2)]
        chance.shuffle(shuffled)
        assert plain(fold(shuffled)) == vector["state"]
    assert plain(fold(entries)) == vector["state"]
    assert plain(fold(reversed(entries))) == vector["state"]


@pytest.mark.parametrize(
    "vector", [each for each in ALL if "rules" in each], ids=lambda vector: vector["name"]
)
def test_its_figures_hold_under_its_rules(vector):
    found = counted(fold(map(entry_of, vector["entries"])), rules_from_json(vector["rules"]))
    for key in ("figures", "base", "voters", "by_mode"):
        assert found[key] == vector[key]


def test_every_act_has_a_vector():
    told = {entry["act"] for vector in ALL for entry in vector["entries"]}
    assert told >= EFFECTS.keys() | REACHING


def test_every_part_of_a_state_is_shown_by_a_vector():
    empty = plain(State())
    shown = {key for vector in ALL for key, value in vector["state"].items() if value != empty[key]}
    assert shown == empty.keys()


def test_a_vector_is_in_the_file_of_its_name_and_says_why():
    for file in VECTORS.glob("*.json"):
        assert f'"name": "{file.stem}"' in file.read_text()
    assert all(vector["why"].endswith(".") for vector in ALL)


def test_the_vectors_come_with_the_package():
    assert {Path(file).suffix for file in VECTORS.iterdir()} == {".json"}
    assert len(ALL) > 70
