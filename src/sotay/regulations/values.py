"""What the points of regulations are, once they are read: agendas, forms, thresholds and the like. Pure.

How each is written and read: `reading`, docs/regulations.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

STEPS = ("prepare", "open", "conduct", "close", "after")
PRESENTERS = (
    "secretary",
    "deputy_secretary",
    "committee_member",
    "minute_taker",
    "overseer",
    "members",
    "presenter",
)
ITEM_KINDS = (
    "opening",
    "roll_call",
    "ideology",
    "last_month",
    "guidance",
    "focus",
    "next_month",
    "discussion",
    "thematic",
    "petitions",
    "conclusion",
    "scoring",
    "minutes",
)
MEASURES = (
    *("yes_no", "duration", "attendance", "absence_streak", "committee_met", "notified", "papers_ahead"),
    *("steps_done", "speaking", "praised", "minutes_read", "ideology_time", "papers_posted", "concluded"),
    *("tasks_assigned", "finished_in_time", "targets"),
)
"""What a row of a scoring form is measured by: a person's answer ("yes_no"), or one of the evidence functions
of the app `scoring`."""
FULL_SCORE = 100
"""What a scoring form adds up to, or starts from when it deducts."""
PROOFS = ("none", "meetings", "minutes", "reports", "attendance", "thematic", "tasks", "petitions")

PAPER_KINDS = ("KH", "BB", "BC", "TB", "PL")
"""Type codes of the papers of a record set; "PL" is an annex, which carries no number."""
PAPER_MAKERS = ("unit", "team", "cell")
PAPER_CONTENTS = (
    *("plan", "outline", "launch", "self_report", "talk", "verification", "team_report"),
    *("extract", "conclusion", "announcing", "index", "notice"),
)
"""What the program can put into a paper of a record set."""


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in both languages."""

    vi: str
    en: str

    def of(self, language: str) -> str:
        """In the reader's language; Vietnamese for every language but English."""
        return self.en if language.startswith("en") else self.vi


@dataclass(frozen=True, slots=True)
class Threshold:
    """The part of the base that must be in favour: more than `share` when strict, else at least it."""

    share: Fraction
    strict: bool


@dataclass(frozen=True, slots=True)
class Span:
    """From `low` to `high`, both included."""

    low: int
    high: int

    def holds(self, number: float) -> bool:
        return self.low <= number <= self.high


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a meeting and what the regulation wants done in it."""

    key: str
    name: Words
    contents: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """An item of an agenda template. `stretch` marks one that takes the time a longer meeting has over."""

    key: str
    step: str
    kind: str
    title: Words
    minutes: int
    presenter: str
    required: bool
    stretch: bool


@dataclass(frozen=True, slots=True)
class Agenda:
    """An agenda template: its items in order."""

    items: tuple[AgendaItem, ...]

    @property
    def minutes(self) -> int:
        return sum(item.minutes for item in self.items)

    def lasting(self, minutes: int) -> Agenda:
        """The same agenda made at least `minutes` long: stretchable items share what is missing.

        The earlier of them take the odd minutes. An agenda that is long enough is left as it is.
        """
        elastic = [item.key for item in self.items if item.stretch]
        missing = minutes - self.minutes
        if missing <= 0 or not elastic:
            return self
        each, odd = divmod(missing, len(elastic))
        more = {key: each + (place < odd) for place, key in enumerate(elastic)}
        return Agenda(
            tuple(replace(item, minutes=item.minutes + more.get(item.key, 0)) for item in self.items)
        )


@dataclass(frozen=True, slots=True)
class Band:
    """Points given when the measure is at least `low` (a share), when at most `most_short` is missing, or
    when the condition `or_when` holds; the last band of a row is for all the rest."""

    points: int
    text: Words
    low: Fraction | None = None
    most_short: int | None = None
    or_when: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """A row of a scoring form. A row with rows below it only heads them, and `max_points` is their sum.

    `key` is what forms that ask the same have in common. `only_thematic`: counted only where a meeting has a
    theme. Of a form that deducts, bands hold what is left of `max_points`, as in one that adds.
    """

    number: str
    text: Words
    max_points: int
    measure: str
    bands: tuple[Band, ...]
    key: str = ""
    only_thematic: bool = False

    @property
    def block(self) -> str:
        return self.number.partition(".")[0]

    @property
    def heads_block(self) -> bool:
        return "." not in self.number


@dataclass(frozen=True, slots=True)
class ScoringForm:
    """With `deducts` a meeting starts from FULL_SCORE and loses what a row lacks, with a note for each."""

    rows: tuple[Criterion, ...]
    deducts: bool = False

    @property
    def blocks(self) -> tuple[Criterion, ...]:
        return tuple(row for row in self.rows if row.heads_block)

    def below(self, block: str) -> tuple[Criterion, ...]:
        return tuple(row for row in self.rows if row.block == block and not row.heads_block)

    @property
    def asked(self) -> tuple[Criterion, ...]:
        """Rows that are scored: those that only head others are not among them."""
        heads = {row.block for row in self.rows if not row.heads_block}
        return tuple(row for row in self.rows if not (row.heads_block and row.number in heads))

    @property
    def max_points(self) -> int:
        return FULL_SCORE if self.deducts else sum(row.max_points for row in self.blocks)


@dataclass(frozen=True, slots=True)
class Question:
    """A question of an outline. `proof` names what the program can answer it from; 'none' if from nothing."""

    key: str
    proof: str
    text: Words


@dataclass(frozen=True, slots=True)
class RecordPaper:
    """A paper of a record set: its name in the set, its type code, what the program fills it from, who makes
    it, and whether the cell gets it."""

    key: str
    content: str
    kind: str
    by: str
    to_cell: bool
    name: Words


REVIEW_PARTS = ("common", "tasks", "words")
"""Parts of a review form: criteria common to all, those of the work done, and headings to write under."""


@dataclass(frozen=True, slots=True)
class ReviewLevel:
    """A level of a rating: the fewest points for it, and the shares of tasks that are asked besides.

    `done`: tasks that were done; `on_time`: done by their day; `late_most`: the most that may be late;
    `beyond`: work beyond what was asked, which people judge.
    """

    key: str
    points: int
    text: Words
    done: Fraction | None = None
    on_time: Fraction | None = None
    late_most: Fraction | None = None
    beyond: Fraction | None = None


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A row of a review form; `max_points` is 0 for a heading to write under."""

    key: str
    part: str
    text: Words
    max_points: int


