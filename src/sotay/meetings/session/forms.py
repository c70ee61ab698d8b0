"""For each act in the room, what a person fills in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm, DayField, NumberField, SegSelect, area
from sotay.meetings.log.rules import MODES
from sotay.meetings.log.state import HANDS, OPEN, PAPER, PRESENT, SECRET, Seat, State
from sotay.votes.rules import Matter


class ActForm(BaseForm):
    """What a person fills in for one act. `id` is made by the device, so that sending twice is harmless."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput(attrs={"data-new-id": ""}))
    item = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, state: State, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.state = state
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices that depend on who is on the roll."""

    def payload(self) -> dict[str, Any]:
        """The entry's data, as JSON can carry it, without what was left empty."""
        given = {key: value for key, value in self.cleaned_data.items() if key != "id"}
        return {key: _plain(value) for key, value in given.items() if value not in (None, "", [])}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def people_in(state: State) -> list[tuple[str, str]]:
    return [(str(seat.member), seat.name) for seat in state.seats if not seat.away]


def those_present(state: State) -> list[Seat]:
    there = state.present_at_all()
    return [seat for seat in state.seats if seat.member in there]


class BareForm(ActForm):
    """An act that needs nothing but a tap."""


class GuestsForm(ActForm):
    guests = forms.CharField(
        label=_("Guests"), required=False, widget=area(3), help_text=_("One to a line, with their position.")
    )

    def payload(self) -> dict[str, Any]:
        return {"guests": self.cleaned_data["guests"].splitlines()}


class DuesForm(ActForm):
    together = (("paid", "of"),)

    paid = NumberField(label=_("Paid this month"), min_value=0)
    of = NumberField(label=_("Have to pay"), min_value=0)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("paid") is not None and data.get("of") is not None and data["paid"] > data["of"]:
            self.add_error("paid", _("More have paid than have to. Please check."))
        return data


class NoteForm(ActForm):
    text = forms.CharField(label=_("Write into the minutes"), widget=area(5))


class StatementForm(ActForm):
    depends = frozenset({"speaker", "speaker_name"})

    speaker = forms.ChoiceField(label=_("Who speaks"), required=False)
    speaker_name = forms.CharField(
        label=_("Or a guest"),
        required=False,
        max_length=120,
        help_text=_("For somebody who is not on the roll."),
    )
    text = forms.CharField(label=_("What was said"), widget=area(5))

    def prepare(self) -> None:
        present = [(str(seat.member), seat.name) for seat in those_present(self.state)]
        self.offer("speaker", [("", _("Choose")), *(present or people_in(self.state))])


class PraiseForm(ActForm):
    text = forms.CharField(label=_("Who is praised or reminded, and for what"), widget=area(3))


ADOPTION = "adoption"
"""Of the matters a motion form offers, the one that is not a matter of its own: `adopts` says it."""


