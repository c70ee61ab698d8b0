"""Giving a task between two meetings, and what people do with one once it is given.

A meeting gives tasks through `agenda_source`, the year's assignments through `year_actions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from sotay.assignments import figures, periods, refusals, rules
from sotay.assignments.models import Task, TaskEvent, TaskFile, TaskMember, YearList
from sotay.audit import actions as audit
from sotay.kernel.actor import Actor, Role
from sotay.kernel.periods import as_day
from sotay.kernel.text import tidy
from sotay.library import actions as library
from sotay.members.models import Member
from sotay.members.queries import holder_ids
from sotay.notify import actions as notify
from sotay.units.models import Unit

What = TaskEvent.What


@transaction.atomic
@figures.counted
def report(
    *,
    task: Task,
    by: Actor,
    done: bool,
    text: str,
    period: date | None = None,
    part_of: UUID | None = None,
) -> Task:
    """Say how a task stands, or that it is done: a person given it, or an officer for them (assisted).

    `period` is the week or month a repeating task is reported on, else the first that is asked for. Of a
    divided task it is `part_of` whose part is done, and the whole once every part is.
    """
    held = _moving(task, "report" if done else "progress")
    text = _needed(text, "text")
    share = _share(held, by, part_of)
    helped = _helped(held, by) if share is None else _other(share.member_id, by)
    more = {"assisted": helped is not None, "period": _period(held, period)}
    if done and share is not None and not _completes(share):
        _record(held, What.PART, by, text, member_id=share.member_id, **more)
        _finish(share)
        audit.record(by, "task.part_done", held, assisted=helped, given=as_day(held.given_on))
        return held
    _record(held, What.REPORTED if done else What.PROGRESS, by, text, **more)
    if share is not None and done:
        _finish(share)
    held.asks_help = held.asks_help and not done
    _move(held, "report" if done else "progress")
    code = "task.reported" if done else "task.progress"
    audit.record(by, code, held, assisted=helped, given=as_day(held.given_on))
    if done:
        _tell(by, _followers(held), "task.reported", held, who=by.name)
    return held


def _share(held: Task, by: Actor, part_of: UUID | None) -> TaskMember | None:
    """Whose part of a divided task is meant; None when it is not divided."""
    rows = list(held.given_to.order_by("id"))
    if not any(row.part for row in rows):
        return None
    asked = part_of or by.member_id
    named = next((row for row in rows if row.member_id == asked), None)
    return named or next((row for row in rows if row.part_done_on is None), rows[0])


def _completes(share: TaskMember) -> bool:
    others = TaskMember.objects.filter(task=share.task_id).exclude(pk=share.pk)
    return rules.whole_is_done(row.part_done_on is not None for row in others)


def _finish(share: TaskMember) -> None:
    share.part_done_on = timezone.localdate()
    share.save(update_fields=["part_done_on"])


def _period(held: Task, period: date | None) -> date | None:
    """Raises NoSuchPeriod for a week or month that is not asked for."""
    if not held.repeats:
        return None
    known = held.given_on, held.due_on
    if period is not None:
        if period not in periods.asked(held.kind, *known, timezone.localdate()):
            raise refusals.NoSuchPeriod
        return period
    choices = periods.to_choose(held.kind, *known, held.reported_periods, timezone.localdate())
    return choices[0] if choices else None


@transaction.atomic
@figures.counted
def confirm(*, task: Task, by: Actor, text: str = "") -> Task:
    """Agree that a task is done."""
    held = _moving(task, "confirm")
    _record(held, What.CONFIRMED, by, tidy(text))
    held.asks_help = False
    _move(held, "confirm", done_on=timezone.localdate())
    audit.record(by, "task.confirmed", held, given=as_day(held.given_on))
    _tell(by, _people(held), "task.confirmed", held)
    return held


@transaction.atomic
@figures.counted
def send_back(*, task: Task, by: Actor, because: str) -> Task:
    """Say that a task reported done is not."""
    held = _moving(task, "send_back")
    because = _needed(because, "because")
    _record(held, What.SENT_BACK, by, because)
    _move(held, "send_back")
    audit.record(by, "task.sent_back", held, given=as_day(held.given_on))
    _tell(by, _people(held), "task.sent_back", held, because=because)
    return held


@transaction.atomic
@figures.counted
def extend(*, task: Task, by: Actor, due_on: date, because: str) -> Task:
    """Give a task another deadline, from today on."""
    held = _moving(task, "extend")
    because = _needed(because, "because")
    if due_on < timezone.localdate():
        raise refusals.DeadlinePassed
    if due_on == held.due_on:
        raise refusals.SameDeadline
    _record(held, What.EXTENDED, by, because, due_on=due_on)
    _move(held, "extend", due_on=due_on)
    due = f"{due_on:%d/%m/%Y}"
    audit.record(by, "task.extended", held, given=as_day(held.given_on), due=due)
    _tell(by, _people(held), "task.extended", held, due=due)
    return held


@transaction.atomic
@figures.counted
def drop(*, task: Task, by: Actor, because: str) -> Task:
    """Settle a task that need not or cannot be done any more."""
    held = _moving(task, "drop")
    because = _needed(because, "because")
    _record(held, What.DROPPED, by, because)
    held.asks_help = False
    _move(held, "drop")
    audit.record(by, "task.dropped", held, given=as_day(held.given_on))
    _tell(by, _people(held), "task.dropped", held)
    return held


@transaction.atomic
@figures.counted
def hand_over(*, task: Task, by: Actor, leaving: Member, to: Member, because: str) -> Task:
    """Let `to` do the task, or their part of it, in place of `leaving`; what was done so far stays on record.

    Raises HasItAlready, and NotGivenTo when somebody was quicker.
    """
    held = _moving(task, "hand_over")
    because = _needed(because, "because")
    rows = {row.member_id: row for row in held.given_to.all()}
    if leaving.pk not in rows:
        raise refusals.NotGivenTo(leaving.full_name)
    if to.pk in rows:
        raise refusals.HasItAlready(to.full_name)
    _record(held, What.HANDED, by, f"{leaving.full_name} → {to.full_name}. {because}", member_id=leaving.pk)
    row = rows[leaving.pk]
    row.member, row.part_done_on = to, None
    row.save(update_fields=["member", "part_done_on"])
    _move(held, "hand_over")
    audit.record(by, "task.handed_over", held, given=as_day(held.given_on))
    due = as_day(held.due_on) if held.due_on else "–"
    _tell(by, [to.pk], "task.given", held, due=due)
    _tell(by, [leaving.pk], "task.handed_over", held, name=to.full_name)
    return held


@transaction.atomic
def ask_help(*, task: Task, by: Actor, text: str) -> Task:
    """Ask who follows the task, and the leaders of the cell, for help with it."""
    held = _moving(task, "ask_help")
    helped = _helped(held, by)
    _record(held, What.HELP, by, _needed(text, "text"), assisted=helped is not None)
    held.asks_help = True
    _move(held, "ask_help")
    audit.record(by, "task.help_asked", held, assisted=helped, given=as_day(held.given_on))
    _tell(by, _followers(held), "task.help_asked", held, who=by.name)
    return held


@transaction.atomic
def answer_help(*, task: Task, by: Actor, text: str) -> Task:
    """Say what is done about the help that was asked for."""
    held = _moving(task, "answer_help")
    if not held.asks_help:
        raise refusals.NoHelpAsked
    _record(held, What.HELPED, by, _needed(text, "text"))
    held.asks_help = False
    _move(held, "answer_help")
    audit.record(by, "task.help_answered", held, given=as_day(held.given_on))
    _tell(by, _people(held), "task.help_answered", held)
    return held


@transaction.atomic
@figures.counted
def arrange(*, task: Task, by: Actor, kind: str, follower: Member | None) -> Task:
    """Say how often a task is reported on, and who follows it for the cell."""
    held = _moving(task, "arrange")
    names = [str(Task.Kind(kind).label), *([follower.full_name] if follower else [])]
    _record(held, What.ARRANGED, by, ", ".join(names))
    held.kind, held.follower = kind, follower
    _move(held, "arrange")
    audit.record(by, "task.arranged", held, given=as_day(held.given_on))
    if follower:
        _tell(by, [follower.pk], "task.followed", held)
    return held


@transaction.atomic
def divide(*, task: Task, by: Actor, parts: Mapping[UUID, str]) -> Task:
    """Give each of several people a part of the task; empty parts for all make it one again."""
    held = _moving(task, "arrange")
    rows = list(held.given_to.select_related("member"))
    if len(rows) < _SEVERAL:
        raise refusals.OnePerson
    named = {row.pk: tidy(parts.get(row.member_id, ""))[:300] for row in rows}
    if any(named.values()) and not all(named.values()):
        raise refusals.PartForEach
    told = "\n".join(f"{row.member.full_name}: {named[row.pk]}" for row in rows if named[row.pk])
    _record(held, What.DIVIDED, by, told)
    for row in rows:
        if row.part != named[row.pk]:
            row.part, row.part_done_on = named[row.pk], None
            row.save(update_fields=["part", "part_done_on"])
    _move(held, "arrange")
    audit.record(by, "task.divided", held, given=as_day(held.given_on))
    _tell(by, _people(held), "task.divided", held)
    return held


_SEVERAL = 2
MOST_FILES = 20


def attach(*, task: Task, by: Actor, upload: UploadedFile[Any], title: str, not_secret: bool) -> TaskFile:
    """Put a document to a task. The file is stored first, outside of the transaction.

    Raises TaskHasMoved once the task is settled, TooManyFiles, and what `library.actions.store` raises.
    """
    _refuse_more_files(task)
    document = library.store(
        by=by, cell=task.cell, about_id=task.pk, upload=upload, title=title, not_secret=not_secret
    )
    with transaction.atomic():
        held = _moving(task, "attach")
        _refuse_more_files(held)
        event = _record(held, What.ATTACHED, by, "")
        file = TaskFile.objects.create(
            commune_id=held.commune_id, cell_id=held.cell_id, event=event, document=document
        )
        audit.record(by, "task.document_added", held, given=as_day(held.given_on))
    return file


def _refuse_more_files(task: Task) -> None:
    if rules.moved(task.state, "attach") is None:
        raise refusals.TaskHasMoved(task)
    if TaskFile.objects.filter(event__task=task.pk, event__undone_at=None).count() >= MOST_FILES:
        raise refusals.TooManyFiles(MOST_FILES)


@transaction.atomic
def undo(*, task: Task, by: Actor) -> Task:
    """Take back the newest change of a task, when the actor made it outside a meeting."""
    held = locked(task)
    event = newest_event(held)
    if event is None or not undoable(event, by):
        raise refusals.NothingToUndo
    was = event.was
    held.state, held.due_on, held.done_on = was["state"], _date(was["due_on"]), _date(was["done_on"])
    held.asks_help = bool(was.get("asks_help"))
    held.kind = was.get("kind", held.kind)
    if "follower" in was:
        held.follower_id = UUID(was["follower"]) if was["follower"] else None
    held.commitment = was.get("commitment", held.commitment)
    held.save()
    _put_back(held, was.get("people", []))
    event.undone_at = timezone.now()
    event.save()
    audit.record(by, "task.undone", held, given=as_day(held.given_on))
    figures.keep(held.cell_id, timezone.localdate(event.at))
    return held


def _put_back(held: Task, people: list[list[str]]) -> None:
    """Who had the task and which part, as an event kept it (`_shares`)."""
    rows = {str(row.pk): row for row in held.given_to.all()} if people else {}
    for pk, member, part, done_on in people:
        if row := rows.get(pk):
            row.member_id, row.part, row.part_done_on = UUID(member), part, _date(done_on)
            row.save(update_fields=["member", "part", "part_done_on"])


def newest_event(task: Task) -> TaskEvent | None:
    return task.events.filter(undone_at=None).order_by("-at", "-id").first()


def undoable(event: TaskEvent, by: Actor) -> bool:
    return event.what != What.HEARD and by.account_id is not None and event.by_account_id == by.account_id


def locked(task: Task) -> Task:
    """The task as it stands now, held until the transaction ends: two people may act at once."""
    return Task.objects.select_for_update().get(pk=task.pk)


def give(*, cell: Unit, by: Actor, to: Member, text: str, due_on: date) -> Task:
    """Give one member a task between two meetings; it comes to the next meeting like any other."""
    return hand_out(cell=cell, by=by, people=[to], text=text, due_on=due_on)


@transaction.atomic
def hand_out(
    *,
    cell: Unit,
    by: Actor,
    people: Sequence[Member],
    text: str,
    due_on: date,
    kind: str = Task.Kind.ONCE,
    follower: Member | None = None,
) -> Task:
    """Give members of the cell a task between two meetings, once or to be reported on every week or month."""
    task = new_task(cell=cell, people=people, text=text, due_on=due_on, kind=kind, follower=follower)
    due = as_day(due_on)
    audit.record(by, "task.given", task, due=due)
    _tell(by, [member.pk for member in people], "task.given", task, due=due)
    if follower:
        _tell(by, [follower.pk], "task.followed", task)
    figures.keep(cell.pk, task.given_on)
    return task


def new_task(
    *,
    cell: Unit,
    people: Sequence[Member],
    text: str,
    due_on: date | None,
    kind: str,
    follower: Member | None = None,
    given_on: date | None = None,
    year_list: YearList | None = None,
    commitment: Mapping[str, str] | None = None,
) -> Task:
    """The rows of a new task. Whoever calls records and tells."""
    owned = {"commune_id": cell.commune_id, "cell": cell}
    task = Task.objects.create(
        **owned,
        text=text.strip(),
        kind=kind,
        given_on=given_on or timezone.localdate(),
        due_on=due_on,
        follower=follower,
        year_list=year_list,
        commitment=dict(commitment or {}),
    )
    TaskMember.objects.bulk_create([TaskMember(**owned, task=task, member=member) for member in people])
    return task


@transaction.atomic
def commit(*, cell: Unit, by: Actor, member: Member, year: int, words: Mapping[str, str]) -> Task:
    """Keep a member's commitment for a year, written by themselves or by a leader for them (assisted).

    Written again it keeps what it said before in its history, until it is reported as fulfilled.
    """
    Unit.objects.select_for_update().get(pk=cell.pk)
    words = {key: str(words.get(key, "")).strip() for key in rules.COMMITTED}
    if not any(words.values()):
        raise refusals.NothingCommitted
    helped = _other(member.pk, by)
    kept = commitment_of(cell, member, year)
    if kept is None:
        due = date(year, 12, 31)
        task = new_task(
            cell=cell,
            people=[member],
            text=f"Bản cam kết tu dưỡng, rèn luyện, phấn đấu năm {year}",
            due_on=due,
            kind=Task.Kind.COMMITMENT,
            commitment=words,
        )
        audit.record(by, "task.committed", task, assisted=helped, year=year)
        return task
    held = _moving(kept, "rewrite")
    _record(held, What.REWRITTEN, by, "\n".join(filter(None, held.commitment.values())))
    held.commitment = words
    held.save()
    audit.record(by, "task.committed", held, assisted=helped, year=year)
    return held


def commitment_of(cell: Unit, member: Member, year: int) -> Task | None:
    own = Task.objects.filter(cell=cell, kind=Task.Kind.COMMITMENT, due_on=date(year, 12, 31))
    return own.filter(given_to__member=member).exclude(state=rules.DROPPED).first()


def _moving(task: Task, move: str) -> Task:
    held = locked(task)
    if rules.moved(held.state, move) is None:
        raise refusals.TaskHasMoved(held)
    return held


def _move(held: Task, move: str, **changes: date) -> None:
    held.state = rules.moved(held.state, move) or held.state
    for name, value in changes.items():
        setattr(held, name, value)
    held.save()


def _record(
    held: Task, what: TaskEvent.What, by: Actor, text: str, **more: bool | date | UUID | None
) -> TaskEvent:
    """Written before the move, so that it holds how the task stood."""
    return TaskEvent.objects.create(
        commune_id=held.commune_id,
        cell_id=held.cell_id,
        task=held,
        what=what,
        text=text,
        by_account_id=by.account_id,
        by_name=by.name,
        at=timezone.now(),
        was=standing_of(held) | ({"people": _shares(held)} if what in _TOUCHES_PEOPLE else {}),
        **more,
    )


_TOUCHES_PEOPLE = {What.REPORTED, What.PART, What.HANDED, What.DIVIDED}


def _shares(held: Task) -> list[list[str]]:
    """Who has the task, which part of it, and since when that is done."""
    return [
        [
            str(row.pk),
            str(row.member_id),
            row.part,
            row.part_done_on.isoformat() if row.part_done_on else "",
        ]
        for row in held.given_to.all()
    ]


def standing_of(task: Task) -> dict[str, Any]:
    """What an event keeps of how the task stood before it."""
    days = {"due_on": task.due_on, "done_on": task.done_on}
    return {
        "state": task.state,
        **{name: day.isoformat() if day else "" for name, day in days.items()},
        "asks_help": task.asks_help,
        "kind": task.kind,
        "follower": str(task.follower_id or ""),
        "commitment": task.commitment,
    }


def _other(member_id: UUID, by: Actor) -> UUID | None:
    """The member, when it is not the actor."""
    return None if by.member_id == member_id else member_id


def _followers(held: Task) -> set[UUID]:
    """Who is told of it for the cell: its leaders, and who follows it."""
    leading = holder_ids([held.cell_id], Role.SECRETARY, Role.DEPUTY_SECRETARY, day=timezone.localdate())
    return leading | ({held.follower_id} if held.follower_id else set())


def _helped(held: Task, by: Actor) -> UUID | None:
    """The member an officer speaks for: the first given the task, unless the officer is one of them."""
    people = _people(held)
    return None if not people or by.member_id in people else people[0]


def _people(held: Task) -> list[UUID]:
    return list(held.given_to.order_by("id").values_list("member_id", flat=True))


def _tell(by: Actor, members: Iterable[UUID], code: str, held: Task, **data: str) -> None:
    notify.tell(members, code, held.get_absolute_url(), by=by, text=held.text, **data)


def _needed(text: str, field: str) -> str:
    if not text.strip():
        raise refusals.NoWords(field)
    return text.strip()


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
