"""Forms of a meeting: what is prepared, and for each act in the room what a person fills in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from sotay.kernel.forms import DayField, HouseForm, MonthField, SegSelect
from sotay.library.forms import UploadForm
from sotay.meetings.fields import LONGEST_TEXT
from sotay.meetings.models import AgendaItem, Meeting
from sotay.meetings.rules import MODES
from sotay.meetings.state import HANDS, OPEN, PAPER, PRESENT, SECRET, Motion, Seat, State
from sotay.members.models import Member
from sotay.votes.rules import Matter


def _area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


if TYPE_CHECKING:
    MemberChoiceBase = forms.ModelChoiceField[Member]
    ItemChoiceBase = forms.ModelChoiceField[AgendaItem]
else:
    MemberChoiceBase = ItemChoiceBase = forms.ModelChoiceField


class MemberChoice(MemberChoiceBase):
    """A choice among the members of a roll, in Vietnamese order."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Member.objects.none(), empty_label=_("Choose"), **kwargs)

    def label_from_instance(self, obj: Member) -> str:
        return obj.full_name


class ItemChoice(ItemChoiceBase):
    """A choice among the items of an agenda, in its order; none of them means the whole meeting."""

    def __init__(self, **kwargs: Any) -> None:
        nothing = AgendaItem.objects.none()
        super().__init__(queryset=nothing, empty_label=_("The whole meeting"), **kwargs)

    def label_from_instance(self, obj: AgendaItem) -> str:
        return obj.title


class CancelForm(HouseForm):
    because = forms.CharField(label=_("Why is the meeting cancelled?"), widget=_area(3), max_length=300)


