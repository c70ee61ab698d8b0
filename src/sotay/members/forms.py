"""What people type about members."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Role
from sotay.kernel.forms import BaseForm, DayField, PartialDayField, PersonNameField, PhoneField
from sotay.members.models import Education, Member, Sex, Standing, Theory
from sotay.members.rules import FACTS
from sotay.units.forms import DECISION, DecisionFields
from sotay.units.models import Unit, UnitQuerySet
from sotay.units.queries import groups_of


class Record(BaseForm):
    """Every field of the member summary. Source: regulation 339-QĐ/TW (DOMAIN 1.2)."""

    full_name = PersonNameField(label=_("Full name"), max_length=120)
    born_on = PartialDayField(
        label=_("Date of birth"),
        required=False,
        help_text=_("dd/mm/yyyy; the year alone is enough when the day is not known."),
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, required=False, widget=forms.RadioSelect)
    ethnicity = forms.CharField(label=_("Ethnicity"), max_length=40, required=False)
    admitted_on = PartialDayField(
        label=_("Date of admission"),
        required=False,
        help_text=_("The date on the admission decision; seniority counts from it."),
    )
    full_on = PartialDayField(
        label=_("Date of full status"),
        required=False,
        help_text=_("Leave empty for a probationary member."),
    )
    member_card_no = forms.RegexField(
        r"^\d{6,12}$",
        label=_("Card number"),
        required=False,
        error_messages={"invalid": _("A card number has digits only, usually 8.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "medium"}),
    )
    citizen_id = forms.RegexField(
        r"^(\d{9}|\d{12})$",
        label=_("Citizen ID number"),
        required=False,
        error_messages={"invalid": _("A citizen ID number has 12 digits (9 on old cards).")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "medium", "autocomplete": "off"}),
    )
    phone = PhoneField(label=_("Telephone"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    occupation = forms.CharField(label=_("Occupation"), max_length=120, required=False)
    religion = forms.CharField(
        label=_("Religion"),
        max_length=40,
        required=False,
        help_text=_("“None” for no religion; empty when it is not known."),
    )
    education = forms.ChoiceField(
        label=_("Education"),
        choices=[("", _("Not recorded")), *Education.choices],
        required=False,
    )
    theory = forms.ChoiceField(
        label=_("Political theory"), choices=[("", _("Not recorded")), *Theory.choices], required=False
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    @classmethod
    def of(cls, member: Member, data: QueryDict | None) -> Record:
        """The record to correct, with the groups of the member's cell when it has any."""
        form = cls(data)
        groups = groups_of(member.cell)
        if groups.exists():
            form.fields["group"] = forms.ModelChoiceField(
                label=_("Party group"), queryset=groups, required=False, empty_label=_("In no group")
            )
        return form


class AddMember(Record):
    cell = forms.ModelChoiceField(
        label=_("Cell"), queryset=Unit.objects.none(), empty_label=_("Choose a cell")
    )
    from_on = DayField(
        label=_("In the cell since"),
        initial=timezone.localdate,
        help_text=_("The first day the member belongs to this cell's roll."),
    )
    field_order = ["cell", "from_on", *FACTS]

    def __init__(self, data: QueryDict | None = None, *, cells: UnitQuerySet, cell: Unit | None) -> None:
        super().__init__(data, initial={"cell": cell})
        self.offer_among("cell", cells)


class OnADay(BaseForm):
    on = DayField(label=_("On"), initial=timezone.localdate)


class Transfer(OnADay):
    """To another cell of this system."""

    to_cell = forms.ModelChoiceField(
        label=_("To the cell"), queryset=Unit.objects.none(), empty_label=_("Choose a cell")
    )
    reason = forms.CharField(
        label=_("By which paper"),
        max_length=200,
        required=False,
        help_text=_("Number and date of the introduction letter."),
    )
    field_order = ["to_cell", "on", "reason"]

    def __init__(self, data: QueryDict | None = None, *, cells: UnitQuerySet) -> None:
        super().__init__(data)
        self.offer_among("to_cell", cells)


class Stretch(BaseForm):
    """First and last day; the actions take the day after the last as `until_on`."""

    from_on = DayField(label=_("From"), initial=timezone.localdate)
    last_on = DayField(
        label=_("Last day"), required=False, help_text=_("Leave empty when the end is not known.")
    )

    def days(self) -> dict[str, Any]:
        last = self.cleaned_data.get("last_on")
        return {
            "from_on": self.cleaned_data["from_on"],
            "until_on": last + timedelta(days=1) if last else None,
        }

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("from_on"), given.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("The last day is before the first day. Choose a later last day."))
        return given


