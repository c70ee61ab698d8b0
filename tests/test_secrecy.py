"""Secret votes under the eyes of somebody who holds the database and saw in which order people voted.

Voters vote in a known order, each for a name of their own, so that every right guess counts. `Examiner`
reads the tables as the database keeps them (rows in physical order with rowid, or ctid and xmin), lines
voters and slips up by every order it can think of, and counts how often it is right. By chance it is right
about once a vote, however many vote. Tables that leak are there too, so that we know it would find out.
It may even open the sealed slips, as if it had SECRET_KEY and the vote's key. Copies of what databases leave
behind are looked at in test_vote_copies.py.
"""

from __future__ import annotations

import random
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from conftest import make_member, make_person
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.views.debug import ExceptionReporter

from sotay.config.commands import backup
from sotay.config.commands.base import Stop
from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.meetings.models import Meeting
from sotay.meetings.queries import load_state
from sotay.votes import actions as votes
from sotay.votes import keys
from sotay.votes.models import Ballot, BallotPaper
from sotay.votes.sealing import unseal

pytestmark = pytest.mark.django_db(transaction=True)
ON_SQLITE = connection.vendor == "sqlite"
VOTES = {3: 30, 7: 15, 60: 3}
"""How often a vote of so many is held."""


WITHOUT_ROWID = {"search_words_config", "search_words_idx"}
"""What SQLite's index of words keeps in the order of its keys."""


# --- reading as the database keeps it ---


def tables() -> list[str]:
    return connection.introspection.table_names()


def raw(table: str, where: str = "") -> list[dict[str, Any]]:
    """All rows in physical order, with "_written": the transaction that wrote the row, where one can tell."""
    hidden, order = ("NULL", "rowid") if ON_SQLITE else ("xmin::text::bigint", "ctid")
    if ON_SQLITE and table in WITHOUT_ROWID:
        order = "1, 2"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {hidden} AS _written, * FROM {table} {where} ORDER BY {order}")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def whole() -> dict[str, list[str]]:
    """Every row of every table as text, in physical order; who wrote it last does not matter here."""
    return {
        table: [
            repr({name: value for name, value in row.items() if name != "_written"}) for row in raw(table)
        ]
        for table in tables()
    }


# --- the examiner ---


