"""What opinions need of a member: to write before the next meeting, when there is something to read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.kernel.actor import Actor, Role
from sotay.kernel.needs import Need, Urgency
from sotay.kernel.periods import as_day
from sotay.meetings.models import Meeting
from sotay.meetings.today.reading import TodayMeetings
from sotay.opinions import queries, rules, survey_queries
from sotay.opinions.models import Survey

AHEAD = "cell-meeting.digest_ahead_days"


def needs_of(actor: Actor, day: date) -> Iterator[Need]:
    """One query, and one more when a meeting is near. Who holds a post learns of surveys by notice."""
    if actor.member_id is None:
        return
    has_a_post = any(grant.role != Role.MEMBER for grant in actor.grants)
    waiting = [] if has_a_post else survey_queries.to_answer(actor.member_id, day)
    for survey in waiting:
        yield _to_answer(survey)
    today = TodayMeetings.of(actor, day)
    near = [meeting for meeting in today.meetings if _is_near(today, meeting)]
    if not near:
        return
    found = queries.with_something_to_read(near, actor.member_id)
    for meeting in near:
        if meeting.pk in found:
            yield _to_write(meeting)


def _is_near(today: TodayMeetings, meeting: Meeting) -> bool:
    own = next((cell for cell in today.own_cells if cell.pk in {meeting.cell_id, meeting.partner_id}), None)
    if own is None or meeting.stage != Meeting.Stage.PREPARING or not meeting.invited_at:
        return False
    if meeting.kind not in queries.OF_THE_WHOLE_CELL:
        return False
    meets_on = timezone.localdate(meeting.planned_at)
    return rules.asks_now(today.day, meets_on, today.settings[own.pk][AHEAD])


def _to_write(meeting: Meeting) -> Need:
    meets_on = timezone.localdate(meeting.planned_at)
    return Need(
        code="opinion",
        urgency=Urgency.LATER,
        title=_("Write before the meeting of %(month)s") % {"month": meeting.month.label()},
        sentence=_("You can write your opinion before the meeting of %(day)s, with your name or without.")
        % {"day": as_day(meets_on)},
        button=_("Write an opinion"),
        url=reverse("opinions:write", args=[meeting.pk]),
        matter=("opinion", meeting.pk),
        due=meets_on,
    )


def _to_answer(survey: Survey) -> Need:
    return Need(
        code="survey",
        urgency=Urgency.SOON,
        title=_("Survey: %(title)s") % {"title": survey.title},
        sentence=_("%(unit)s asks. You answer without a name, by %(day)s.")
        % {"unit": survey.unit.organ, "day": as_day(survey.ends_on)},
        button=_("Answer the survey"),
        url=reverse("opinions:survey_answer", args=[survey.pk]),
        matter=("survey", survey.pk),
        due=survey.ends_on,
    )
