"""What people fill in about a task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from sotay.assignments import periods
from sotay.assignments.models import Task, TaskMember
from sotay.kernel.forms import BaseForm, DayField, SegSelect, area
from sotay.members.models import Member

LONGEST = 2000
NOBODY = ""
REPEATED = [(kind.value, kind.label) for kind in Task.Kind if kind is not Task.Kind.COMMITMENT]


@dataclass(frozen=True, slots=True)
class Scene:
    """What the forms of a task's page offer: the task, its people, the roll and the committee of its cell."""

    task: Task
    day: date
    given_to: Sequence[TaskMember] = ()
    roll: Sequence[Member] = ()
    committee: Sequence[Member] = field(default=())
    is_mine: bool = False

    @property
    def divided(self) -> bool:
        return any(row.part for row in self.given_to)

    def period_choices(self) -> list[tuple[str, str]]:
        task = self.task
        starts = periods.to_choose(task.kind, task.given_on, task.due_on, task.reported_periods, self.day)
        return [(start.isoformat(), period_words(task.kind, start)) for start in starts]


def period_words(kind: str, start: date) -> str:
    """'month 12/2026', 'week from 30/11/2026'."""
    if kind == periods.WEEKLY:
        return _now("week from %(day)s") % {"day": f"{start:%d/%m/%Y}"}
    return _now("month %(month)s") % {"month": f"{start:%m/%Y}"}


def people_choices(people: Sequence[Member]) -> list[tuple[str, str]]:
    return [(str(member.pk), member.shown) for member in people]


def named_in(people: Sequence[Member], pk: str) -> Member | None:
    return next((member for member in people if str(member.pk) == pk), None)


class OperationForm(BaseForm):
    """A form on the page of a task."""

    scene: Scene

    def fit(self, scene: Scene) -> Self:
        """Offer what the task allows now."""
        self.scene = scene
        return self

    def given(self) -> Mapping[str, Any]:
        return self.cleaned_data


def _words(label: object, hint: object, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        help_text=hint,  # type: ignore[arg-type]
        max_length=LONGEST,
        required=required,
        widget=area(3),
        error_messages={"required": _("Write a few words, so that the next meeting knows what happened.")},
    )


class ReportForm(OperationForm):
    """`period` is asked of a task that repeats, `part_of` of a divided one when somebody helps."""

    period = forms.ChoiceField(label=_("Which time is it about?"))
    part_of = forms.ChoiceField(label=_("Whose part is it?"))
    done = forms.ChoiceField(
        label=_("How does it stand?"),
        choices=[("no", _("Still working on it")), ("yes", _("Finished"))],
        error_messages={"required": _("Choose how it stands.")},
        widget=SegSelect(tones={"yes": "ok"}),
    )
    text = _words(_("What was done, and what is left"), _("It is read out at the next meeting."))

    def fit(self, scene: Scene) -> Self:
        super().fit(scene)
        choices = scene.period_choices()
        if choices:
            self.offer("period", choices)
            self.fields["done"].help_text = _("Finished means the whole task, not only this time.")
        else:
            del self.fields["period"]
        if scene.divided and not scene.is_mine:
            rows = [(str(row.member_id), f"{row.member.shown}: {row.part}") for row in scene.given_to]
            self.offer("part_of", rows)
        else:
            del self.fields["part_of"]
        return self

    def clean_done(self) -> bool:
        return bool(self.cleaned_data["done"] == "yes")

    def given(self) -> Mapping[str, Any]:
        data = dict(self.cleaned_data)
        asked, whose = data.pop("period", ""), data.pop("part_of", "")
        return {
            **data,
            "period": date.fromisoformat(asked) if asked else None,
            "part_of": UUID(whose) if whose else None,
        }


class ConfirmForm(OperationForm):
    text = _words(_("A word on the result"), "", required=False)


class SendBackForm(OperationForm):
    because = _words(_("What is still missing?"), _("The people given the task will read it."))


class ExtendForm(OperationForm):
    due_on = DayField(
        label=_("The new deadline"),
        help_text=_("For example 25/12/2026."),
        error_messages={"required": _("Enter the new deadline.")},
    )
    because = _words(_("Why does it need more time?"), "")


class DropForm(OperationForm):
    because = _words(_("Why is it dropped?"), _("It stays on record and does not come back to the agenda."))


class AskHelpForm(OperationForm):
    text = _words(
        _("What do you need help with?"), _("Who follows the task and the leaders of the cell are told.")
    )


class AnswerHelpForm(OperationForm):
    text = _words(_("What is done about it?"), _("The people given the task will read it."))


class HandOverForm(OperationForm):
    leaving = forms.ChoiceField(
        label=_("Who gives it up?"), error_messages={"required": _("Choose who gives it up.")}
    )
    to = forms.ChoiceField(
        label=_("Who takes it over?"), error_messages={"required": _("Choose who takes it over.")}
    )
    because = _words(_("Why is it handed over?"), "")

    def fit(self, scene: Scene) -> Self:
        super().fit(scene)
        held = [row.member for row in scene.given_to]
        self.offer("leaving", people_choices(held))
        ids = {member.pk for member in held}
        others = [member for member in scene.roll if member.pk not in ids]
        self.offer("to", [(NOBODY, _("Choose a member")), *people_choices(others)])
        return self

    def given(self) -> Mapping[str, Any]:
        data = self.cleaned_data
        held = [row.member for row in self.scene.given_to]
        return {
            "leaving": named_in(held, data["leaving"]),
            "to": named_in(self.scene.roll, data["to"]),
            "because": data["because"],
        }