@dataclass(frozen=True, slots=True)
class ReviewForm:
    rows: tuple[ReviewRow, ...]

    @property
    def headings(self) -> tuple[ReviewRow, ...]:
        return self.of("words")

    @property
    def criteria(self) -> tuple[ReviewRow, ...]:
        return tuple(row for row in self.rows if row.part != "words")

    def of(self, part: str) -> tuple[ReviewRow, ...]:
        return tuple(row for row in self.rows if row.part == part)

    def most(self, part: str) -> int:
        return sum(row.max_points for row in self.of(part))


@dataclass(frozen=True, slots=True)
class Days:
    """Some days in a row with a name, such as a holiday; both ends included."""

    from_on: date
    until_on: date
    name: Words


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing of a list that people choose from, by its key."""

    key: str
    text: Words


DRAFT_CONDITIONS = {
    "share_each_month": (2, ("share", "part", "whole", "lowest", "lowest_month", "months", "level")),
    "share_at_least": (2, ("share", "part", "whole", "level")),
    "share_below": (2, ("share", "part", "whole", "level")),
    "share_falls": (2, ("share", "part", "whole", "share_before", "part_before", "whole_before")),
    "share_rises": (2, ("share", "part", "whole", "share_before", "part_before", "whole_before")),
    "each_quarter": (1, ("number", "quarters", "level")),
    "some_quarter_short": (1, ("number", "quarters", "short", "level")),
    "some": (1, ("number",)),
    "none": (2, ("beside",)),
    "always": (0, ("level",)),
}
"""Conditions of a drafted sentence: of how many figures each is, and what it gives the sentence to say. What
they mean is in the app `period_reviews`."""
DRAFT_SECTIONS = ("strength", "weakness", "cause", "solution")
DRAFT_MEETINGS = ("regular", "all")
OWN_RULE = "own"
"""Source of a rule that no text gives and that is this program's own."""


@dataclass(frozen=True, slots=True)
class DraftRule:
    """A rule by which a review drafts a sentence from figures.

    `when` names its condition, `of` the figures it is about, of regular `meetings` or of all. It is held
    against `level`, or against the value of the point `level_of` of the rules in force then; `own_level` says
    that the source gives the matter and this program the level. Of the strengths and weaknesses of a `topic`
    the first that holds is said. `suggests` names causes and solutions.
    """

    key: str
    topic: str
    section: str
    when: str
    of: tuple[str, ...]
    meetings: str
    level: Fraction | int | None
    level_of: str
    suggests: tuple[str, ...]
    rule: Words
    text: Words
    source: str
    own_level: bool

    @property
    def is_own(self) -> bool:
        return self.source == OWN_RULE


@dataclass(frozen=True, slots=True)
class Ceremony:
    """A day of the year on which badges are awarded, and the months (both included) whose years it takes in.
    The months may begin in the year before: December to February for 3 February."""

    day: int
    month: int
    first_month: int
    last_month: int
    name: Words
