"""Forms that set a meeting up and arrange it; each kind of meeting asks for what it needs and no more."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from sotay.kernel.forms import BaseForm, ClockField, DayField, MonthField, area
from sotay.kernel.periods import Month
from sotay.meetings.models import Meeting
from sotay.meetings.preparation import seating
from sotay.meetings.preparation.forms import MemberChoice, NamedAsOnTheRoll, among
from sotay.meetings.preparation.kinds import SHAPES, Kind
from sotay.meetings.preparation.planned_themes import planned_theme
from sotay.meetings.rules_in_force import points_of
from sotay.members.models import Member
from sotay.regulations import NotInForce
from sotay.units.models import Unit, UnitQuerySet
from sotay.units.queries import groups_of
from sotay.units.settings import settings_of

if TYPE_CHECKING:
    UnitChoiceBase = forms.ModelChoiceField[Unit]
    PeopleBase = forms.ModelMultipleChoiceField[Member]
else:
    UnitChoiceBase, PeopleBase = forms.ModelChoiceField, forms.ModelMultipleChoiceField

THEME_WITH_IT = _("When a thematic part is held with it.")


class UnitChoice(UnitChoiceBase):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Unit.objects.none(), empty_label=_("Choose"), **kwargs)


class People(NamedAsOnTheRoll, PeopleBase):
    """People ticked on a list, in Vietnamese order."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Member.objects.none(), widget=forms.CheckboxSelectMultiple, required=False, **kwargs
        )


def _refuse_far_month(month: Month) -> None:
    this = Month.of(timezone.localdate())
    if not this.plus(-1) <= month <= this.plus(3):
        raise forms.ValidationError(_("Choose a month from last month to three months ahead."))


class SetUpForm(BaseForm):
    """The regular meeting of a month; everything else about it is drafted."""

    month = MonthField(label=_("Month"), help_text=_("For example 12/2026"))
    theme = forms.CharField(label=_("Theme"), max_length=200, required=False, help_text=THEME_WITH_IT)

    def clean_month(self) -> Month:
        month: Month = self.cleaned_data["month"]
        _refuse_far_month(month)
        return month


class KindForm(BaseForm):
    """A meeting of another kind: when, and what this kind asks for."""

    theme = forms.CharField(label=_("Theme"), max_length=200)
    because = forms.CharField(label=_("Reason for calling it"), max_length=300, widget=area(3))
    partner = UnitChoice(label=_("The other cell"))
    group = UnitChoice(label=_("Party group"))
    people = People(label=_("Who takes part"))
    day = DayField(label=_("Day"))
    clock = ClockField(label=_("Time"))

    def __init__(self, *args: Any, kind: str, cell: Unit, **kwargs: Any) -> None:
        day, clock = suggested(cell, kind)
        theme = planned_theme(cell, Month.of(day)) if SHAPES[kind].asks == "theme" else None
        start = {"day": day, "clock": clock, "theme": theme.title if theme else ""}
        super().__init__(*args, initial=start, **kwargs)
        for name in {"theme", "because", "partner", "group", "people"} - self._wanted(kind, cell):
            del self.fields[name]
        if "partner" in self.fields:
            self.offer_among("partner", partners_of(cell))
        if "group" in self.fields:
            self.offer_among("group", groups_of(cell))
        if "people" in self.fields:
            among(self, "people", seating.able(cell, timezone.localdate()))

    @staticmethod
    def _wanted(kind: str, cell: Unit) -> set[str]:
        """A cell with groups chooses one of them, and those who belong to it take part."""
        asks = SHAPES[kind].asks
        return {"group"} if asks == "people" and groups_of(cell).exists() else {asks}

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        _refuse_far_month(Month.of(day))
        return day

    def wishes(self) -> dict[str, Any]:
        """What `preparing.set_up` takes."""
        data = dict(self.cleaned_data)
        day, clock = data.pop("day"), data.pop("clock")
        at = datetime.combine(day, clock, timezone.get_current_timezone())
        return {**data, "month": Month.of(day), "at": at}


def suggested(cell: Unit, kind: str) -> tuple[date, Any]:
    """The committee's next day by the settings; for others a week from now, at the cell's usual hour."""
    today = timezone.localdate()
    points = settings_of(cell, today)
    day = today + timedelta(days=7)
    if kind == Kind.COMMITTEE:
        this = Month.of(today).day(points["cell-meeting.committee_day"])
        day = this if this >= today else Month.of(today).plus(1).day(points["cell-meeting.committee_day"])
    return day, points["cell-meeting.start_time"]