class ArrangeForm(OperationForm):
    kind = forms.ChoiceField(
        label=_("How often is it reported on?"),
        choices=REPEATED,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how often.")},
    )
    follower = forms.ChoiceField(
        label=_("Who follows it?"),
        required=False,
        help_text=_("A member of the committee or the secretary, who is told on Today how it stands."),
    )

    def fit(self, scene: Scene) -> Self:
        super().fit(scene)
        self.offer("follower", [(NOBODY, _("Nobody in particular")), *people_choices(scene.committee)])
        self.initial.setdefault("kind", scene.task.kind)
        self.initial.setdefault("follower", str(scene.task.follower_id or NOBODY))
        return self

    def given(self) -> Mapping[str, Any]:
        data = self.cleaned_data
        return {"kind": data["kind"], "follower": named_in(self.scene.committee, data["follower"])}


class DivideForm(OperationForm):
    """A line for each person the task was given to."""

    def fit(self, scene: Scene) -> Self:
        super().fit(scene)
        for number, row in enumerate(scene.given_to):
            self.fields[f"part_{number}"] = forms.CharField(
                label=row.member.shown, max_length=300, required=False, widget=area(2)
            )
            self.initial.setdefault(f"part_{number}", row.part)
        return self

    def given(self) -> Mapping[str, Any]:
        rows = enumerate(self.scene.given_to)
        return {"parts": {row.member_id: self.cleaned_data.get(f"part_{n}", "") for n, row in rows}}


class GiveForm(BaseForm):
    """A task between two meetings."""

    text = forms.CharField(
        label=_("What is to be done?"),
        max_length=LONGEST,
        widget=area(3),
        error_messages={"required": _("Write what is to be done.")},
    )
    people = forms.MultipleChoiceField(
        label=_("Who does it?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Of several people each can be given a part afterwards, on the page of the task."),
        error_messages={"required": _("Choose at least one person.")},
    )
    kind = forms.ChoiceField(
        label=_("How often is it reported on?"),
        choices=REPEATED,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how often.")},
    )
    due_on = DayField(
        label=_("By when?"),
        error_messages={"required": _("Enter the deadline; of a task that repeats, its last day.")},
    )
    follower = forms.ChoiceField(label=_("Who follows it?"), required=False)

    def __init__(
        self, data: Any = None, *, roll: Sequence[Member], committee: Sequence[Member], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.roll, self.committee = roll, committee
        self.offer("people", people_choices(roll))
        self.offer("follower", [(NOBODY, _("Nobody in particular")), *people_choices(committee)])

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        chosen = set(data["people"])
        return {
            "text": data["text"],
            "people": [member for member in self.roll if str(member.pk) in chosen],
            "kind": data["kind"],
            "due_on": data["due_on"],
            "follower": named_in(self.committee, data["follower"]),
        }


class NewTaskForm(GiveForm):
    def clean_due_on(self) -> date:
        due: date = self.cleaned_data["due_on"]
        if due < timezone.localdate():
            raise forms.ValidationError(_("The deadline is in the past. Choose today or a later day."))
        return due


class LinesForm(GiveForm):
    """The same task of the year for one or several members, a line for each."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].help_text = _("Each of them gets a line of their own.")


class LineForm(GiveForm):
    """A line of the year's list that is not adopted yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["people"]

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        follower = named_in(self.committee, data["follower"])
        return {**data, "follower": follower}


class AdoptForm(BaseForm):
    """The resolution: one issued here, or its number on paper."""

    paper = forms.ChoiceField(label=_("Which resolution?"), required=False)
    resolution = forms.CharField(
        label=_("Its number, when it was issued on paper"),
        max_length=120,
        required=False,
        help_text=_("For example 01-NQ/CB."),
    )
    adopted_on = DayField(
        label=_("Adopted on"), error_messages={"required": _("Enter the day the cell adopted it.")}
    )

    def __init__(self, data: Any = None, *, papers: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.papers = papers
        if papers:
            other = (NOBODY, _("Another, issued on paper"))
            self.offer("paper", [*((str(paper.pk), str(paper)) for paper in papers), other])
        else:
            del self.fields["paper"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("paper") and not data.get("resolution"):
            self.add_error("resolution", _("Name the resolution that adopted the assignments."))
        return data

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        paper = next((each for each in self.papers if str(each.pk) == data.get("paper")), None)
        return {
            "resolution": str(paper)[:120] if paper else data["resolution"],
            "adopted_on": data["adopted_on"],
            "paper_id": paper.pk if paper else None,
        }


def _promise(label: object) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST, widget=area(4), required=False)  # type: ignore[arg-type]


class CommitmentForm(BaseForm):
    ideology = _promise(_("Political ideology"))
    morals = _promise(_("Morals and way of life"))
    work = _promise(_("Work and tasks"))
    discipline = _promise(_("Discipline and setting an example"))