class MotionForm(ActForm):
    """`method` left empty means: as the rules say for such a matter (`rules_in_force.usual_method`)."""

    text = forms.CharField(label=_("What is put to the vote"), widget=area(3))
    matter = forms.ChoiceField(
        label=_("Kind of matter"),
        choices=[
            ("", _("Choose")),
            (ADOPTION, _("Pass the resolution of the cell: more than half")),
            (Matter.RESOLUTION.value, _("Ordinary matter: more than half")),
            (Matter.ADMISSION.value, _("Propose admission: at least two thirds")),
            (Matter.FULL_STATUS.value, _("Recognise full status: at least two thirds")),
            (Matter.DISCIPLINE.value, _("Discipline: more than half")),
            (Matter.EXPULSION.value, _("Propose expulsion: at least two thirds")),
            (Matter.STRIKING_OFF.value, _("Propose striking off: at least two thirds")),
            (Matter.ELECTION.value, _("Election: more than half")),
        ],
        error_messages={"required": _("Choose what the vote is about: the share it takes depends on it.")},
    )
    method = forms.ChoiceField(
        label=_("How it is voted"),
        required=False,
        choices=[
            ("", _("As the rules say for such a matter")),
            (HANDS, _("Show of hands, counted")),
            (PAPER, _("Secret, on paper")),
            (OPEN, _("Openly, on phones (needs the network)")),
            (SECRET, _("Secretly, on phones (needs the network)")),
        ],
    )
    options = forms.CharField(
        label=_("Names or answers, one a line"),
        required=False,
        widget=area(3),
        help_text=_("Only for elections and choices; empty for yes or no."),
    )
    places = NumberField(label=_("How many are to be chosen"), min_value=1, required=False)
    most = NumberField(
        label=_("How many one ballot may name"),
        min_value=1,
        required=False,
        help_text=_("When empty, as many as are to be chosen."),
    )

    def payload(self) -> dict[str, Any]:
        data = super().payload()
        if data["matter"] == ADOPTION:
            data |= {"matter": Matter.RESOLUTION.value, "adopts": True}
        options = [line.strip() for line in data.pop("options", "").splitlines() if line.strip()]
        if options:
            return {**data, "options": options}
        return {key: value for key, value in data.items() if key not in {"places", "most"}}


class HandsForm(ActForm):
    together = (("votes_for", "votes_against", "abstained"),)

    motion = forms.UUIDField(widget=forms.HiddenInput)
    votes_for = NumberField(label=_("For"), min_value=0)
    votes_against = NumberField(label=_("Against"), min_value=0, initial=0)
    abstained = NumberField(label=_("No opinion"), min_value=0, initial=0)


class AdoptionForm(ActForm):
    """Whether a motion that was worded as one adopts the resolution."""

    motion = forms.UUIDField(widget=forms.HiddenInput)
    adopts = forms.TypedChoiceField(choices=[("yes", "yes"), ("no", "no")], coerce=lambda said: said == "yes")

    def payload(self) -> dict[str, Any]:
        return {"motion": str(self.cleaned_data["motion"]), "adopts": self.cleaned_data["adopts"]}


def of_a_matter() -> forms.UUIDField:
    """The matter set aside that something is made of; empty for most."""
    return forms.UUIDField(required=False, widget=forms.HiddenInput(attrs={"data-keep": "off"}))


class TaskForm(ActForm):
    set_aside = of_a_matter()
    text = forms.CharField(label=_("What has to be done"), widget=area(3))
    members = forms.MultipleChoiceField(label=_("Who does it"), widget=forms.CheckboxSelectMultiple)
    due_on = DayField(label=_("Deadline"))

    def prepare(self) -> None:
        self.offer("members", people_in(self.state))


class ResultForm(ActForm):
    together = (("outcome", "text"),)

    task = forms.UUIDField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("Result"),
        choices=[("done", _("Done")), ("under_way", _("Under way")), ("not_done", _("Not done"))],
        widget=SegSelect(tones={"done": "ok", "under_way": "wait", "not_done": "late"}),
    )
    text = forms.CharField(label=_("In a few words"), required=False, max_length=500)


THE_CELL = "cell"
"""Of those a petition may be raised by, the one who is nobody in particular."""


class PetitionForm(ActForm):
    set_aside = of_a_matter()
    text = forms.CharField(label=_("What is asked for"), widget=area(4))
    raised_by = forms.ChoiceField(
        label=_("Raised by"), error_messages={"required": _("Say who raised it, or the cell as a whole.")}
    )
    to_level = forms.ChoiceField(
        label=_("Who can settle it"),
        choices=[
            ("", _("Choose")),
            ("cell", _("This cell")),
            ("ward", _("The ward or commune")),
            ("province", _("The province")),
        ],
        error_messages={"required": _("Say who can settle it: it is sent there.")},
    )

    def prepare(self) -> None:
        nobody = [("", _("Choose")), (THE_CELL, _("The cell as a whole"))]
        self.offer("raised_by", [*nobody, *people_in(self.state)])

    def payload(self) -> dict[str, Any]:
        data = super().payload()
        if data["raised_by"] == THE_CELL:
            del data["raised_by"]
        return _with_name(data, self.state)


