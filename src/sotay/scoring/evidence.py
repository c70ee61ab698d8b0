"""Evidence: one function for each row of a form that records can prove. Pure but for the words.

A function takes the records of a meeting and answers a `Fact`, or None where there is no data. `advice` says,
while the meeting is prepared or held, what still has to be done for the row; "" when nothing can be done now.
Names are those of `regulations.values.MEASURES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sotay.meetings.documents.resolution import adopted
from sotay.meetings.log import rules as log_rules
from sotay.meetings.log.state import START
from sotay.scoring.records import NOT_NEEDED, UNKNOWN, Records
from sotay.scoring.rules import Fact

Words = str | Promise
Prove = Callable[[Records], Fact | None]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A measure: its words, how it is proved, the sentence that says what was found (with `numbers`;
    `not_met` where another one says that it was not), where the records are seen (a step of the meeting and
    a place on it), what to do before, and a suggestion for next time."""

    name: str
    words: Words
    prove: Prove
    found: Words
    not_met: Words
    step: str
    anchor: str
    advice: Words
    suggestion: Words


EVIDENCE: dict[str, Evidence] = {}


def evidence(
    name: str,
    words: Words,
    *,
    found: Words,
    not_met: Words = "",
    step: str,
    anchor: str = "",
    advice: Words,
    suggestion: Words,
) -> Callable[[Prove], Prove]:
    def register(prove: Prove) -> Prove:
        EVIDENCE[name] = Evidence(
            name, words, prove, found, not_met or found, step, anchor, advice, suggestion
        )
        return prove

    return register


def facts_of(records: Records) -> dict[str, Fact]:
    """What the records prove, by measure; a measure without data is not there."""
    proved = {name: each.prove(records) for name, each in EVIDENCE.items()}
    return {name: fact for name, fact in proved.items() if fact is not None}


@evidence(
    "duration",
    _("Length of the meeting"),
    found=_("Lasted %(minutes)s minutes; %(required)s are required."),
    step="after",
    advice=_("The meeting has to last %(required)s minutes at least."),
    suggestion=_(
        "Plan time for discussion: keep reports short and send them out before, so that the full "
        "time is used for talking matters over."
    ),
)
def duration(records: Records) -> Fact | None:
    """Source: HD 42-HD/BTCTW; regulation "cell-meeting", points "duration_…". None until it is closed, and
    where two clocks differ by more than it took."""
    lasted, required = records.state.duration(), records.required_minutes
    if lasted is None or not required:
        return None
    minutes = lasted // timedelta(minutes=1)
    return Fact(
        share=Fraction(minutes, required),
        short=max(0, required - minutes),
        met=minutes >= required,
        numbers={"minutes": minutes, "required": required},
    )


@evidence(
    "attendance",
    _("Members present"),
    found=_("%(present)s of %(base)s present; absent without a reason: %(unexcused)s."),
    step="start",
    anchor="roll-start",
    advice=_(
        "Call those who have not answered the invitation, and ask those who cannot come for the reason."
    ),
    suggestion=_("Agree on a day that suits most members, and call the day before those who did not answer."),
)
def attendance(records: Records) -> Fact | None:
    """Exempt members are out of the base. None while somebody is not marked yet."""
    counted = records.attendance
    if counted is None or not counted.base or counted.unmarked:
        return None
    return Fact(
        share=counted.rate,
        conditions=frozenset({"unexcused"} if counted.unexcused else ()),
        numbers={"present": counted.present, "base": counted.base, "unexcused": counted.unexcused},
    )


@evidence(
    "absence_streak",
    _("Nobody excused too often in a row"),
    found=_("Members excused more than %(limit)s times in a row this year: %(n)s."),
    step="start",
    anchor="roll-start",
    advice=_("Talk with those who have been excused several times in a row."),
    suggestion=_(
        "Visit members who are often absent, ask what keeps them, and offer another way to take part."
    ),
)
def absence_streak(records: Records) -> Fact | None:
    if records.too_often is None:
        return None
    numbers = {"n": records.too_often, "limit": records.in_a_row}
    return Fact(met=records.too_often == 0, numbers=numbers)


@evidence(
    "committee_met",
    _("The committee met first, with minutes"),
    found=_("The committee met before this meeting, and its minutes are here."),
    not_met=_("No committee meeting of this month with minutes is here."),
    step="prepare",
    advice=_("Hold the committee's meeting first and close it here, so that its minutes are written."),
    suggestion=_("Fix a day for the committee some days before the cell meets, and write its minutes here."),
)
def committee_met(records: Records) -> Fact | None:
    """A cell that has only a secretary gets the points. None where a cell keeps no such meetings here."""
    if records.committee == UNKNOWN:
        return None
    met = records.committee != "not_met"
    alone = records.committee == NOT_NEEDED
    return Fact(met=met, conditions=frozenset({"secretary_only"} if alone else ()))


