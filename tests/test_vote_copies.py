"""Secret votes under the eyes of somebody who holds copies: of the database's files with every state they
went through, of SECRET_KEY, of the folder of keys, of backups, made before, during and after a vote.

`History` is what such copies give: each committed state of the two tables, in order. On SQLite it is worked
out of the write-ahead log, commit by commit; on PostgreSQL out of the pages with their dead rows and
transaction numbers (pageinspect) where the role of the tests may read pages, and in any case out of what was
committed, read after each ballot, which is the same. `linked` then opens what the keys at hand open and
compares neighbours. It is shown everything, too, so that we know it would find out.
"""

from __future__ import annotations

import re
import sqlite3
import struct
import tarfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from conftest import make_member
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from sotay.config.commands import backup
from sotay.votes import actions as votes
from sotay.votes import keys, queries
from sotay.votes.jobs import destroy_old_keys
from sotay.votes.models import Ballot
from sotay.votes.sealing import unseal

pytestmark = pytest.mark.django_db(transaction=True)
ON_SQLITE = connection.vendor == "sqlite"
SIZE = 7
SEALED = re.compile(rb"[A-Za-z0-9+/]{67}=")
SECRET_KEY_ALONE = b""
"""Papers are sealed under the vote's key and SECRET_KEY: who holds SECRET_KEY and no key tries it alone."""


# --- what copies hold ---


@dataclass(frozen=True)
class State:
    """One committed state: who had voted, and the sealed papers."""

    voted: frozenset[UUID]
    sealed: tuple[str, ...]


@dataclass
class History:
    states: list[State] = field(default_factory=list)

    def add(self, voted: Sequence[UUID], sealed: Sequence[str]) -> None:
        state = State(frozenset(voted), tuple(sorted(sealed)))
        if sealed and state not in self.states:
            self.states.append(state)


def linked(history: History, ballot: UUID, at_hand: Sequence[bytes]) -> dict[UUID, int]:
    """Who is found to have voted what: what two neighbouring states that open differ by."""
    found: dict[UUID, int] = {}
    opened = [(state.voted, choices(state, ballot, at_hand)) for state in history.states]
    opened.sort(key=lambda each: len(each[0]))
    for (before, were), (after, are) in pairwise(opened):
        fresh = after - before
        if were is None or are is None or len(fresh) != 1:
            continue
        (choice,) = (are - were).elements()
        found[next(iter(fresh))] = choice
    return found


def choices(state: State, ballot: UUID, at_hand: Sequence[bytes]) -> Counter[int] | None:
    """The votes in a state; None when no key at hand opens it."""
    for key in at_hand:
        try:
            papers = [unseal(key, ballot, sealed) for sealed in state.sealed]
        except InvalidTag:
            continue
        return Counter(paper.choice[0] for paper in papers if paper)
    return None


def read_now(ballot: UUID) -> tuple[list[UUID], list[str]]:
    held = Ballot.objects.get(pk=ballot)
    voted = held.voters.filter(has_voted=True).values_list("member_id", flat=True)
    return list(voted), [sealed for sealed in held.papers.values_list("sealed", flat=True) if sealed]


def database() -> Path:
    return Path(connection.settings_dict["NAME"])


def write_ahead_log() -> Path:
    return database().with_name(f"{database().name}-wal")


def copy_of_files() -> tuple[bytes, bytes]:
    log = write_ahead_log()
    return database().read_bytes(), log.read_bytes() if log.exists() else b""


def commits(file: bytes, log: bytes) -> Iterator[bytes]:
    """The database's file as it was after each commit in its write-ahead log."""
    if len(log) < 32:
        return
    size = struct.unpack(">I", log[8:12])[0]
    image = bytearray(file)
    for at in range(32, len(log) - size - 23, 24 + size):
        page, pages_after = struct.unpack(">II", log[at : at + 8])
        image.extend(bytes(max(0, page * size - len(image))))
        image[(page - 1) * size : page * size] = log[at + 24 : at + 24 + size]
        if pages_after:
            yield bytes(image[: pages_after * size])


def history_of_files(file: bytes, log: bytes, ballot: UUID, place: Path) -> History:
    history = History()
    for image in commits(file, log):
        place.write_bytes(image)
        with closing(sqlite3.connect(f"file:{place}?immutable=1", uri=True)) as copy, suppress(sqlite3.Error):
            voted = copy.execute(
                "SELECT member_id FROM votes_voter WHERE ballot_id = ? AND has_voted", [ballot.hex]
            )
            sealed = copy.execute("SELECT sealed FROM votes_ballotpaper WHERE ballot_id = ?", [ballot.hex])
            history.add([UUID(row[0]) for row in voted], [row[0] for row in sealed if row[0]])
    return history


