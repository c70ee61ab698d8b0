"""Forms of a vote's own page: one ballot, and what the tellers counted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sotay.kernel.forms import BaseForm, NumberField, area
from sotay.meetings.log.state import SECRET, Motion, Seat

NONE_OF_THEM = "none"


class CastForm(BaseForm):
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
        self.offer("member", [("", _("Choose")), *waiting])


class TellersForm(BaseForm):
    """What the tellers counted. Fields `count_0`, `count_1`… are the answers in their order."""

    issued = NumberField(label=_("Ballots handed out"), min_value=0)
    collected = NumberField(label=_("Ballots collected"), min_value=0)
    invalid = NumberField(label=_("Invalid ballots"), min_value=0, initial=0)

    def __init__(self, *args: Any, motion: Motion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = [f"count_{place}" for place in range(len(answers_of(motion)))]
        for name, words in zip(self.places, answers_of(motion), strict=True):
            self.fields[name] = NumberField(label=words, min_value=0)
        self.fields["tellers"] = forms.CharField(
            label=_("Tellers, one a line"), widget=area(3), help_text=_("The head of the tellers first.")
        )
        self.together = (("issued", "collected", "invalid", *self.places, "tellers"),)

    @classmethod
    def of(cls, motion: Motion) -> TellersForm:
        """The form to correct a count, as it stands."""
        counted = {f"count_{place}": count for place, count in enumerate(motion.counts)}
        figures = {name: getattr(motion, name) for name in ("issued", "collected", "invalid")}
        initial = {**figures, **counted, "tellers": "\n".join(motion.tellers)}
        return cls(motion=motion, initial=initial, auto_id="tellers_%s")

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