class TemporaryTransfer(Stretch):
    to_cell = forms.ModelChoiceField(
        label=_("To a cell here"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("To a cell outside this list"),
    )
    elsewhere = forms.CharField(
        label=_("Or to another cell, in words"),
        max_length=200,
        required=False,
        help_text=_("For example Chi bộ thôn Đông, xã An Phú."),
    )
    note = forms.CharField(label=_("By which paper"), max_length=200, required=False)
    field_order = ["to_cell", "elsewhere", "from_on", "last_on", "note"]

    def __init__(self, data: QueryDict | None = None, *, cells: UnitQuerySet) -> None:
        super().__init__(data)
        if cells.exists():
            self.offer_among("to_cell", cells)
        else:
            del self.fields["to_cell"]
            self.fields["elsewhere"].label = _("To the cell")
            self.fields["elsewhere"].required = True


class GiveStanding(Stretch):
    note = forms.CharField(
        label=_("By which decision"),
        max_length=200,
        required=False,
        help_text=_("Number and date, or the reason."),
    )


class Exempt(GiveStanding):
    """Why: for some grounds the cell decides, for the others it proposes."""

    ground = forms.ChoiceField(
        label=_("Why?"),
        choices=Standing.Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why the member is exempted.")},
    )
    field_order = ["ground", "from_on", "last_on", "note"]

    def __init__(self, data: QueryDict | None = None, *, own: Collection[str], decides: bool) -> None:
        super().__init__(data)
        if decides:
            return
        proposed = _("proposed; the committee above decides")
        self.offer(
            "ground",
            [
                (ground.value, ground.label if ground in own else f"{ground.label} ({proposed})")
                for ground in Standing.Ground
            ],
        )


class DecideExemption(DecisionFields):
    """What the committee above decided on a proposal."""

    depends = frozenset({"because", *DECISION})

    approved = forms.ChoiceField(
        label=_("What was decided?"),
        choices=[("yes", _("Approved")), ("no", _("Not approved"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what was decided.")},
    )
    because = forms.CharField(
        label=_("Why not"), max_length=300, required=False, help_text=_("Needed when it is not approved.")
    )
    field_order = ["approved", *DECISION, "because"]

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        for name in DECISION:
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("approved") == "yes":
            for name in DECISION:
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, _("Enter what stands on the decision."))
        return given


class FullStatus(BaseForm):
    from_on = DayField(
        label=_("Full member from"),
        help_text=_("The day probation ended, even when the paper came later."),
    )
    note = forms.CharField(label=_("By which decision"), max_length=200, required=False)


def in_words(causes: Collection[str]) -> str:
    """Ways of leaving as a list to read."""
    return ", ".join(str(cause.label) for cause in Standing.Cause if cause in causes)


class Leave(OnADay, DecisionFields):
    """Of the ways of leaving that a level above decides, only its office is offered any (`decided`)."""

    cause = forms.ChoiceField(label=_("Why"), choices=Standing.Cause.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    field_order = ["cause", "on", *DECISION, "note"]

    def __init__(self, data: QueryDict | None = None, *, decided: Collection[str], decides: bool) -> None:
        super().__init__(data)
        self.decided = decided
        offered = [choice for choice in Standing.Cause.choices if decides or choice[0] not in decided]
        self.offer("cause", offered)
        for name in DECISION:
            if decides and decided:
                self.fields[name].required = False
            else:
                del self.fields[name]
        if decides and decided:
            help_text = _("Needed for: %(causes)s.") % {"causes": in_words(decided)}
            self.fields["decision_no"].help_text = help_text

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("cause") in self.decided:
            for name in DECISION:
                if name in self.fields and not given.get(name) and name not in self.errors:
                    self.add_error(name, _("Enter what stands on the decision."))
        return given


class Suspend(GiveStanding, DecisionFields):
    field_order = ["from_on", "last_on", *DECISION, "note"]

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["note"].label, self.fields["note"].help_text = _("Note"), ""


class ComeBack(OnADay):
    cell = forms.ModelChoiceField(label=_("Cell"), queryset=Unit.objects.none())
    field_order = ["cell", "on"]

    def __init__(self, data: QueryDict | None = None, *, cells: UnitQuerySet, cell: Unit) -> None:
        super().__init__(data, initial={"cell": cell})
        self.offer_among("cell", cells)


class End(BaseForm):
    """The last day something holds."""

    last_on = DayField(label=_("Last day"), initial=timezone.localdate)

    def first_day_after(self) -> date:
        last: date = self.cleaned_data["last_on"]
        return last + timedelta(days=1)


class Appoint(Stretch):
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    person = forms.ChoiceField(
        label=_("Person"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who is appointed.")},
    )
    replace = forms.BooleanField(
        label=_("Replace who holds the role now"),
        required=False,
        help_text=_("Their appointment ends when the new one begins."),
    )
    note = forms.CharField(label=_("By which decision"), max_length=200, required=False)
    field_order = ["role", "person", "from_on", "last_on", "replace", "note"]

    def __init__(
        self, data: QueryDict | None = None, *, roles: Sequence[Role], people: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(data)
        self.offer("role", [(held.value, held.label) for held in roles])
        self.offer("person", people)
        self.fields["role"].initial = roles[0].value if len(roles) == 1 else None
        if not people:
            self.fields["person"].help_text = _("Search above for the person first.")
        if Role.SECRETARY not in roles:
            del self.fields["replace"]


class _Search(BaseForm):
    q = forms.CharField(required=False, max_length=100)
    cell = forms.UUIDField(required=False)
    standing = forms.ChoiceField(required=False, choices=[("", ""), *Standing.Kind.choices])


class Narrowing(NamedTuple):
    """What a list is narrowed by."""

    q: str
    cell: UUID | None
    standing: str


def narrowing(asked: QueryDict) -> Narrowing:
    """What a query string asks for; values that make no sense narrow nothing."""
    form = _Search(asked)
    form.is_valid()
    given = form.cleaned_data
    return Narrowing(given.get("q") or "", given.get("cell"), given.get("standing") or "")
