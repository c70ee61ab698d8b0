"""What people type about units."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sotay.kernel.actor import Actor
from sotay.kernel.forms import BaseForm, DayField, PhoneField
from sotay.units import queries, rules
from sotay.units.decisions import Decision
from sotay.units.models import CellType, Kind, Unit

NOT_A_CELL = [("", _("Not said"))]


class UnitFacts(BaseForm):
    """Facts without history, shared by adding and editing."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        required=False,
        help_text=_("Leave empty to get the next free one, for example 38.168.053.000.001."),
    )
    cell_type = forms.ChoiceField(
        label=_("Type of cell"), choices=[*NOT_A_CELL, *CellType.choices], required=False
    )
    founded_on = DayField(label=_("Founded on"), required=False)
    phone = PhoneField(label=_("Telephone"), required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)


class AddUnit(UnitFacts):
    kind = forms.ChoiceField(label=_("Kind of unit"))
    name = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("As papers write it, for example Chi bộ Trạm Y tế.")
    )
    field_order = ["kind", "name", "cell_type", "code"]

    def __init__(self, data: QueryDict | None = None, *, parent: Unit) -> None:
        super().__init__(data)
        held = rules.MAY_HOLD[parent.kind]
        self.offer("kind", [(value, label) for value, label in Kind.choices if value in held])
        self.fields["kind"].initial = Kind.CELL if Kind.CELL in held else None


class EditUnit(UnitFacts):
    def __init__(self, data: QueryDict | None = None, *, unit: Unit) -> None:
        super().__init__(data)
        self.fields["code"].required = True
        self.fields["code"].help_text = ""
        if not unit.is_cell:
            del self.fields["cell_type"]


class OnADay(BaseForm):
    """Anything that takes effect on a day."""

    on = DayField(
        label=_("From"),
        initial=timezone.localdate,
        help_text=_("Today or earlier takes effect at once; a later day waits for it."),
        error_messages={"required": _("Enter the day from which it holds.")},
    )


class Rename(OnADay):
    name = forms.CharField(label=_("New name"), max_length=200)
    field_order = ["name", "on"]


class Move(OnADay):
    parent = forms.ModelChoiceField(
        label=_("Move below"), queryset=Unit.objects.none(), empty_label=_("Choose a unit")
    )
    reason = forms.CharField(
        label=_("By which decision"),
        max_length=200,
        required=False,
        help_text=_("Number and date of the decision, for the history of the unit."),
    )
    field_order = ["parent", "on", "reason"]

    def __init__(self, data: QueryDict | None = None, *, actor: Actor, unit: Unit) -> None:
        super().__init__(data)
        self.offer_among("parent", queries.may_go_under(actor, unit))


class DecisionFields(BaseForm):
    """Number, date and issuer of the paper behind an act, as they stand on it."""

    decision_no = forms.CharField(
        label=_("Number of the decision"), max_length=60, help_text=_("For example 05-QĐ/ĐU.")
    )
    decision_on = DayField(label=_("Date of the decision"))
    decided_by = forms.CharField(
        label=_("Issued by"), max_length=200, help_text=_("For example Ban Thường vụ Đảng ủy phường.")
    )

    def decision(self) -> Decision | None:
        """What was entered; None when a part is wanting."""
        given = self.cleaned_data
        number, on, issuer = (given.get(name) for name in DECISION)
        return Decision(number, on, issuer) if number and on and issuer else None


DECISION = ("decision_no", "decision_on", "decided_by")


class Close(DecisionFields):
    on = DayField(label=_("Closed on"), initial=timezone.localdate)
    field_order = ["on", *DECISION]

    def __init__(self, data: QueryDict | None = None, *, unit: Unit) -> None:
        super().__init__(data)
        if unit.kind == Kind.GROUP:
            for name in DECISION:
                del self.fields[name]
