"""What the page of a vote shows: the motion, looked at by one reader."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from sotay.kernel.actor import Actor, Can
from sotay.meetings import ballot_box, queries
from sotay.meetings.access import access_meeting, can_read, may
from sotay.meetings.log import rules
from sotay.meetings.log.state import HANDS, OPEN, PAPER, SECRET, Motion, Seat, State
from sotay.meetings.models import Meeting
from sotay.meetings.rules_in_force import below_threshold, points_of
from sotay.meetings.short_votes import short_before
from sotay.meetings.voting import balloting
from sotay.meetings.voting.forms import answers_of
from sotay.votes import queries as votes
from sotay.votes.rules import FEWEST_SECRET, SENT_UP_AFTER_THREE, Matter, needed, threshold_of


class Vote:
    """A vote as one reader sees it."""

    def __init__(self, actor: Actor, pk: UUID, motion: UUID, need: Can = Can.SEE_MEETING) -> None:
        """Raises Http404 for who may not read what was said in the meeting."""
        self.actor = actor
        self.meeting = access_meeting(actor, pk, need)
        self.state: State = queries.cached_state(self.meeting)
        found = self.state.motion(motion)
        if found is None or not can_read(actor, self.meeting):
            raise Http404
        self.motion: Motion = found
        self.conducts = may(self.actor, self.meeting, Can.CONDUCT)
        self.poll = balloting.poll_of(self.meeting, self.state, found, self.actor)

    @property
    def under_way(self) -> bool:
        """Whether ballots are still taken."""
        return self.motion.is_open and self.meeting.stage == Meeting.Stage.OPEN

    @property
    def to_count(self) -> bool:
        """Whether the one who conducts has a count to make. A secret vote can be counted until the minutes
        are signed, because a device that did not know of it may have closed the meeting."""
        late = self.motion.method == SECRET and self.meeting.stage == Meeting.Stage.CLOSED
        return self.conducts and self.motion.is_open and (self.under_way or late)

    @property
    def votes_here(self) -> bool:
        """Whether the reader may put a ballot in: once in a secret vote, in an open one also another."""
        if not self.under_way or self.poll is None or self.poll.void:
            return False
        return self.poll.own is False or (self.poll.own is True and self.motion.method == OPEN)

    @property
    def can_start_over(self) -> bool:
        """A secret vote that cannot be counted any more: its key is lost, or it has too few ballots and the
        meeting is over."""
        if not self.to_count or self.poll is None or self.motion.method != SECRET:
            return False
        return self.poll.void or (not self.under_way and self.poll.few)

    @property
    def version(self) -> str:
        return version_of(self.meeting, self.motion.entry, conducts=self.conducts)

    @property
    def needed(self) -> int:
        return needed(self.motion.base, threshold_of(self.motion.threshold))

    @property
    def answers(self) -> list[tuple[Any, int, str]]:
        return counted(self.motion)

    @property
    def falls_short(self) -> bool:
        """Not passed, or fewer elected than there were places."""
        motion = self.motion
        return not motion.is_open and (
            len(motion.elected) < motion.places if motion.options else not motion.passed
        )

    @property
    def below(self) -> str:
        """What the rules say follows when a vote falls short, in the reader's language."""
        return below_words(self.meeting, self.state, self.motion, translation.get_language() or "vi")

    @property
    def may_recount(self) -> bool:
        """Whether a count made by people can be put right: the later entry counts, both are kept."""
        by_people = self.motion.method in {HANDS, PAPER}
        return (
            self.conducts
            and by_people
            and not self.motion.is_open
            and self.meeting.stage == Meeting.Stage.OPEN
        )

    @cached_property
    def earlier_counts(self) -> list[tuple[datetime, str]]:
        """Counts that a later one stands in place of, with their time."""
        acts = ("hands_counted", "ballots_counted")
        rows = self.meeting.log.filter(act__in=acts, data__motion=str(self.motion.entry))
        return [(row.device_at, _numbers(row.data)) for row in rows.order_by("device_at", "pk")][:-1]

    @property
    def waits_for(self) -> int:
        """How many have not voted on their phones yet."""
        return self.poll.waited_for if self.poll and self.motion.is_open else 0

    @cached_property
    def without_login(self) -> list[Seat]:
        """Those of the voters who have no account, while a vote on phones goes on."""
        if not (self.under_way and self.conducts and self.poll):
            return []
        found = ballot_box.without_login(self.meeting, self.state)
        return [seat for seat in found if seat.member not in self.motion.ballots]

    @property
    def has_record(self) -> bool:
        return not self.motion.is_open and self.motion.method in {PAPER, SECRET}

    @property
    def has_list(self) -> bool:
        return not self.motion.is_open and self.motion.method == SECRET

    @property
    def few(self) -> bool:
        return is_few(self.motion)

    @property
    def named(self) -> list[tuple[Seat, list[Any]]]:
        """Who answered what in an open vote, once it is over."""
        if self.motion.method != OPEN or self.motion.is_open:
            return []
        words = answers_of(self.motion)
        return [
            (seat, [words[place] for place in self.motion.ballots[seat.member]])
            for seat in self.state.seats
            if seat.member in self.motion.ballots
        ]

    @property
    def silent(self) -> list[Seat]:
        """Those an open vote still waits for, so that the chair can ask them."""
        there = set(ballot_box.electorate(self.meeting, self.state)) - self.motion.ballots.keys()
        return [seat for seat in self.state.seats if seat.member in there]


def _numbers(data: Mapping[str, Any]) -> str:
    counts = data.get("counts") or [data.get(key, 0) for key in ("votes_for", "votes_against", "abstained")]
    return ", ".join(map(str, counts))


def version_of(meeting: Meeting, motion: UUID, *, conducts: bool) -> str:
    """For pages that ask whether something changed, without folding the log: sixty phones ask. A secret
    ballot changes nothing in the log, and only who conducts is told of each.
    """
    ballot = votes.ballot_of(motion) if conducts else None
    voted = votes.progress_of(ballot).voted if ballot and ballot.meeting_id == meeting.pk else ""
    return f'"{meeting.stage}-{meeting.log_version}-{voted}"'


def below_words(meeting: Meeting, state: State, motion: Motion, language: str) -> str:
    """What follows below the threshold; where the level above decides after several votes, which this is."""
    matter = Matter(motion.matter)
    point, choice = points_of(meeting).book.point(matter.below_key), below_threshold(meeting, matter)
    words = str(point.limits["options"][choice].of(language))
    if choice != SENT_UP_AFTER_THREE or not rules.fell_short(motion):
        return words
    number = short_before(meeting, state).get(motion.entry, 0) + rules.short_so_far(state, motion)
    with translation.override(language):
        if number >= points_of(meeting)["charter-implementation.votes_before_sent_up"]:
            return _("%(n)s votes on this have fallen short. The committee above now decides.") % {
                "n": number
            }
        which = _("This is vote number %(n)s on it that fell short.") % {"n": number}
        return f"{words} {which}"


def counted(motion: Motion) -> list[tuple[Any, int, str]]:
    """Words of each answer, its votes, and whether it was elected or has to be voted on again."""
    mark = {**dict.fromkeys(motion.elected, "elected"), **dict.fromkeys(motion.tied, "tied")}
    return [
        (words, votes, mark.get(place, "") if motion.options else "")
        for place, (words, votes) in enumerate(zip(answers_of(motion), motion.counts, strict=True))
    ]


def is_few(motion: Motion) -> bool:
    """Whether so few took part in a secret vote that its result may tell how somebody voted."""
    return motion.method == SECRET and not motion.is_open and motion.collected < FEWEST_SECRET
