"""Forms of preparing: the agenda and its papers, invitations. Setting up is in `forms_kinds`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sotay.kernel.forms import BaseForm, NumberField, SegSelect, area
from sotay.library.forms import UploadForm
from sotay.meetings.log.fields import LONGEST_TEXT
from sotay.meetings.models import AgendaItem, Meeting
from sotay.members.models import Member

if TYPE_CHECKING:
    MemberChoiceBase = forms.ModelChoiceField[Member]
    ItemChoiceBase = forms.ModelChoiceField[AgendaItem]
else:
    MemberChoiceBase = ItemChoiceBase = forms.ModelChoiceField


class NamedAsOnTheRoll:
    """A choice of members that shows the names they have on the roll, where namesakes are told apart."""

    names: Mapping[UUID, str] = MappingProxyType({})

    def label_from_instance(self, obj: Member) -> str:
        return self.names.get(obj.pk, obj.full_name)


class MemberChoice(NamedAsOnTheRoll, MemberChoiceBase):
    """A choice among the members of a roll, in Vietnamese order."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Member.objects.none(), empty_label=_("Choose"), **kwargs)


def among(form: BaseForm, name: str, people: Iterable[Member]) -> None:
    """Offer the people of a roll, by the names they have there."""
    people = list(people)
    field = cast(NamedAsOnTheRoll, form.fields[name])
    field.names = {member.pk: member.shown for member in people}
    form.offer_among(name, Member.objects.filter(pk__in=[member.pk for member in people]))


class ItemChoice(ItemChoiceBase):
    """A choice among the items of an agenda, in its order; none of them means the whole meeting."""

    def __init__(self, **kwargs: Any) -> None:
        nothing = AgendaItem.objects.none()
        super().__init__(queryset=nothing, empty_label=_("The whole meeting"), **kwargs)

    def label_from_instance(self, obj: AgendaItem) -> str:
        return obj.title


class CancelForm(BaseForm):
    because = forms.CharField(label=_("Reason for cancelling it"), widget=area(3), max_length=300)


class ItemForm(BaseForm):
    title = forms.CharField(label=_("Name of the item"), max_length=300, widget=area(2))
    minutes = NumberField(
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
        widget=area(8),
        help_text=_(
            "Members read it before the meeting, and it goes into the minutes without being typed again."
        ),
    )

    def __init__(self, *args: Any, people: Iterable[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        among(self, "presenter", people)


class NewItemForm(ItemForm):
    step = forms.ChoiceField(
        label=_("Where in the meeting"), choices=AgendaItem.Step.choices, initial=AgendaItem.Step.CONDUCT
    )


class PaperForm(UploadForm):
    """A document to read before the meeting, and the item of the agenda it belongs to.

    `id` is made by the device, so that a file whose answer was lost is kept once.
    """

    id = forms.UUIDField(required=False, widget=forms.HiddenInput(attrs={"data-new-id": ""}))
    item = ItemChoice(
        label=_("For which item of the agenda"),
        required=False,
        help_text=_("Members find it under that item."),
        error_messages={"invalid_choice": _("This item is not on the agenda of this meeting.")},
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_among("item", meeting.agenda.all())
        self.order_fields(["id", "file", "title", "item", "not_secret"])


class AnswerForm(BaseForm):
    depends = frozenset({"reason"})
    together = (("will_come", "reason"),)

    will_come = forms.TypedChoiceField(
        label=_("Will you come?"),
        choices=[("yes", _("Will come")), ("no", _("Cannot come (give the reason)"))],
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
        widget=area(5),
        help_text=_("When you cannot come: it is read out and goes into the minutes under your name."),
    )

    def __init__(self, *args: Any, for_name: str = "", **kwargs: Any) -> None:
        """`for_name` is whom somebody else answers for; the questions are then about them."""
        super().__init__(*args, **kwargs)
        if for_name:
            self.fields["will_come"].label = _("Will %(name)s come?") % {"name": for_name}
            self.fields["reason"].help_text = _("Needed when they cannot come.")
            self.fields["statement"].label = _("What they would say in the meeting")
            self.fields["statement"].help_text = _(
                "It is read out and goes into the minutes under their name."
            )


class LeaveOutForm(BaseForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=area(3),
        help_text=_("The committee that asks for this item reads it."),
    )
