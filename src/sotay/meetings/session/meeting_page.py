"""What the pages of a meeting show: the state, looked at from each of the five steps."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import pgettext_lazy

from sotay.kernel.actor import Actor, Can
from sotay.kernel.versions import Edited
from sotay.meetings import ballot_box, merged, plausibility, queries, states
from sotay.meetings.access import can_join, may
from sotay.meetings.attendance import alerts
from sotay.meetings.chair_script import Script
from sotay.meetings.device_time import DEVICE_SAID
from sotay.meetings.documents import annex
from sotay.meetings.documents.script import Spoken
from sotay.meetings.joint import sides
from sotay.meetings.log import rules
from sotay.meetings.log.folding import Folded
from sotay.meetings.log.state import END, HANDS, START, Item, Motion, Seat, SetAside, State
from sotay.meetings.models import Invitation, Meeting, MergedChanges
from sotay.meetings.rules_in_force import rules_in_force
from sotay.meetings.session import aside, self_service, versions
from sotay.meetings.session.aside import AsideRow
from sotay.meetings.session.feed import FeedLine, Variant, all_lines, variants_of
from sotay.meetings.session.floor import Floor
from sotay.meetings.session.forms import FORMS, ActForm
from sotay.meetings.session.roll import Row, moves_of, rows_of
from sotay.meetings.words import act_name
from sotay.votes import rules as votes

STEPS = (
    ("prepare", pgettext_lazy("step", "Prepare")),
    ("start", pgettext_lazy("step", "Open")),
    ("conduct", pgettext_lazy("step", "Proceed")),
    ("close", pgettext_lazy("step", "Close")),
    ("after", pgettext_lazy("step", "Afterwards")),
)
_STAGE_STEP = {
    Meeting.Stage.PREPARING: "prepare",
    Meeting.Stage.CANCELLED: "prepare",
    Meeting.Stage.CLOSED: "after",
    Meeting.Stage.SIGNED: "after",
    Meeting.Stage.REPORTED: "after",
}


_NOT_IN_THE_ROOM = {Meeting.Stage.CANCELLED}


class MeetingPage:
    """A meeting as one reader sees it. Everything is worked out when a template asks for it."""

    def __init__(self, meeting: Meeting, actor: Actor, bound: dict[str, ActForm] | None = None) -> None:
        self.meeting, self.actor, self.bound = meeting, actor, bound or {}
        self.making = ""  # the act whose form is shown open
        self.prefilled: dict[str, dict[str, Any]] = {}

    @cached_property
    def folded(self) -> Folded:
        return states.folded(self.meeting)

    @cached_property
    def state(self) -> State:
        return self.folded.state

    @cached_property
    def standing(self) -> dict[UUID | None, str]:
        """The wordings a new one is written over, as a form carries them."""
        standing = self.folded.standing()
        return {target: ",".join(map(str, wordings)) for target, wordings in standing.items()}

    @cached_property
    def figures(self) -> rules.Figures:
        return rules.figures(self.state, rules_in_force(self.meeting))

    @cached_property
    def by_cell(self) -> list[tuple[str, votes.Attendance]]:
        """Of a joint meeting, the attendance of each of the two cells."""
        if not self.meeting.is_joint:
            return []
        return [
            (side.cell.name, rules.figures(own, rules_in_force(side)).attendance)
            for side, own in sides(self.meeting, self.state)
        ]

    @cached_property
    def by_mode(self) -> tuple[int, int] | None:
        """How many take part in the hall and online, when both can be."""
        return rules.by_mode(self.state) if self.meeting.is_mixed else None

    @cached_property
    def votes_here(self) -> bool:
        """Two cells that met together leave votes to each cell's own meeting."""
        return not self.meeting.is_joint

    @cached_property
    def may_join(self) -> bool:
        """Whether the reader is shown the way into the video call."""
        return can_join(self.actor, self.meeting)

    @cached_property
    def conducts(self) -> bool:
        return may(self.actor, self.meeting, Can.CONDUCT)

    @property
    def has_a_room(self) -> bool:
        """Whether the reader does everything of the meeting in the room: from preparing it until long after
        it was reported, when amendments and make-up sessions are still noted.
        """
        return self.conducts and self.meeting.stage not in _NOT_IN_THE_ROOM

    @cached_property
    def end_begun(self) -> bool:
        """Whether somebody is marked at the end already."""
        return any(row.mark for row in self.end_roll)

    @cached_property
    def days_to_go(self) -> int:
        """Whole days until the day of the meeting; 0 on it and after."""
        left = timezone.localdate(self.meeting.planned_at) - timezone.localdate()
        return max(0, left.days)

    @cached_property
    def prepares(self) -> bool:
        return self.meeting.stage == Meeting.Stage.PREPARING and may(self.actor, self.meeting, Can.PREPARE)

    @cached_property
    def records(self) -> bool:
        """Whether the reader may write into the log now."""
        return self.conducts and self.meeting.stage == Meeting.Stage.OPEN

    @property
    def today_step(self) -> str:
        """The step the meeting is in."""
        if self.meeting.stage != Meeting.Stage.OPEN:
            return _STAGE_STEP[Meeting.Stage(self.meeting.stage)]
        return rules.step_of(self.state)

    def steps(self, shown: str) -> list[dict[str, Any]]:
        names = [name for name, _words in STEPS]
        now = names.index(self.today_step)
        return [
            {"name": name, "words": words, "done": self._is_done(name, place < now), "here": name == shown}
            for place, (name, words) in enumerate(STEPS)
        ]

    def _is_done(self, step: str, passed: bool) -> bool:
        """The opening is done only when roll, dues and agenda are, however far the meeting has come."""
        lacking = step == "start" and self.meeting.stage == Meeting.Stage.OPEN and self.opening_lacks
        return passed and not lacking

    def roll(self, round_: str) -> list[Row]:
        return rows_of(self.state, round_, self._excuses, self._moves, self.near)

    @property
    def _leads(self) -> bool:
        return self.records and self.actor.may(Can.PREPARE, self.meeting.cell.path)

    @cached_property
    def near(self) -> dict[UUID, int]:
        """How many in a row those missed who are near a third absence, for who leads the cell."""
        return alerts.near_in(self.meeting.cell) if self._leads and self.meeting.is_regular else {}

    @cached_property
    def _excuses(self) -> dict[UUID, str]:
        return queries.excuses(self.meeting)

    @cached_property
    def _moves(self) -> dict[UUID, UUID]:
        return moves_of(self.meeting, self.state) if self.records else {}

    @cached_property
    def floor(self) -> Floor:
        return Floor(self.state, timezone.now())

    @cached_property
    def letters(self) -> list[Invitation]:
        """Letters of those who are away that are still to be read out. Only for who conducts."""
        return self_service.letters(self.meeting, self.state) if self.records else []

    @cached_property
    def start_roll(self) -> list[Row]:
        return self.roll(START)

    @cached_property
    def end_roll(self) -> list[Row]:
        return self.roll(END)

    @cached_property
    def start_missing(self) -> int:
        return len(rules.unmarked(self.state, START))

    @cached_property
    def end_missing(self) -> int:
        return len(rules.unmarked(self.state, END)) if rules_in_force(self.meeting).roll_calls > 1 else 0

    @cached_property
    def end_present(self) -> int:
        return len(self.state.present_ids(END))

    @cached_property
    def uncalled(self) -> list[Seat]:
        """Those not called. Who is barred, only who conducts sees; why, only the roster says."""
        return [
            seat
            for seat in self.state.seats
            if not rules.called(seat) and (self.conducts or not seat.suspended)
        ]

    @cached_property
    def proceedings(self) -> list[Item]:
        return [item for item in self.state.items if item.step == "conduct"]

    @cached_property
    def current(self) -> Item | None:
        return self.state.item(self.state.current)

    @cached_property
    def current_number(self) -> int:
        return next((n for n, item in enumerate(self.proceedings, 1) if item.id == self.state.current), 0)

    @cached_property
    def next_item(self) -> Item | None:
        return self.state.item(rules.next_item(self.state))

    @property
    def next_number(self) -> int:
        coming = self.next_item
        return next((n for n, item in enumerate(self.proceedings, 1) if item == coming), 0)

    @cached_property
    def current_minutes(self) -> int:
        begun = self.current.begun_at if self.current else None
        return int((timezone.now() - begun) / timedelta(minutes=1)) if begun else 0

    @cached_property
    def tasks_back(self) -> list[dict[str, Any]]:
        """Tasks given before, with what this meeting heard of each and the form to say it."""
        return [
            {
                **task,
                "due_on": date.fromisoformat(task["due_on"]) if task["due_on"] else None,
                "result": rules.result_of(self.state, task["id"]),
                "form": self.form("task_reported", task=task["id"], prefix=f"r{place}"),
            }
            for place, task in enumerate(each for each in self.state.carried if each["kind"] == "task")
        ]

    @cached_property
    def petitions_back(self) -> list[dict[str, Any]]:
        """Petitions the cell still follows, as they stood when the meeting opened."""
        return [
            {**each, "due_on": date.fromisoformat(each["due_on"]) if each["due_on"] else None}
            for each in self.state.carried
            if each["kind"] == "petition"
        ]

    @cached_property
    def voters(self) -> int:
        return votes.voters(rules.ballot_seats(self.state), rules_in_force(self.meeting).base)

    @cached_property
    def voting_base(self) -> int:
        return votes.voting_base(rules.ballot_seats(self.state), rules_in_force(self.meeting).base)

    @cached_property
    def needed(self) -> int:
        """Votes in favour that a resolution takes, were it put to the vote now."""
        return votes.needed(
            self.voting_base, rules_in_force(self.meeting).thresholds[votes.Matter.RESOLUTION]
        )

    @property
    def too_few(self) -> bool:
        """Whether a resolution cannot pass whatever those in the hall want; said once all are marked.

        No rule on how many must come for a meeting to open was found, so nothing is refused for it.
        """
        return self.voters < self.needed and not self.start_missing

    @cached_property
    def open_motions(self) -> list[tuple[Motion, ActForm | None]]:
        """Votes under way, with the form for the hands; others are taken on a page of their own.

        A count that was not taken is here too, also when somebody else has counted meanwhile.
        """
        refused = self.bound["hands_counted"].data.get("motion") if "hands_counted" in self.bound else None
        return [
            (motion, self.form("hands_counted", motion=motion.entry) if self._counts(motion) else None)
            for motion in self.state.motions
            if motion.is_open or str(motion.entry) == refused
        ]

    @cached_property
    def counted_motions(self) -> list[tuple[Motion, ActForm | None]]:
        """Votes that were counted, with the form to correct a count of hands."""
        return [
            (motion, self._recount(motion, place))
            for place, motion in enumerate(self.state.motions)
            if not motion.is_open
        ]

    def _recount(self, motion: Motion, place: int) -> ActForm | None:
        if not self._counts(motion) or motion.options:
            return None
        counted = {key: getattr(motion, key) for key in ("votes_for", "votes_against", "abstained")}
        return self.form("hands_counted", prefix=f"again{place}", motion=motion.entry, **counted)

    @cached_property
    def without_login(self) -> list[Seat]:
        """Those who would vote now and have no account; named before a vote on phones is opened."""
        return ballot_box.without_login(self.meeting, self.state) if self.records else []

    def _counts(self, motion: Motion) -> bool:
        return self.records and motion.method == HANDS

    @cached_property
    def adoption(self) -> Motion | None:
        """The vote on the resolution as a whole, counted or not."""
        return next((motion for motion in reversed(self.state.motions) if motion.adopts), None)

    @property
    def adoption_text(self) -> str:
        """What the vote on the resolution is worded as. Words of a paper, always Vietnamese."""
        return f"Thông qua nghị quyết của chi bộ tháng {self.meeting.month.label()}"

    @cached_property
    def perhaps_adoption(self) -> Motion | None:
        """A vote that is worded as the one on the resolution, while no other is it: somebody has to say."""
        if not self.conducts or self.adoption or self.meeting.is_sealed:
            return None
        return rules.perhaps_adoption(self.state)

    @cached_property
    def opening_lacks(self) -> list[str]:
        return rules.opening_lacks(self.state, dues=self.meeting.is_regular)

    @cached_property
    def said(self) -> list[FeedLine]:
        """Everything recorded so far, newest first."""
        return all_lines(self.state, self.standing, self.bound.get("revised"))

    @cached_property
    def script(self) -> Script | None:
        """What the chair may say; for who conducts, once the meeting is open."""
        return Script(self.meeting, self.state) if self.records else None

    @property
    def script_now(self) -> list[Spoken]:
        """What may be said of the item that is held, or of the next."""
        return self.script.of_item(self.current or self.next_item) if self.script else []

    @cached_property
    def aside(self) -> list[AsideRow]:
        """Matters set aside, and what became of each."""
        return aside.rows_of(self.actor, self.meeting, self.state)

    @cached_property
    def left_over(self) -> list[SetAside]:
        """Matters set aside that the next meeting takes up."""
        return rules.left_over(self.state)

    def made_of(self, matter: SetAside, act: str) -> None:
        """Fill the form of a task or a petition with a matter that was set aside, and show it open."""
        self.making = act
        who = {"raised_by": matter.raised_by or ""} if act == "petition_recorded" else {}
        self.prefilled = {act: {"text": matter.text, "set_aside": matter.entry, "item": matter.item, **who}}

    @cached_property
    def to_merge(self) -> list[FeedLine]:
        """Texts that two devices worded differently, for a person to merge."""
        return [line for line in self.said if line.wordings]

    @cached_property
    def conclusions(self) -> tuple[Variant, ...]:
        """The conclusion as two devices worded it, when they did not know of each other."""
        return variants_of(self.state, self.state.conclusion) if self.state.conclusion else ()

    @property
    def conclusion_over(self) -> str:
        return self.standing.get(None, "")

    @cached_property
    def uncounted(self) -> list[Motion]:
        """Votes that were put and not counted."""
        return [motion for motion in self.state.motions if motion.is_open]

    @cached_property
    def item_id(self) -> UUID | None:
        """The item new words belong to: the current one, else the last one held."""
        held = [item for item in self.state.items if item.begun_at]
        return self.state.current or (held[-1].id if held else None)

    def form(self, act: str, prefix: str | None = None, **initial: Any) -> ActForm:
        """The form of an act: the one just sent with its errors, or a fresh one."""
        bound = self.bound.get(act)
        key = initial.get("motion") or initial.get("task")
        if bound is not None and (
            key is None or str(key) in {bound.data.get("motion"), bound.data.get("task")}
        ):
            return bound
        form = FORMS[act](
            state=self.state,
            initial={"item": self.item_id, **initial},
            auto_id=f"{act}_{prefix or ''}%s",
        )
        edited = versions.noted(self.actor, self.meeting, self.state, act, versions.about_of(act, initial))
        return form.made_from(edited) if edited else form

    @cached_property
    def position(self) -> Edited[State] | None:
        """Which item is held now: what the buttons to begin and to end one were shown for."""
        return versions.noted(self.actor, self.meeting, self.state, "item_begun")

    @cached_property
    def forms(self) -> dict[str, ActForm]:
        """The forms a step offers, by act."""
        dues = self.state.dues or {"of": sum(not seat.away for seat in self.state.seats)}
        conclusion = self.state.conclusion.text if self.state.conclusion else ""
        first: dict[str, dict[str, Any]] = {
            "guests_noted": {"guests": "\n".join(self.state.guests)},
            "dues_noted": dict(dues),
            "statement_recorded": {"speaker": self.state.speaking.member} if self.state.speaking else {},
            "concluded": {"text": conclusion, "over": self.standing.get(None, "")},
        }
        names = [
            "guests_noted",
            "dues_noted",
            "note_written",
            "praise_noted",
            "statement_recorded",
            "motion_moved",
            "task_assigned",
            "petition_recorded",
            "matter_set_aside",
            "concluded",
        ]
        first |= self.prefilled
        return {name: self.form(name, **first.get(name, {})) for name in names}

    @cached_property
    def merged(self) -> list[MergedChanges]:
        """What entries from other devices changed, until the one who conducts has put it away."""
        begun = self.meeting.log_version and self.meeting.stage in {Meeting.Stage.OPEN, Meeting.Stage.CLOSED}
        return merged.untold(self.meeting, self.actor) if begun and self.conducts else []

    @property
    def merged_lines(self) -> list[tuple[datetime, str]]:
        return [(row.at, line) for row in self.merged for line in merged.sentences(row.changes)]

    @cached_property
    def clocks(self) -> list[tuple[str, str, datetime]]:
        """Entries whose device named a time that cannot be: the act, that time, and the one they carry."""
        if not self.conducts or self.meeting.is_sealed:
            return []
        off = self.meeting.log.filter(data__has_key=DEVICE_SAID).order_by("seq")
        return [(act_name(row.act), row.data[DEVICE_SAID], row.device_at) for row in off]

    @property
    def planning_doubts(self) -> list[str]:
        """What is odd about the day it is planned for."""
        if not self.prepares:
            return []
        return plausibility.of_day(self.meeting, timezone.localdate(self.meeting.planned_at))

    @property
    def opening_doubts(self) -> list[str]:
        """What is odd about opening it today."""
        return plausibility.of_day(self.meeting, timezone.localdate())

    @cached_property
    def doubts(self) -> list[str]:
        """What is odd about the meeting as it has gone, for who conducts."""
        if not self.conducts or self.meeting.is_sealed:
            return []
        return plausibility.of_meeting(self.meeting, self.state, timezone.now())

    @cached_property
    def amending(self) -> ActForm:
        return self.bound.get("amended") or FORMS["amended"](state=self.state, auto_id="amended_%s")

    @cached_property
    def amendments(self) -> list[annex.Amendment]:
        return queries.amendments_of(self.meeting)

    @property
    def seal(self) -> str:
        """The beginning of the seal, for people to compare."""
        return annex.fingerprint(self.meeting.seal)

    @cached_property
    def answers(self) -> queries.Answers:
        return queries.answers(self.meeting)

    @cached_property
    def own_invitation(self) -> Invitation | None:
        return queries.invitation_of(self.meeting, self.actor)

    @property
    def version(self) -> str:
        return queries.version_of(self.meeting.stage, self.meeting.log_version)