class ItemForm(HouseForm):
    title = forms.CharField(label=_("What it is about"), max_length=300, widget=_area(2))
    minutes = forms.IntegerField(
        label=pgettext_lazy("how long", "Minutes"),
        min_value=1,
        max_value=240,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    presenter = MemberChoice(label=_("Presenter"), required=False)
    text = forms.CharField(
        label=_("What will be presented"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=_area(8),
        help_text=_(
            "Members read it before the meeting, and it goes into the minutes without being typed again."
        ),
    )

    def __init__(self, *args: Any, people: Iterable[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(MemberChoice, self.fields["presenter"])
        field.queryset = Member.objects.filter(pk__in=[member.pk for member in people])


class NewItemForm(ItemForm):
    step = forms.ChoiceField(
        label=_("Where in the meeting"), choices=AgendaItem.Step.choices, initial=AgendaItem.Step.CONDUCT
    )


class PaperForm(UploadForm):
    """A document to read before the meeting, and the item of the agenda it belongs to."""

    item = ItemChoice(
        label=_("For which item of the agenda"),
        required=False,
        help_text=_("Members find it under that item."),
        error_messages={"invalid_choice": _("This item is not on the agenda of this meeting.")},
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(ItemChoice, self.fields["item"]).queryset = meeting.agenda.all()
        self.order_fields(["file", "title", "item", "not_secret"])


class AnswerForm(HouseForm):
    will_come = forms.TypedChoiceField(
        label=_("Will you come?"),
        choices=[("yes", _("Will come")), ("no", _("Cannot, because"))],
        coerce=lambda value: value == "yes",
        widget=SegSelect(tones={"yes": "ok", "no": "wait"}),
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=300, help_text=_("Needed when you cannot come.")
    )
    statement = forms.CharField(
        label=_("What you would say in the meeting"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=_area(5),
        help_text=_("When you cannot come: it is read out and goes into the minutes under your name."),
    )


class GuidanceForm(HouseForm):
    month = MonthField(label=_("For the meetings of"))
    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(
        label=_("What the cells should take up"), max_length=LONGEST_TEXT, widget=_area(10)
    )


class ActForm(HouseForm):
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
        label=_("Guests"), required=False, widget=_area(3), help_text=_("One to a line, with their position.")
    )

    def payload(self) -> dict[str, Any]:
        return {"guests": self.cleaned_data["guests"].splitlines()}


class DuesForm(ActForm):
    paid = forms.IntegerField(label=_("Paid this month"), min_value=0)
    of = forms.IntegerField(label=_("Have to pay"), min_value=0)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("paid") is not None and data.get("of") is not None and data["paid"] > data["of"]:
            self.add_error("paid", _("More have paid than have to. Please check."))
        return data


class NoteForm(ActForm):
    text = forms.CharField(label=_("Write into the minutes"), widget=_area(5))


class StatementForm(ActForm):
    speaker = forms.ChoiceField(label=_("Who speaks"), required=False)
    speaker_name = forms.CharField(
        label=_("Or a guest"),
        required=False,
        max_length=120,
        help_text=_("For somebody who is not on the roll."),
    )
    text = forms.CharField(label=_("What was said"), widget=_area(5))

    def prepare(self) -> None:
        present = [(str(seat.member), seat.name) for seat in those_present(self.state)]
        _choices(self, "speaker", [("", _("Choose")), *(present or people_in(self.state))])


class PraiseForm(ActForm):
    text = forms.CharField(label=_("Who is praised or reminded, and for what"), widget=_area(3))


class MotionForm(ActForm):
    """`method` left empty means: as the rules say for such a matter (`law.usual_method`)."""

    text = forms.CharField(label=_("What is put to the vote"), widget=_area(3))
    matter = forms.ChoiceField(
        label=_("Kind of matter"),
        choices=[
            (Matter.RESOLUTION.value, _("Ordinary matter, resolution: more than half")),
            (Matter.ADMISSION.value, _("Propose admission: at least two thirds")),
            (Matter.FULL_STATUS.value, _("Recognise full status: at least two thirds")),
            (Matter.DISCIPLINE.value, _("Discipline: more than half")),
            (Matter.EXPULSION.value, _("Propose expulsion: at least two thirds")),
            (Matter.ELECTION.value, _("Election: more than half")),
        ],
        initial=Matter.RESOLUTION.value,
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
        widget=_area(3),
        help_text=_("Only for elections and choices; empty for yes or no."),
    )
    places = forms.IntegerField(label=_("How many are to be chosen"), min_value=1, required=False)
    most = forms.IntegerField(
        label=_("How many one ballot may name"),
        min_value=1,
        required=False,
        help_text=_("When empty, as many as are to be chosen."),
    )

    def payload(self) -> dict[str, Any]:
        data = super().payload()
        options = [line.strip() for line in data.pop("options", "").splitlines() if line.strip()]
        if options:
            return {**data, "options": options}
        return {key: value for key, value in data.items() if key not in {"places", "most"}}


class HandsForm(ActForm):
    motion = forms.UUIDField(widget=forms.HiddenInput)
    votes_for = forms.IntegerField(label=_("For"), min_value=0)
    votes_against = forms.IntegerField(label=_("Against"), min_value=0, initial=0)
    abstained = forms.IntegerField(label=_("No opinion"), min_value=0, initial=0)


NONE_OF_THEM = "none"


class CastForm(HouseForm):
    """One ballot: an answer, or names. Nothing of it may stay on the device, nor come back with its page."""

    choice = forms.MultipleChoiceField()
    receipt = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, motion: Motion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        several = motion.most > 1
        words = {"n": motion.most}
        label = ngettext("Choose at most %(n)s.", "Choose at most %(n)s.", motion.most) % words
        self.fields["choice"] = (forms.MultipleChoiceField if several else forms.ChoiceField)(
            label=label if several else _("Your answer"),
            choices=self.answers(motion),
            widget=forms.CheckboxSelectMultiple if several else forms.RadioSelect,
            error_messages={
                "required": _("Choose an answer."),
                "invalid_choice": _("This answer is not on the ballot. Please choose again."),
            },
        )
        self.order_fields(["member", "choice", "receipt"])

    @staticmethod
    def answers(motion: Motion) -> list[tuple[str, Any]]:
        answers = [(str(place), words) for place, words in enumerate(answers_of(motion))]
        none = [(NONE_OF_THEM, _("None of these"))] if motion.options and motion.method == SECRET else []
        return [*answers, *none]

    def clean_choice(self) -> list[int]:
        given = self.cleaned_data["choice"]
        chosen = given if isinstance(given, list) else [given]
        if NONE_OF_THEM in chosen and len(chosen) > 1:
            raise forms.ValidationError(_("Choose names, or none of them, not both."))
        return [int(place) for place in chosen if place != NONE_OF_THEM]


class CastForForm(CastForm):
    """A ballot of an open vote for somebody without a phone."""

    member = forms.ChoiceField(label=_("Whose answer it is"))

    def __init__(self, *args: Any, people: Iterable[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].label = _("Their answer")
        waiting = [(str(seat.member), seat.name) for seat in people]
        _choices(self, "member", [("", _("Choose")), *waiting])


class TellersForm(HouseForm):
    """What the tellers counted. Fields `count_0`, `count_1`… are the answers in their order."""

    issued = forms.IntegerField(label=_("Ballots handed out"), min_value=0)
    collected = forms.IntegerField(label=_("Ballots collected"), min_value=0)
    invalid = forms.IntegerField(label=_("Invalid ballots"), min_value=0, initial=0)

    def __init__(self, *args: Any, motion: Motion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = [f"count_{place}" for place in range(len(answers_of(motion)))]
        for name, words in zip(self.places, answers_of(motion), strict=True):
            self.fields[name] = forms.IntegerField(label=words, min_value=0)
        self.fields["tellers"] = forms.CharField(
            label=_("Tellers, one a line"), widget=_area(3), help_text=_("The head of the tellers first.")
        )

    def payload(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            **{name: given[name] for name in ("issued", "collected", "invalid")},
            "counts": [given[name] for name in self.places],
            "tellers": given["tellers"].splitlines(),
        }


def answers_of(motion: Motion) -> list[Any]:
    """The words of each answer, in the order they are counted in."""
    return list(motion.options) or [_("For"), _("Against"), _("No opinion")]


class TaskForm(ActForm):
    text = forms.CharField(label=_("What has to be done"), widget=_area(3))
    members = forms.MultipleChoiceField(label=_("Who does it"), widget=forms.CheckboxSelectMultiple)
    due_on = DayField(label=_("Deadline"))

    def prepare(self) -> None:
        _choices(self, "members", people_in(self.state))


class ResultForm(ActForm):
    task = forms.UUIDField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("Result"),
        choices=[("done", _("Done")), ("under_way", _("Under way")), ("not_done", _("Not done"))],
        widget=SegSelect(tones={"done": "ok", "under_way": "wait", "not_done": "late"}),
    )
    text = forms.CharField(label=_("In a few words"), required=False, max_length=500)


class PetitionForm(ActForm):
    text = forms.CharField(label=_("What is asked for"), widget=_area(4))
    raised_by = forms.ChoiceField(label=_("Raised by"), required=False)
    to_level = forms.ChoiceField(
        label=_("Who can settle it"),
        choices=[
            ("cell", _("This cell")),
            ("ward", _("The ward or commune")),
            ("province", _("The province")),
        ],
        initial="ward",
    )

    def prepare(self) -> None:
        _choices(self, "raised_by", [("", _("The cell as a whole")), *people_in(self.state)])

    def payload(self) -> dict[str, Any]:
        data = super().payload()
        seat = self.state.seat(UUID(data["raised_by"])) if data.get("raised_by") else None
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
    text = forms.CharField(label=_("The chair's conclusion"), widget=_area(7))


class ReviseForm(OverForm):
    entry = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("New wording"), widget=_area(6))


class AmendForm(ActForm):
    text = forms.CharField(
        label=_("What is added or corrected"),
        widget=_area(5),
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
    "task_assigned": TaskForm,
    "task_reported": ResultForm,
    "petition_recorded": PetitionForm,
    "concluded": ConclusionForm,
    "minutes_read": BareForm,
    "revised": ReviseForm,
    "withdrawn": EntryForm,
    "closed": BareForm,
    "amended": AmendForm,
}
"""The acts a person does by a form; opening has a door of its own."""


def _choices(form: HouseForm, name: str, choices: list[Any]) -> None:
    cast(forms.ChoiceField, form.fields[name]).choices = choices