class SetAsideForm(ActForm):
    text = forms.CharField(label=_("What is set aside"), widget=area(3))
    raised_by = forms.ChoiceField(label=_("Who brought it up"), required=False)

    def prepare(self) -> None:
        self.offer("raised_by", [("", _("Nobody in particular")), *people_in(self.state)])

    def payload(self) -> dict[str, Any]:
        return _with_name(super().payload(), self.state)


class SettleForm(ActForm):
    matter = forms.UUIDField(widget=forms.HiddenInput)
    outcome = forms.CharField(widget=forms.HiddenInput)


def _with_name(data: dict[str, Any], state: State) -> dict[str, Any]:
    seat = state.seat(UUID(data["raised_by"])) if data.get("raised_by") else None
    return {**data, "raised_by_name": seat.name} if seat else data


class OverForm(ActForm):
    """Words that may be there already. `over` names the wordings the writer saw, so that what somebody
    else wrote meanwhile is not written over unread; a page that does not say leaves it out.
    """

    over = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_over(self) -> list[UUID]:
        try:
            return [UUID(each) for each in self.cleaned_data["over"].split(",") if each]
        except ValueError:
            raise forms.ValidationError(_("This cannot be read. Please check what was typed.")) from None

    def payload(self) -> dict[str, Any]:
        data = super().payload()
        return {**data, "over": _plain(self.cleaned_data["over"])} if "over" in self.data else data


class ConclusionForm(OverForm):
    text = forms.CharField(label=_("The chair's conclusion"), widget=area(7))


class ReviseForm(OverForm):
    entry = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("New wording"), widget=area(6))


class AmendForm(ActForm):
    text = forms.CharField(
        label=_("What is added or corrected"),
        widget=area(5),
        help_text=_("Say which part of the minutes it is about, and how it should read."),
    )


class EntryForm(ActForm):
    entry = forms.UUIDField(widget=forms.HiddenInput)


class RollForm(ActForm):
    member = forms.UUIDField()
    round = forms.CharField()
    mark = forms.CharField()
    reason = forms.CharField(required=False, max_length=300)

    def payload(self) -> dict[str, Any]:
        """In a mixed meeting the buttons say "hall" or "online": present, and how."""
        data = super().payload()
        return {**data, "mark": PRESENT, "mode": data["mark"]} if data["mark"] in MODES else data


class MemberForm(ActForm):
    member = forms.UUIDField(widget=forms.HiddenInput)


class ItemActForm(ActForm):
    item = forms.UUIDField(widget=forms.HiddenInput)


FORMS: dict[str, type[ActForm]] = {
    "guests_noted": GuestsForm,
    "dues_noted": DuesForm,
    "agenda_adopted": BareForm,
    "roll_marked": RollForm,
    "came_late": MemberForm,
    "left_early": MemberForm,
    "floor_asked": MemberForm,
    "floor_given": MemberForm,
    "floor_left": MemberForm,
    "item_begun": ItemActForm,
    "item_ended": ItemActForm,
    "note_written": NoteForm,
    "praise_noted": PraiseForm,
    "statement_recorded": StatementForm,
    "motion_moved": MotionForm,
    "hands_counted": HandsForm,
    "adoption_said": AdoptionForm,
    "task_assigned": TaskForm,
    "task_reported": ResultForm,
    "petition_recorded": PetitionForm,
    "matter_set_aside": SetAsideForm,
    "set_aside_settled": SettleForm,
    "concluded": ConclusionForm,
    "minutes_read": BareForm,
    "revised": ReviseForm,
    "withdrawn": EntryForm,
    "closed": BareForm,
    "amended": AmendForm,
}
"""The acts a person does by a form; opening has a door of its own."""