@evidence(
    "notified",
    _("Everybody and the overseer notified"),
    found=_("Invited before the meeting: %(invited)s of %(all)s, the overseer included."),
    step="prepare",
    anchor="invitations",
    advice=_("Invite everybody who takes part, the overseer too."),
    suggestion=_("Invite everybody from the page of the meeting as soon as the agenda stands."),
)
def notified(records: Records) -> Fact | None:
    """None where nobody was invited here: people may have been told in another way."""
    if not records.is_invited or not records.to_invite:
        return None
    numbers = {"invited": records.invited, "all": records.to_invite}
    return Fact(
        share=Fraction(records.invited, records.to_invite),
        met=records.invited >= records.to_invite,
        numbers=numbers,
    )


@evidence(
    "papers_ahead",
    _("Agenda and papers out in time"),
    found=_("Agenda and papers were out in time."),
    not_met=_("The agenda or a paper came too late to be read in time."),
    step="prepare",
    anchor="attached",
    advice=_("Invite and attach every paper at least a day before the meeting."),
    suggestion=_(
        "Attach the papers when you invite, two or three days before, so that members have read them."
    ),
)
def papers_ahead(records: Records) -> Fact | None:
    if records.ahead is None or not records.is_invited:
        return None
    return Fact(met=records.ahead)


STEPS = ("roll", "agenda_adopted", "items", "conclusion", "minutes_read")


def steps_left(records: Records) -> tuple[str, ...]:
    """Steps of HD 42, II.2.2, that the log does not show yet."""
    state = records.state
    conduct = [item for item in state.items if item.step == "conduct"]
    done = {
        "roll": bool(state.seats) and not log_rules.unmarked(state, START),
        "agenda_adopted": state.agenda_adopted_at is not None,
        "items": bool(conduct) and all(item.begun_at for item in conduct),
        "conclusion": _concludes(records),
        "minutes_read": state.minutes_read_at is not None,
    }
    return tuple(step for step in STEPS if not done[step])


@evidence(
    "steps_done",
    _("Every step held"),
    found=_(
        "Steps recorded: %(done)s of %(all)s (roll, agenda adopted, every item, conclusion, minutes read)."
    ),
    step="conduct",
    advice=_(
        "Call the roll, have the agenda adopted, begin every item, conclude, and read back the minutes."
    ),
    suggestion=_("Go through the five steps on the screen one after the other; each has its button."),
)
def steps_done(records: Records) -> Fact | None:
    """Source: HD 42-HD/BTCTW, II.2.2. None before the meeting was opened."""
    if records.state.opened_at is None:
        return None
    done = len(STEPS) - len(steps_left(records))
    return Fact(
        share=Fraction(done, len(STEPS)), met=done == len(STEPS), numbers={"done": done, "all": len(STEPS)}
    )


@evidence(
    "speaking",
    _("Share of those present who speak"),
    found=_("%(spoke)s of %(hall)s who came spoke."),
    step="conduct",
    anchor="said",
    advice=_("Ask those who have been silent, and write down what they say."),
    suggestion=_("Send one or two questions before the meeting and ask in turn, the youngest first."),
)
def speaking(records: Records) -> Fact | None:
    """Everybody who came counts, the exempt too; a letter read out is not speaking."""
    if not records.in_hall:
        return None
    return Fact(
        share=Fraction(records.spoke, records.in_hall),
        numbers={"spoke": records.spoke, "hall": records.in_hall},
    )


@evidence(
    "praised",
    _("Praise and reminders recorded"),
    found=_("Praise or reminders in the minutes: %(n)s."),
    step="conduct",
    anchor="said",
    advice=_("Praise who did well and remind who fell short, and record it."),
    suggestion=_("Before the meeting note one member to be praised and one matter to be reminded of."),
)
def praised(records: Records) -> Fact | None:
    if records.state.opened_at is None:
        return None
    return Fact(met=bool(records.state.praises), numbers={"n": len(records.state.praises)})