@dataclass
class Examiner:
    """`truth` says what each voter voted. `hits` counts right guesses for every way of lining them up."""

    hits: dict[str, int] = field(default_factory=dict)
    held: int = 0

    def look(
        self,
        truth: dict[str, int],
        seen: Sequence[str],
        voters: Sequence[dict[str, Any]],
        slips: Sequence[dict[str, Any]],
        chosen: Callable[[dict[str, Any]], int],
    ) -> None:
        """One vote more. `seen` is the order in which people were seen voting."""
        self.held += 1
        people = {name: [str(row["member_id"]) for row in rows] for name, rows in self.orders(voters)}
        people["seen"] = list(seen)
        papers = {name: [chosen(row) for row in rows] for name, rows in self.orders(slips)}
        for (who, members), (what, choices) in product(people.items(), papers.items()):
            for way, lined_up in (("", choices), (" backwards", choices[::-1])):
                right = sum(truth[m] == choice for m, choice in zip(members, lined_up, strict=True))
                name = f"voters by {who}, slips by {what}{way}"
                self.hits[name] = self.hits.get(name, 0) + right

    def orders(self, rows: Sequence[dict[str, Any]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        yield "place", list(rows)
        for name in rows[0]:
            told = [str(row[name]).zfill(20) for row in rows]
            if len(set(told)) == len(rows):  # a column that tells rows apart puts them into an order
                yield name, [row for _told, row in sorted(zip(told, rows, strict=True), key=lambda p: p[0])]
        yield "size", sorted(rows, key=lambda row: len(repr(row)))

    def found(self) -> dict[str, int]:
        """Ways that were right far more often than chance: once a vote, with as much spread."""
        most = self.held + 6 * self.held**0.5
        return {name: right for name, right in self.hits.items() if right > most}


def chosen_by_id(choices: dict[Any, int], slip: dict[str, Any]) -> int:
    return choices[slip["id"]]


def bare(row: dict[str, Any]) -> dict[str, Any]:
    """A slip as it lies there, without what says the choice itself: that is no way of lining up."""
    return {name: value for name, value in row.items() if name not in {"choice"}}


# --- votes ---


@pytest.fixture
def cell(house):
    return house.cell


@pytest.fixture
def members(cell):
    return [make_member(cell, f"Nguyễn Văn {n}", f"0200{n:04}") for n in range(60)]


@dataclass
class Vote:
    """Who voted what, in the order they voted."""

    ballot: UUID
    truth: dict[str, int]

    @property
    def seen(self) -> list[str]:
        return list(self.truth)


def plain(value: Any) -> str:
    """An id as the database writes it: SQLite has no dashes."""
    return UUID(str(value)).hex if ON_SQLITE else str(value)


def drawn(people: Sequence[Any]) -> dict[Any, int]:
    """Everybody in an order of the day, with a choice of their own."""
    choices = random.sample(range(len(people)), len(people))
    return dict(zip(random.sample(people, len(people)), choices, strict=True))


def hold(cell, people) -> Vote:
    ballot, order = uuid4(), drawn(people)
    votes.open_ballot(
        id=ballot,
        meeting_id=uuid4(),
        cell=cell,
        question="Bầu",
        options=[f"Người {n}" for n in range(len(people))],
        most=1,
        base=len(people),
        voters=[member.pk for member in people],
    )
    for member, choice in order.items():
        votes.cast(ballot_id=ballot, member_id=member.pk, choice=[choice])
    return Vote(ballot, {plain(member.pk): choice for member, choice in order.items()})


def of(ballot: UUID) -> str:
    return f"WHERE ballot_id = '{plain(ballot)}'"


def look_at(examiner: Examiner, vote: Vote, chosen: Callable[[dict[str, Any]], int]) -> None:
    voters, slips = raw("votes_voter", of(vote.ballot)), raw("votes_ballotpaper", of(vote.ballot))
    by_id = {row["id"]: chosen(row) for row in slips}
    bared = [bare(row) for row in slips]
    examiner.look(vote.truth, vote.seen, voters, bared, partial(chosen_by_id, by_id))


def opened(row: dict[str, Any]) -> int:
    """What a sealed slip says to somebody with SECRET_KEY and the vote's key."""
    ballot = UUID(str(row["ballot_id"]))
    (key,) = keys.of(ballot)
    filled = unseal(key.secret, ballot, row["sealed"])
    assert filled is not None
    return filled.choice[0]


def published(row: dict[str, Any]) -> int:
    return int(str(row["choice"]).strip("[]"))


@pytest.mark.parametrize("size", VOTES)
def test_nobody_can_tell_who_voted_what(cell, members, size):
    before, after = Examiner(), Examiner()
    for _time in range(VOTES[size]):
        vote = hold(cell, members[:size])
        look_at(before, vote, opened)
        votes.count(ballot_id=vote.ballot)
        look_at(after, vote, published)
    assert before.held == after.held == VOTES[size]
    assert before.found() == {}
    assert after.found() == {}


@pytest.mark.parametrize("size", VOTES)
def test_voters_and_slips_share_the_ballot_and_nothing_else(cell, members, size):
    """No value of one row leads to fewer than all rows of the other table; none of either is a time."""
    vote = hold(cell, members[:size])
    for stage in ("open", "counted"):
        voters, slips = raw("votes_voter", of(vote.ballot)), raw("votes_ballotpaper", of(vote.ballot))
        assert len(voters) == len(slips) == size
        members_as_they_lie = [str(row["member_id"]) for row in voters]
        assert members_as_they_lie == sorted(members_as_they_lie), "who voted when is not kept either"
        shared = {str(v) for row in voters for v in row.values()} & {
            str(v) for row in slips for v in row.values()
        }
        for value in shared - {"None"}:
            for rows in (voters, slips):
                holding = sum(value in map(str, row.values()) for row in rows)
                assert holding == size or len(value) == 1, (stage, value)  # a choice "1" is no key
        assert {type(v).__name__ for row in (*voters, *slips) for v in row.values()} <= {
            *("str", "int", "bool", "NoneType", "UUID", "list"),
        }
        assert len({row["_written"] for row in (*voters, *slips)}) == 1
        votes.count(ballot_id=vote.ballot)


@pytest.mark.parametrize("size", VOTES)
def test_two_copies_around_one_ballot_show_who_and_not_what(cell, members, size):
    """Without the keys: all slips are other letters of the same length, filled in or not."""
    people = members[:size]
    ballot = uuid4()
    options = {"question": "Bầu", "options": [str(n) for n in range(size)], "most": 1, "base": size}
    ids = [member.pk for member in people]
    votes.open_ballot(id=ballot, meeting_id=uuid4(), cell=cell, voters=ids, **options)
    copy = raw("votes_ballotpaper")
    for place, member in enumerate(people[:5]):
        votes.cast(ballot_id=ballot, member_id=member.pk, choice=[place])
        now = raw("votes_ballotpaper")
        for column in ("id", "sealed"):
            assert not {row[column] for row in copy} & {row[column] for row in now}
        assert {len(row["sealed"]) for row in (*copy, *now)} == {68}
        assert {(row["receipt"], row["choice"]) for row in now} == {("", None)}
        copy = now


# --- tables that leak, for the examiner to find ---


@contextmanager
def naive() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive_voter (id text, member_id text, has_voted integer)")
        cursor.execute("CREATE TABLE naive_slip (id text, choice integer, made integer)")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE naive_voter")
            cursor.execute("DROP TABLE naive_slip")


def keep_in_order(cursor, order) -> None:
    """A row for every slip as it comes."""
    for choice in order.values():
        cursor.execute("INSERT INTO naive_slip VALUES (%s, %s, 0)", [str(uuid4()), choice])


def keep_with_telling_ids(cursor, order) -> None:
    """Shuffled well, under ids that tell when they were made."""
    made = [(str(new_id()), choice) for choice in order.values()]
    for id, choice in random.sample(made, len(made)):
        cursor.execute("INSERT INTO naive_slip VALUES (%s, %s, 0)", [id, choice])


def keep_with_a_time(cursor, order) -> None:
    made = list(enumerate(order.values()))
    for at, choice in random.sample(made, len(made)):
        cursor.execute(
            "INSERT INTO naive_slip VALUES (%s, %s, %s)", [str(uuid4()), choice, 1_700_000_000 + at]
        )


def fill_in_blank_ones(cursor, order) -> None:
    """Blank slips laid out before, one of them filled in at each vote: PostgreSQL knows which was when."""
    blank = [str(uuid4()) for _voter in order]
    for id in blank:
        cursor.execute("INSERT INTO naive_slip VALUES (%s, NULL, 0)", [id])
    for id, choice in zip(random.sample(blank, len(blank)), order.values(), strict=True):
        cursor.execute("UPDATE naive_slip SET choice = %s WHERE id = %s", [choice, id])


LEAKS = [keep_in_order, keep_with_telling_ids, keep_with_a_time, *([] if ON_SQLITE else [fill_in_blank_ones])]


@pytest.mark.parametrize("size", VOTES)
@pytest.mark.parametrize("keep", LEAKS, ids=lambda keep: keep.__name__)
def test_the_examiner_finds_a_table_that_leaks(db, size, keep):
    examiner = Examiner()
    people = [str(uuid4()) for _person in range(size)]
    for _time in range(VOTES[size]):
        order = drawn(people)
        with naive():
            with connection.cursor() as cursor:
                for person in people:
                    cursor.execute("INSERT INTO naive_voter VALUES (%s, %s, 1)", [str(uuid4()), person])
                keep(cursor, order)
            slips = raw("naive_slip")
            by_id = {row["id"]: row["choice"] for row in slips}
            chosen = partial(chosen_by_id, by_id)
            examiner.look(order, list(order), raw("naive_voter"), [bare(row) for row in slips], chosen)
    assert any(name.startswith("voters by seen") for name in examiner.found())


# --- everything else that is kept ---


@pytest.fixture
def voting(house, thu, lam, an):
    """A meeting of seven with a secret election under way; (motion, people)."""
    more = [make_person(f"v{n}", make_member(house.cell, f"Trần Thị {n}", f"0300{n:04}")) for n in range(4)]
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": Month.of(timezone.localdate()).label()})
    meeting = Meeting.objects.get()
    thu.post(f"/meetings/{meeting.pk}/open/")
    thu.post(f"/meetings/{meeting.pk}/roll/start/rest/")
    people = [thu, lam, an, *more]
    for person in people:
        person.get("/")  # whatever a first visit keeps is kept
    names = "\n".join(f"Ứng cử viên {n}" for n in range(len(people)))
    sent = {"text": "Bầu chi ủy", "matter": "election", "method": "secret", "options": names}
    assert thu.post(f"/meetings/{meeting.pk}/record/motion_moved/", sent).status_code == 302
    return f"/meetings/{meeting.pk}/votes/{load_state(meeting).motions[-1].entry}/", people


BESIDE = {"votes_voter", "votes_ballotpaper", "django_session", "usersessions_usersession", "sqlite_sequence"}


def test_voting_leaves_no_trace_anywhere_else(voting, thu):
    url, people = voting
    before = whole()
    receipts = []
    for choice, person in enumerate(people):
        receipt = person.get(url).context["forms"]["cast"]["receipt"].value()
        receipts.append(receipt.partition(":")[0])
        assert person.post(url, {"choice": str(choice), "receipt": receipt}).status_code == 302
        person.get(url)
    after = whole()
    assert {table for table in after if after[table] != before[table]} <= BESIDE
    everything = "\n".join(line for lines in after.values() for line in lines)
    assert not any(receipt in everything for receipt in receipts)  # sealed until the count
    for row in raw("django_session"):
        held = SessionStore().decode(row["session_data"])
        assert not any(word in str(held) for word in ("choice", "receipt", "Ứng cử viên"))
    thu.post(f"{url}end/", {"sure": "1"})
    counted = whole()
    listed = {slip.receipt for slip in BallotPaper.objects.all()}
    assert listed == set(receipts)
    elsewhere = "\n".join(
        line for table, lines in counted.items() if table != "votes_ballotpaper" for line in lines
    )
    assert not any(receipt in elsewhere for receipt in receipts)


SPEAKING = {"choice", "receipt", "form", "filled", "slips", "sent", "key", "present", "order"}
"""Variables that hold what somebody votes, or the key to it."""


def test_an_error_while_voting_tells_nothing(voting, caplog, monkeypatch):
    """Neither the line in the service's log nor the longest report Django can make of it."""
    url, people = voting

    def fail(*_args: object, **_more: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(BallotPaper.objects, "bulk_create", fail)
    letters = "B" * 8  # not written out: reports show source lines too
    people[2].raise_request_exception = False
    assert people[2].post(url, {"choice": "4", "receipt": letters}).status_code == 500
    wrong = next(record for record in caplog.records if record.exc_info)
    report = ExceptionReporter(wrong.request, *wrong.exc_info)
    text = caplog.text + report.get_traceback_text() + report.get_traceback_html()
    assert "disk is full" in text
    assert letters not in text
    sent = report.filter.get_post_parameters(wrong.request)
    assert {sent["choice"], sent["receipt"]} == {report.filter.cleansed_substitute}
    told = [
        (frame["function"], name, value)
        for frame in report.get_traceback_frames()
        for name, value in frame["vars"]
        if "/sotay/" in frame["filename"] and name in SPEAKING
    ]
    assert {"vote", "cast", "_write_sealed", "_write"} <= {function for function, *_rest in told}
    assert [each for each in told if report.filter.cleansed_substitute not in each[2]] == []


def test_the_bytes_on_the_disk_hold_no_receipt_before_the_count(voting):
    url, people = voting
    receipts = []
    for choice, person in enumerate(people):
        receipt = person.get(url).context["forms"]["cast"]["receipt"].value()
        receipts.append(receipt.partition(":")[0].encode())
        person.post(url, {"choice": str(choice), "receipt": receipt})
    kept = b"".join(on_disk())
    assert b"votes_ballotpaper" in kept or not ON_SQLITE
    assert not any(receipt in kept for receipt in receipts)
    people[0].post(f"{url}end/", {"sure": "1"})
    assert all(receipt in b"".join(on_disk()) for receipt in receipts)  # so we did look at the right place


def on_disk() -> Iterator[bytes]:
    """The database's files with what it deleted and has not yet overwritten, and SQLite's log of writes."""
    if ON_SQLITE:
        file = Path(settings.DATABASES["default"]["TEST"]["NAME"])
        yield from (part.read_bytes() for part in file.parent.glob(f"{file.name}*") if part.is_file())
        return
    with suppress(DatabaseError), connection.cursor() as cursor:  # a role that may not has the rows alone
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath('votes_ballotpaper'))")
        yield bytes(cursor.fetchone()[0])
    yield repr(raw("votes_ballotpaper")).encode()


def test_a_vote_that_fails_half_way_did_not_happen(cell, members, monkeypatch):
    vote = hold(cell, members[:3])
    ballot = Ballot.objects.get(pk=vote.ballot)
    before = whole()

    def fail() -> None:
        with transaction.atomic():
            votes._write(ballot, {}, [])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert whole() == before


def test_no_backup_is_made_while_a_secret_vote_is_open(voting, house, thu, tmp_path, monkeypatch):
    """Unless the operator says so: a cell may forget a vote, and the others want their backup."""
    url, people = voting
    wanted = Namespace(file=tmp_path / "x.tar.gz", with_open_votes=False)
    with pytest.raises(Stop, match=f"{house.cell.name}.*--with-open-votes"):
        backup.run_backup(wanted)
    assert list(tmp_path.iterdir()) == []

    def save(target: Path) -> backup.Manifest:
        target.write_bytes(b"")
        return backup.Manifest(1, "1", "", "sqlite", [], {}, {})

    monkeypatch.setattr(backup, "save", save)
    backup.run_backup(Namespace(file=wanted.file, with_open_votes=True))
    wanted.file.unlink()
    for person in people:
        person.post(url, {"choice": "0"})
    assert thu.post(f"{url}end/", {"sure": "1"}).status_code == 302
    assert backup.run_backup(wanted) == 0