def partners_of(cell: Unit) -> UnitQuerySet:
    return Unit.objects.cells().in_use().filter(commune_id=cell.commune_id).exclude(pk=cell.pk)


class ArrangeForm(BaseForm):
    together = (("day", "clock"),)

    theme = forms.CharField(label=_("Theme"), max_length=200, required=False, help_text=THEME_WITH_IT)
    because = forms.CharField(label=_("Reason for calling it"), max_length=300, widget=area(3))
    day = DayField(label=_("Day"))
    clock = ClockField(label=_("Time"))
    mode = forms.ChoiceField(
        label=_("How people take part"),
        choices=Meeting.Mode.choices,
        widget=forms.RadioSelect,
    )
    place = forms.CharField(
        label=_("Place"),
        max_length=200,
        required=False,
        help_text=_("Not needed when everybody takes part online."),
    )
    video_link = forms.URLField(
        label=_("Link to the video call"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Copy it from the video service you use. Only those invited see it."),
    )
    online_reason = forms.ChoiceField(
        label=_("Why online"),
        required=False,
        help_text=_("For the statistics of online meetings. Leave it open when everybody is in the hall."),
    )
    people = People(label=_("Who takes part"))
    chair = MemberChoice(label=_("Chair"))
    partner_chair = MemberChoice(label=_("Chair of the other cell"))
    minute_taker = MemberChoice(label=_("Minute-taker"))

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.initial_of(meeting), **kwargs)
        self.meeting = meeting
        wanted = {
            "theme": meeting.kind in {Kind.REGULAR, Kind.THEMATIC},
            "because": meeting.kind == Kind.EXTRAORDINARY,
            "people": meeting.kind == Kind.GROUP,
            "partner_chair": meeting.is_joint,
        }
        for name in [name for name, is_wanted in wanted.items() if not is_wanted]:
            del self.fields[name]
        if meeting.is_regular:
            self.order_fields(["day", "clock", "mode", "place", "video_link", "online_reason"])
        reason = self.fields["online_reason"]
        assert isinstance(reason, forms.ChoiceField)  # noqa: S101 - declared above
        reason.choices = self._reasons()
        self._offer_people(timezone.localdate(meeting.planned_at))

    def _reasons(self) -> list[tuple[str, str]]:
        """Those of the rules the meeting is held by, and one that was chosen before they changed."""
        language, chosen = get_language() or "vi", self.meeting.online_reason
        try:
            listed = points_of(self.meeting)["cell-meeting.online_reasons"]
        except NotInForce:
            listed = ()
        named = [(each.key, each.text.of(language)) for each in listed]
        kept = [(chosen, chosen)] if chosen and chosen not in dict(named) else []
        return [("", gettext("Not stated")), *named, *kept]

    def _offer_people(self, day: date) -> None:
        meeting, there = self.meeting, seating.people(self.meeting)
        if "people" in self.fields:
            among(self, "people", there := seating.able(meeting.cell, day))
        if "partner_chair" in self.fields and meeting.partner:
            among(self, "partner_chair", seating.able(meeting.partner, day))
            self.fields["partner_chair"].label = _("Chair for %(cell)s") % {"cell": meeting.partner.name}
        among(self, "chair", seating.able(meeting.cell, day) if meeting.is_joint else there)
        among(self, "minute_taker", there)
        if meeting.kind == Kind.THEMATIC:
            self.fields["theme"].required, self.fields["theme"].help_text = True, ""

    @staticmethod
    def initial_of(meeting: Meeting) -> dict[str, Any]:
        at = timezone.localtime(meeting.planned_at)
        names = ("place", "theme", "because", "mode", "online_reason", "video_link")
        officers = ("chair", "minute_taker", "partner_chair")
        return {
            "day": at.date(),
            "clock": at.time(),
            "people": list(meeting.participants.order_by("member").values_list("member_id", flat=True)),
            **{name: getattr(meeting, name) for name in names},
            **{name: getattr(meeting, f"{name}_id") for name in officers},
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("mode") != Meeting.Mode.ONLINE and not data.get("place") and "place" not in self.errors:
            self.add_error("place", _("Say where the meeting is, or let everybody take part online."))
        return data

    def changes(self) -> dict[str, Any]:
        """What `preparing.arrange` takes."""
        data = dict(self.cleaned_data)
        day, clock = data.pop("day"), data.pop("clock")
        return {**data, "planned_at": datetime.combine(day, clock, timezone.get_current_timezone())}