@evidence(
    "minutes_read",
    _("Minutes written and read back"),
    found=_("The minutes were read back and agreed."),
    not_met=_("The minutes were not read back."),
    step="close",
    anchor="read",
    advice=_("Read back the minutes before closing."),
    suggestion=_("Keep five minutes at the end for the minute-taker to read back what was recorded."),
)
def minutes_read(records: Records) -> Fact | None:
    if records.state.opened_at is None:
        return None
    read = records.state.minutes_read_at is not None
    return Fact(met=read)


IDEOLOGY = ("ideology", "self_criticism")


@evidence(
    "ideology_time",
    _("Minutes on ideology, self-criticism and criticism"),
    found=_("The item took %(minutes)s minutes; from %(low)s to %(high)s are asked for."),
    step="conduct",
    advice=_("Give the item on ideology, self-criticism and criticism %(low)s to %(high)s minutes."),
    suggestion=_("Put the item on ideology early and plan %(low)s to %(high)s minutes for it."),
)
def ideology_time(records: Records) -> Fact | None:
    """None where no such item was timed."""
    took = [item.took_minutes for item in records.state.items if item.key in IDEOLOGY]
    timed = [minutes for minutes in took if minutes is not None]
    if not timed:
        return None
    span, minutes = records.ideology, sum(timed)
    return Fact(met=span.holds(minutes), numbers={"minutes": minutes, "low": span.low, "high": span.high})


@evidence(
    "papers_posted",
    _("Agenda and papers posted for members"),
    found=_("The agenda and its papers are where members read them."),
    step="prepare",
    anchor="attached",
    advice=_("Invite everybody: the agenda and its papers are then posted for members."),
    suggestion=_("Attach every paper to the meeting, so that members find it on their phones."),
)
def papers_posted(records: Records) -> Fact | None:
    if records.state.opened_at is None:
        return None
    return Fact(met=True) if records.is_invited else None


def _concludes(records: Records) -> bool:
    return records.state.conclusion is not None or adopted(records.state) is not None


@evidence(
    "concluded",
    _("Conclusion or resolution adopted"),
    found=_("A conclusion or an adopted resolution is recorded."),
    not_met=_("No conclusion and no adopted resolution is recorded."),
    step="close",
    anchor="conclusion",
    advice=_("Write the chair's conclusion, or put the resolution to the vote."),
    suggestion=_("Draft the conclusion before the meeting and change it as people speak."),
)
def concluded(records: Records) -> Fact | None:
    if records.state.opened_at is None:
        return None
    return Fact(met=_concludes(records))


@evidence(
    "tasks_assigned",
    _("Minutes adopted and tasks assigned"),
    found=_("Tasks given: %(n)s; the minutes were read and agreed."),
    not_met=_("Tasks given: %(n)s; needed are at least one task and minutes that were read and agreed."),
    step="close",
    anchor="read",
    advice=_("Give at least one task with a deadline, and have the minutes agreed."),
    suggestion=_("End each matter with who does what by when; record it as a task at once."),
)
def tasks_assigned(records: Records) -> Fact | None:
    state = records.state
    if state.opened_at is None:
        return None
    read = state.minutes_read_at is not None
    return Fact(met=bool(state.tasks) and read, numbers={"n": len(state.tasks)})


@evidence(
    "finished_in_time",
    _("Finished papers within the days allowed"),
    found=_("Signed and reported within the days allowed."),
    not_met=_("Not reported within the days allowed."),
    step="after",
    anchor="papers",
    advice=_("After closing: sign and report within the days allowed."),
    suggestion=_("Let the minute-taker and the chair sign on the evening itself; then report at once."),
)
def finished_in_time(records: Records) -> Fact | None:
    """None as long as the report can still come in time."""
    if records.in_time is None:
        return None
    return Fact(met=records.in_time)


@evidence(
    "targets",
    _("Last month's tasks met"),
    found=_("%(done)s of %(due)s tasks due by this meeting are done."),
    step="conduct",
    anchor="tasks-back",
    advice=_(
        "Hear how each task of last month stands, and confirm what is done: %(done)s of %(due)s so far."
    ),
    suggestion=_("Look at the open tasks in the middle of the month and help who is behind."),
)
def targets(records: Records) -> Fact | None:
    """None when no task was due: there was nothing to meet."""
    if not records.tasks_due:
        return None
    numbers = {"done": records.tasks_done, "due": records.tasks_due}
    return Fact(share=Fraction(records.tasks_done, records.tasks_due), numbers=numbers)


def measured() -> Iterator[tuple[str, Words]]:
    """Measures a unit can choose for a row of its own form."""
    for each in EVIDENCE.values():
        yield each.name, each.words