def history_of_pages(ballot: UUID, members: Sequence[UUID]) -> History:
    """Live and dead rows with the transaction that wrote them. Raises DatabaseError when the role may not."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pageinspect")
    papers, voters = rows_of("votes_ballotpaper", ballot), rows_of("votes_voter", ballot)
    history = History()
    for written in sorted(papers):
        sealed = [found[0].decode() for row in papers[written] if (found := SEALED.findall(row))]
        voted = [m for m in members for row in voters[written] if m.bytes in row and has_voted(row)]
        history.add(voted, sealed)
    return history


def has_voted(row: bytes) -> bool:
    """`has_voted` is the one value of a byte in a voter's row; ids beside it are random."""
    return row[position_of_mark()] == 1


def position_of_mark() -> int:
    """commune_id, id, has_voted, ...: ids take 16 bytes each and need no padding."""
    with connection.cursor() as cursor:
        columns = [c.name for c in connection.introspection.get_table_description(cursor, "votes_voter")]
    return 16 * columns.index("has_voted")


def rows_of(table: str, ballot: UUID) -> dict[int, list[bytes]]:
    found: dict[int, list[bytes]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size(%s) / current_setting('block_size')::int", [table])
        for page in range(cursor.fetchone()[0]):
            cursor.execute(
                "SELECT t_xmin::text::bigint, t_data FROM heap_page_items(get_raw_page(%s, %s)) "
                "WHERE t_data IS NOT NULL",
                [table, page],
            )
            for written, row in cursor.fetchall():
                if ballot.bytes in row:
                    found.setdefault(written, []).append(bytes(row))
    return found


# --- votes ---


@pytest.fixture
def people(house):
    return [make_member(house.cell, f"Nguyễn Văn {n}", f"0200{n:04}").pk for n in range(SIZE)]


@dataclass
class Vote:
    """A vote that is watched: `truth` is who voted what, `seen` every state that was committed."""

    ballot: UUID
    truth: dict[UUID, int] = field(default_factory=dict)
    seen: History = field(default_factory=History)

    def cast(self, member: UUID, choice: int) -> None:
        votes.cast(ballot_id=self.ballot, member_id=member, choice=[choice])
        self.truth[member] = choice
        self.seen.add(*read_now(self.ballot))

    def keys_there(self) -> list[bytes]:
        return [key.secret for key in keys.of(self.ballot)]


@pytest.fixture
def vote(house, people) -> Vote:
    opened = votes.open_ballot(
        id=uuid4(),
        meeting_id=uuid4(),
        cell=house.cell,
        question="Bầu",
        options=[f"Người {n}" for n in range(SIZE)],
        most=1,
        base=SIZE,
        voters=people,
    )
    watched = Vote(opened.pk)
    watched.seen.add(*read_now(opened.pk))
    return watched


def hold(vote: Vote, people: Sequence[UUID], *, most: int = SIZE) -> None:
    for place, member in enumerate(people[:most]):
        if member not in vote.truth:
            vote.cast(member, SIZE - 1 - place)


@pytest.fixture
def reader(db) -> Iterator[None]:
    """Somebody who reads all the time, as a long report does: no log can be emptied, no dead row removed."""
    other = connection.copy("reader")
    with closing(other), other.cursor() as cursor:
        cursor.execute("BEGIN" if ON_SQLITE else "BEGIN ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT count(*) FROM votes_ballot")
        yield
        cursor.execute("ROLLBACK")


@pytest.fixture
def kept_keys(monkeypatch) -> list[bytes]:
    """Every key there ever was, for who could keep them."""
    kept: list[bytes] = []
    destroy = keys.destroy

    def keep(files: Sequence[Path]) -> None:
        kept.extend(file.read_bytes() for file in files if file.exists())
        destroy(files)

    monkeypatch.setattr(keys, "destroy", keep)
    return kept


def history_after(vote: Vote, people: Sequence[UUID], folder: Path) -> History:
    """All states of a vote that copies made now give."""
    if ON_SQLITE:
        return history_of_files(*copy_of_files(), vote.ballot, folder / "copy.sqlite3")
    with suppress(DatabaseError):  # where the role may not read pages
        found = history_of_pages(vote.ballot, people)
        assert found.states == vote.seen.states
    return vote.seen


def test_copies_made_after_the_count_do_not_tell_who_voted_what(reader, vote, people, tmp_path):
    hold(vote, people)
    votes.count(ballot_id=vote.ballot)
    history = history_after(vote, people, tmp_path)
    assert len(history.states) == SIZE + 1  # every ballot is there, and in which order people voted
    assert vote.keys_there() == list(keys.folder().iterdir()) == []
    assert linked(history, vote.ballot, [SECRET_KEY_ALONE]) == {}
    assert all(choices(state, vote.ballot, [SECRET_KEY_ALONE]) is None for state in history.states)


def test_who_had_kept_every_key_would_know_them_all(reader, vote, people, kept_keys, tmp_path):
    """So the test above looks at the right place, and it is the keys that keep the secret."""
    hold(vote, people)
    votes.count(ballot_id=vote.ballot)
    assert len(kept_keys) == SIZE + 1
    assert linked(history_after(vote, people, tmp_path), vote.ballot, kept_keys) == vote.truth


def test_a_copy_of_everything_in_the_middle_opens_no_earlier_state(reader, vote, people, tmp_path):
    """With the folder of keys: what was voted so far, and not by whom; later ballots stay shut."""
    hold(vote, people, most=4)
    copied = vote.keys_there()
    assert len(copied) == 1
    hold(vote, people)
    votes.count(ballot_id=vote.ballot)
    history = history_after(vote, people, tmp_path)
    assert linked(history, vote.ballot, [*copied, SECRET_KEY_ALONE]) == {}
    opened = [state for state in history.states if choices(state, vote.ballot, copied) is not None]
    assert [len(state.voted) for state in opened] == [4]


def test_two_copies_of_everything_around_a_ballot_tell_it(reader, vote, people, tmp_path):
    """What remains possible during a vote (docs/votes.md), to whoever can read all files on the server."""
    hold(vote, people, most=3)
    before = vote.keys_there()
    hold(vote, people, most=4)
    after = vote.keys_there()
    hold(vote, people)
    votes.count(ballot_id=vote.ballot)
    history = history_after(vote, people, tmp_path)
    assert linked(history, vote.ballot, [*before, *after]) == {people[3]: vote.truth[people[3]]}


def test_after_the_count_no_sealed_paper_is_left_in_the_files(vote, people):
    hold(vote, people)
    sealed = [each.encode() for state in vote.seen.states for each in state.sealed]
    votes.count(ballot_id=vote.ballot)
    if ON_SQLITE:
        file, log = copy_of_files()
        assert log == b""
        assert not any(each in file for each in sealed)
    assert read_now(vote.ballot)[1] == []
    assert keys.destroy_all() == 0


def test_every_connection_overwrites_what_it_deletes(db):
    if ON_SQLITE:
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA secure_delete").fetchone() == (1,)
    assert "secure_delete" in settings.DATABASES["default"].get("OPTIONS", {}).get(
        "init_command", "secure_delete"
    )


def test_no_backup_holds_a_key(vote, people, tmp_path, kept_keys):
    """Made before, during and after the vote, with uploads; nor does one open anything when put together."""
    made = []
    for most in (2, 3, SIZE):
        hold(vote, people, most=most)
        made.append(tmp_path / f"{most}.tar.gz")
        backup.save(made[-1])
    kept_keys.extend(vote.keys_there())
    votes.count(ballot_id=vote.ballot)
    backup.save(tmp_path / "after.tar.gz")
    assert len(kept_keys) >= SIZE
    for file in (*made, tmp_path / "after.tar.gz"):
        with tarfile.open(file) as tar:
            parts = {part.name: tar.extractfile(part).read() for part in tar if part.isfile()}
        assert not any("key" in name for name in parts)
        assert not any(key in content for key in kept_keys for content in parts.values())


# --- the keys themselves ---


def test_a_key_is_for_the_server_alone_and_outside_of_what_is_backed_up(vote):
    (key,) = keys.of(vote.ballot)
    assert key.file.stat().st_mode & 0o777 == 0o600
    assert keys.folder().stat().st_mode & 0o777 == 0o700
    assert Path(settings.MEDIA_ROOT) not in key.file.parents
    assert key.secret.hex() not in repr(key)


def test_every_ballot_is_sealed_under_a_key_of_its_own(vote, people):
    seen = [*vote.keys_there()]
    for place, member in enumerate(people):
        vote.cast(member, place)
        (now,) = vote.keys_there()
        assert now not in seen
        seen.append(now)


def test_a_vote_that_fails_leaves_the_key_that_opens_the_papers(vote, people):
    vote.cast(people[0], 0)

    def fail() -> None:
        with transaction.atomic():
            votes.cast(ballot_id=vote.ballot, member_id=people[1], choice=[1])
            raise RuntimeError

    for _time in range(3):
        with pytest.raises(RuntimeError):
            fail()
    ballot = Ballot.objects.get(pk=vote.ballot)
    assert len(keys.of(vote.ballot)) == 4
    assert not queries.has_lost_its_key(ballot)
    vote.cast(people[1], 1)
    assert len(keys.of(vote.ballot)) == 1  # what the failures left is gone with the next
    hold(vote, people)
    assert votes.count(ballot_id=vote.ballot).collected == SIZE


def test_a_process_killed_before_it_tidied_up(vote, people, monkeypatch):
    """The clock destroys what is of no use, and `sotay check` says so until then."""
    with monkeypatch.context() as killed:
        killed.setattr(keys, "destroy", lambda files: None)
        hold(vote, people)
    assert len(keys.of(vote.ballot)) == SIZE + 1
    now = timezone.now()
    assert destroy_old_keys(now) == SIZE
    assert not queries.has_lost_its_key(Ballot.objects.get(pk=vote.ballot))
    assert list(queries.key_faults()) == []
    with monkeypatch.context() as killed:
        killed.setattr(keys, "destroy", lambda files: None)
        votes.count(ballot_id=vote.ballot)
    assert "1 keys of votes that are over" in next(queries.key_faults())
    assert destroy_old_keys(now) == 1
    assert list(queries.key_faults()) == []


def test_the_key_of_a_vote_being_opened_is_left_alone(house, people):
    """Its ballot is not committed yet, so the clock does not know it; an hour later nobody needs it."""
    key = keys.drawn(uuid4())
    now = timezone.now()
    assert destroy_old_keys(now) == 0
    assert list(queries.key_faults()) == []
    assert destroy_old_keys(now + keys.UNCLAIMED * 2) == 1
    assert not key.file.exists()


def test_a_database_put_back_to_an_earlier_state_is_found_out(vote, people):
    """By whatever means it was put back: who voted in between is not lost in silence."""
    vote.cast(people[0], 0)
    ballot = Ballot.objects.get(pk=vote.ballot)
    earlier = [list(ballot.voters.all()), list(ballot.papers.all())]
    vote.cast(people[1], 1)
    ballot.voters.all().delete()
    ballot.papers.all().delete()
    for rows in earlier:
        type(rows[0])._default_manager.bulk_create(rows)
    assert queries.has_lost_its_key(ballot)
    assert ballot.cell.name in next(queries.key_faults())
    for act in (
        lambda: votes.cast(ballot_id=vote.ballot, member_id=people[2], choice=[0]),
        lambda: votes.count(ballot_id=vote.ballot),
    ):
        with pytest.raises(keys.KeyLost):
            act()
    assert ballot.voters.filter(has_voted=True).count() == 1
    votes.drop(ballot_id=vote.ballot)
    assert keys.of(vote.ballot) == []


def test_a_change_of_secret_key_makes_a_vote_void(vote, people, settings):
    vote.cast(people[0], 0)
    settings.SECRET_KEY = "k" * 50
    assert queries.has_lost_its_key(Ballot.objects.get(pk=vote.ballot))


def test_a_folder_that_cannot_be_used(house, people, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.BALLOT_KEYS = tmp_path / "file" / "keys"
    with pytest.raises(keys.NoKeys):
        votes.open_ballot(
            id=uuid4(),
            meeting_id=uuid4(),
            cell=house.cell,
            question="Bầu",
            options=[],
            most=1,
            base=SIZE,
            voters=people,
        )
    assert not Ballot.objects.exists()
    assert any("cannot be made" in fault for fault in keys.folder_faults())


def test_others_on_the_machine_must_not_look_in(vote):
    assert list(keys.folder_faults()) == []
    keys.of(vote.ballot)[0].file.chmod(0o644)
    keys.folder().chmod(0o755)
    told = " ".join(keys.folder_faults())
    assert "chmod 700" in told
    assert "chmod 600" in told


def test_a_key_that_is_gone_already_is_destroyed_without_a_word(vote):
    (key,) = keys.of(vote.ballot)
    keys.destroy([key.file, key.file])
    assert keys.of(vote.ballot) == []
