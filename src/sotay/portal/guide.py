"""The first-run guide: four steps for each role, shown on Today one by one until the last is done or it is
put away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Actor, Role

STEPS = 4
Text = str | Promise


@dataclass(frozen=True, slots=True)
class Step:
    """What to try, in two sentences, and the page it is tried on; `at_unit` when that is a page of one's
    unit."""

    title: Text
    text: Text
    button: Text
    url_name: str
    at_unit: bool = False


_LOOK = Step(
    _("Make the text as large as you like"),
    _(
        "Tap “Account” at the top right. There you choose the text size and a light or dark page; "
        "it is remembered."
    ),
    _("Open my account"),
    "accounts:me",
)

_MEMBER = (
    _LOOK,
    Step(
        _("Answer the invitation and read the papers"),
        _(
            "Every invitation stands on Today with two buttons: I will come, or I cannot. The agenda and "
            "papers are there to read."
        ),
        _("See the meetings"),
        "meetings:meetings",
    ),
    Step(
        _("Say how your tasks stand"),
        _(
            "A task you were given has a day. Open it, write a sentence on how it stands, or report it "
            "as done."
        ),
        _("See my tasks"),
        "assignments:tasks",
    ),
    Step(
        _("Read your notices"),
        _("The bell at the top counts what is new: an invitation, a task, the answer to what you asked for."),
        _("Open the notices"),
        "notify:notices",
    ),
)
_LEADER = (
    Step(
        _("Look over the list of members"),
        _(
            "Check names, years of birth and telephone numbers. Votes and attendance are counted by this "
            "list."
        ),
        _("Open the list of members"),
        "members:members",
    ),
    Step(
        _("Give the members a way in"),
        _(
            "Print a log-in slip for each member who has a telephone. Whoever has none is helped by you; "
            "nothing is missed."
        ),
        _("Open the log-ins of the cell"),
        "accounts:accounts",
        at_unit=True,
    ),
    Step(
        _("Set up this month's meeting"),
        _(
            "The agenda is drafted for you from the regulation, the guidance from above and what is left "
            "from last month."
        ),
        _("Open the meetings"),
        "meetings:meetings",
    ),
    Step(
        _("Take the meeting along to the hall"),
        _("On the page of the meeting, download it to your device: then it works where there is no network."),
        _("Open the meetings"),
        "meetings:meetings",
    ),
)
_COMMITTEE = (_LOOK, *_LEADER[::2], _MEMBER[3])
_OVERSEER = (
    Step(
        _("Look at the cells in your charge"),
        _("They stand on Today with their next meeting and how far this month has come."),
        _("Go to Today"),
        "portal:today",
    ),
    Step(
        _("Read the papers before you attend"),
        _("Open a meeting of the cell: the agenda and the papers are there before the evening."),
        _("See the meetings"),
        "meetings:meetings",
    ),
    Step(
        _("Follow the petitions of the cell"),
        _("You see what was asked, who holds it and until when an answer is promised."),
        _("Open the petitions"),
        "petitions:petitions",
    ),
    _MEMBER[3],
)
_WARD = (
    Step(
        _("See the month of your cells"),
        _(
            "Who has set up, who has met, who has reported: the figures come by themselves, nobody types "
            "them."
        ),
        _("Open the overview"),
        "reports:board",
    ),
    Step(
        _("Send guidance for the month"),
        _("Before the month begins, write what every cell is to take up. It joins the agendas they draft."),
        _("Write the guidance"),
        "guidance:unit",
        at_unit=True,
    ),
    Step(
        _("Answer the petitions that reach you"),
        _("Answer, promise a day, or pass them up. Whoever asked is told at once."),
        _("Open the petitions"),
        "petitions:petitions",
    ),
    Step(
        _("Look after the log-ins of the cells"),
        _(
            "Each cell's secretary hands out slips; you see how far each cell has come, and help where "
            "it is stuck."
        ),
        _("Open the log-ins"),
        "accounts:accounts",
        at_unit=True,
    ),
)
_PROVINCE = (
    _WARD[0],
    _WARD[2],
    Step(
        _("Look through the wards and communes"),
        _("Open a unit to see the units below it and who holds which role."),
        _("Open the units"),
        "units:units",
    ),
    _MEMBER[3],
)
_INSPECTION = (
    _WARD[0],
    Step(
        _("Open the records you inspect"),
        _("You see the members of your area, their standing and the roles they hold."),
        _("Open the list of members"),
        "members:members",
    ),
    Step(
        _("See what was done by whom"),
        _("Each change is one line: who, when, what. Lines are only ever added."),
        _("Open what happened"),
        "audit:lines",
        at_unit=True,
    ),
    _MEMBER[3],
)
_OPERATOR = (
    Step(
        _("Look over the tree of units"),
        _("Units have one place and one name a day. Names and places change from a day you choose."),
        _("Open the units"),
        "units:units",
    ),
    Step(
        _("Open the offices"),
        _("You appoint the offices; they appoint in their cells. Nobody appoints themselves."),
        _("Open your unit"),
        "units:unit",
        at_unit=True,
    ),
    Step(
        _("Check what the rules rest on"),
        _("Each regulation says where its values come from and what is still doubtful."),
        _("Open the regulations"),
        "regulations:regulations",
    ),
    Step(
        _("Make a backup and try it"),
        _(
            "Backups are made on the machine itself; the handbook of operation says how. Meanwhile see "
            "who did what."
        ),
        _("Open what happened"),
        "audit:lines",
        at_unit=True,
    ),
)

_OF_ROLE: Mapping[Role, tuple[Step, ...]] = {
    Role.CENTRE_OFFICE: _PROVINCE,
    Role.PROVINCE_OFFICE: _PROVINCE,
    Role.WARD_OFFICE: _WARD,
    Role.INSPECTION_COMMISSION: _INSPECTION,
    Role.OPERATOR: _OPERATOR,
    Role.SECRETARY: _LEADER,
    Role.DEPUTY_SECRETARY: _LEADER,
    Role.COMMITTEE_MEMBER: _COMMITTEE,
    Role.OVERSEER: _OVERSEER,
    Role.MEMBER: _MEMBER,
}
"""The first role one holds decides; the order is that of the list."""


@dataclass(frozen=True, slots=True)
class ShownStep:
    number: int
    step: Step
    url: str


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide of one reader, and the step they are at; None when it is done or put away."""

    steps: tuple[ShownStep, ...]
    at: ShownStep | None

    @property
    def is_last(self) -> bool:
        return self.at is not None and self.at.number == len(self.steps)


def guide_of(actor: Actor, done: int) -> Guide | None:
    """`done` is how many steps somebody has behind them. None for who holds no role."""
    for role, steps in _OF_ROLE.items():
        grants = actor.holds(role)
        if grants:
            shown = tuple(
                ShownStep(number, step, _url(step, grants[0].unit_id))
                for number, step in enumerate(steps, start=1)
            )
            return Guide(shown, shown[done] if done < len(shown) else None)
    return None


def _url(step: Step, unit: object) -> str:
    return reverse(step.url_name, args=[unit] if step.at_unit else [])
