"""The content of a paper: kept whole in JSON, and rewritten without losing anything else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sotay.papers import structure
from sotay.papers.structure import (
    Column,
    Header,
    Heading,
    Items,
    Paper,
    Paragraph,
    Signature,
    Table,
    digest,
    from_json,
    legible,
    stale_edits,
    to_json,
    with_edits,
    with_number,
)
from sotay.papers.tests.samples import minutes

text = st.text(max_size=40)
keys = st.text(min_size=1, max_size=12)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = tuple(
        Column(draw(text), draw(st.integers(1, 9)), draw(st.sampled_from(["left", "center", "right"])))
        for _ in range(draw(st.integers(1, 4)))
    )
    row = st.tuples(*[text] * len(columns))
    return Table(columns, tuple(draw(st.lists(row, max_size=3))), draw(keys), draw(text))


blocks = st.one_of(
    st.builds(Heading, st.integers(1, 3), text, keys),
    st.builds(Paragraph, text, keys, st.booleans()),
    st.builds(Items, st.lists(text, max_size=4).map(tuple), keys),
    tables(),
)
papers = st.builds(
    Paper,
    kind=st.sampled_from(["BB", "NQ", "TB"]),
    header=st.builds(
        Header, text, text, text, st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.none() | text
    ),
    title=text,
    abstract=text,
    blocks=st.lists(blocks, max_size=6, unique_by=lambda block: block.key).map(tuple),
    signatures=st.lists(
        st.builds(Signature, st.lists(text, max_size=2).map(tuple), text, text, keys),
        max_size=3,
        unique_by=lambda place: place.role,
    ).map(tuple),
    recipients=st.lists(text, max_size=3).map(tuple),
)


@given(papers)
def test_a_paper_survives_json(paper: Paper) -> None:
    assert from_json(json.loads(json.dumps(to_json(paper)))) == paper


@given(papers)
def test_equal_papers_have_equal_digests_and_making_legible_twice_changes_nothing(paper: Paper) -> None:
    assert digest(from_json(to_json(paper))) == digest(paper)
    assert legible(legible(paper)) == legible(paper)


@given(papers, st.dictionaries(keys, text))
def test_an_edit_touches_its_own_block_and_no_other(paper: Paper, edits: dict[str, str]) -> None:
    edited = {block.key: block for block in with_edits(paper, edits).blocks}
    untouched = [block for block in paper.blocks if block.key not in edits or isinstance(block, Table)]
    assert all(edited[block.key] == block for block in untouched)
    assert replace(with_edits(paper, edits), blocks=paper.blocks) == paper


def test_words_are_laid_over_a_paragraph_a_heading_and_a_list() -> None:
    edits = {
        "opening": "Mở đầu.",
        "content": "II- NỘI DUNG CHÍNH",
        "petition-list": " Sửa cống.\n\n Sửa điện. ",
    }
    get_or_none = {block.key: block for block in with_edits(minutes(), edits).blocks}
    assert get_or_none["opening"] == Paragraph("Mở đầu.", "opening")
    assert get_or_none["content"] == Heading(1, "II- NỘI DUNG CHÍNH", "content")
    assert get_or_none["petition-list"] == Items(("Sửa cống.", "Sửa điện."), "petition-list")


def test_an_edit_without_words_takes_its_part_out() -> None:
    assert "opening" not in {block.key for block in with_edits(minutes(), {"opening": " \n"}).blocks}


def test_edits_that_fit_nothing_are_ignored_and_reported() -> None:
    edits = {"statement:99": "không còn", "tasks": "bảng không sửa được", "opening": "Mở đầu."}
    assert with_edits(minutes(), {"statement:99": "không còn"}) == minutes()
    assert stale_edits(minutes(), edits) == ("statement:99", "tasks")


def test_a_number_changes_the_digest_and_nothing_else() -> None:
    numbered = with_number(minutes(), "Số 04-BB/CB")
    assert digest(numbered) != digest(minutes())
    assert numbered.blocks == minutes().blocks


def test_what_no_renderer_can_show_is_taken_out() -> None:
    dirty = replace(minutes(), title="BIÊN\x00 BA\u0309N\t1\r\n2\ud800")
    assert legible(dirty).title == "BIÊN BẢN 1\n2"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Heading(4, "quá sâu", "x"),
        lambda: Table((Column("một"),), (("một", "hai"),), "x"),
        lambda: replace(minutes(), blocks=(Paragraph("a", "x"), Paragraph("b", "x"))),
        lambda: replace(minutes(), signatures=(Signature(("A",)), Signature(("B",)))),
        lambda: from_json({**to_json(minutes()), "version": structure.VERSION + 1}),
    ],
)
def test_a_paper_that_cannot_be_told_apart_is_refused(wrong) -> None:
    with pytest.raises(
        ValueError, match=r"no heading|does not fit|share the key|places to sign|unknown version"
    ):
        wrong()
