"""A meeting: what was prepared, the log of what happened, and who was asked to come."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sotay.figures.catalog import Counts
from sotay.kernel.fields import MonthField
from sotay.kernel.ids import new_id
from sotay.library.models import Document
from sotay.meetings.log.chain import Row
from sotay.meetings.log.fold import Entry
from sotay.members.models import Member
from sotay.units.models import CellOwned, Unit

_OF_A_UNIT = _("Party-committee meeting")


class Meeting(CellOwned):
    """One meeting of a cell, or of the committee of a unit above cells.

    The rules of the day it is planned for apply to it for good.

    What it comes to in figures lies beside it (`MeetingFigures`), so that lists and boards need not fold the
    log.
    """

    class Kind(models.TextChoices):
        REGULAR = "regular", _("Regular meeting")
        THEMATIC = "thematic", _("Thematic meeting")
        COMMITTEE = "committee", _("Cell-committee meeting")
        GROUP = "group", _("Party-group meeting")
        JOINT = "joint", _("Joint meeting of two cells")
        CONFERENCE = "conference", _("Member conference")
        EXTRAORDINARY = "extraordinary", _("Extraordinary meeting")

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("In the hall")
        ONLINE = "online", _("Online")
        MIXED = "mixed", _("In the hall and online")

    class Stage(models.TextChoices):
        PREPARING = "preparing", _("Being prepared")
        OPEN = "open", _("In session")
        CLOSED = "closed", _("Closed, minutes to sign")
        SIGNED = "signed", _("Signed")
        REPORTED = "reported", _("Reported")
        CANCELLED = "cancelled", _("Cancelled")

    kind = models.CharField(max_length=14, choices=Kind, default=Kind.REGULAR)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.PREPARING)
    month = MonthField()
    planned_at = models.DateTimeField()
    planned_minutes = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=200, blank=True)
    theme = models.CharField(max_length=200, blank=True)
    because = models.CharField(max_length=300, blank=True)  # why an extraordinary one is called
    mode = models.CharField(max_length=9, choices=Mode, default=Mode.IN_PERSON)
    online_reason = models.CharField(max_length=20, blank=True)  # a key of "cell-meeting.online_reasons"
    video_link = models.URLField(max_length=500, blank=True)  # of any service; opened, never embedded
    group = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    partner = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    partner_chair = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    chair = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    minute_taker = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    papers_fault = models.CharField(max_length=300, blank=True)  # why its papers could not be composed
    cancelled_because = models.CharField(max_length=300, blank=True)

    log_version = models.PositiveIntegerField(default=0)
    log_head = models.CharField(max_length=64, blank=True)  # the chain's newest link, see `chain`
    seal = models.CharField(max_length=64, blank=True)  # the chain's link when the minutes were signed

    class Meta:
        ordering = ["-planned_at"]
        indexes = [models.Index(fields=["commune_id", "month"]), models.Index(fields=["cell", "-planned_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["cell", "month"],
                condition=models.Q(kind="regular") & ~models.Q(stage="cancelled"),
                name="one_regular_meeting_a_month",
            ),
            models.CheckConstraint(
                name="a_joint_meeting_has_a_partner",
                condition=models.Q(kind="joint", partner__isnull=False)
                | (~models.Q(kind="joint") & models.Q(partner=None)),
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(kind)s of %(month)s") % {
            "kind": self.get_kind_display(),
            "month": self.month.label(),
        }

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting", args=[self.pk])

    def get_kind_display(self) -> str:  # type: ignore[no-redef]
        """The kind in words; a committee is that of a cell, or of a unit above cells."""
        return str(_OF_A_UNIT if self.is_of_unit_committee else self.Kind(self.kind).label)

    @property
    def is_of_unit_committee(self) -> bool:
        return self.kind == self.Kind.COMMITTEE and not self.cell.is_cell

    @property
    def cells(self) -> list[Unit]:
        """Whose meeting it is: one cell, or the two of a joint one, the one that set it up first."""
        return [self.cell, self.partner] if self.partner else [self.cell]

    @property
    def where(self) -> str:
        """Where people come together: the place, the words for online, or both."""
        if self.mode == self.Mode.IN_PERSON:
            return self.place
        online = str(_("online"))
        return f"{self.place}, {online}" if self.is_mixed and self.place else online

    @property
    def is_mixed(self) -> bool:
        return self.mode == self.Mode.MIXED

    @property
    def is_regular(self) -> bool:
        return self.kind == self.Kind.REGULAR

    @property
    def has_theme(self) -> bool:
        """A thematic meeting, or one with a thematic part."""
        return self.kind == self.Kind.THEMATIC or bool(self.theme)

    @property
    def is_joint(self) -> bool:
        return self.kind == self.Kind.JOINT

    @property
    def is_sealed(self) -> bool:
        """Signed by both: from here on only amendments are added."""
        return self.stage in {self.Stage.SIGNED, self.Stage.REPORTED}

    @property
    def is_in_hand(self) -> bool:
        """There is still something to do about it by those it was given to."""
        return self.stage not in {self.Stage.REPORTED, self.Stage.CANCELLED}

    @property
    def is_over(self) -> bool:
        return self.stage in {self.Stage.CLOSED, self.Stage.SIGNED, self.Stage.REPORTED}


class MeetingFigures(Counts):
    """The figures of a meeting's log and its stage as of the last act (`meetings.figures`)."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, primary_key=True, related_name="figures")
    commune_id = models.UUIDField(editable=False)
    status = models.CharField(max_length=10, choices=Meeting.Stage)
    planned_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.meeting_id)

    @property
    def face(self) -> dict[str, Any]:
        """What a month says of a meeting besides numbers."""
        return {name: getattr(self, name) for name in FACE}


FACE = ("status", "planned_at", "opened_at", "closed_at", "reported_at")


class Participant(CellOwned):
    """Somebody who takes part in a Party group's meeting: its secretary chooses them from the roster."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="participants")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="takes_part_once")]


class AgendaItem(CellOwned):
    """One point of the agenda while it is prepared; opening the meeting copies it into the log."""

    class Origin(models.TextChoices):
        TEMPLATE = "template", _("From the regulation")
        PROPOSED = "proposed", _("From the committee above")
        TASKS = "tasks", _("From unfinished tasks")
        PETITIONS = "petitions", _("From unanswered petitions")
        OWN = "own", _("Added by the cell")

    class Step(models.TextChoices):
        OPEN = "open", _("Opening")
        CONDUCT = "conduct", _("Proceedings")
        CLOSE = "close", _("Closing")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=40, blank=True)
    step = models.CharField(max_length=8, choices=Step, default=Step.CONDUCT)
    title = models.CharField(max_length=300)
    minutes = models.PositiveSmallIntegerField(default=10)
    presenter = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    text = models.TextField(blank=True)  # what will be presented, so that members can read it before
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.OWN)
    source = models.CharField(max_length=20, blank=True)  # kind of the agenda source that proposed it
    source_id = models.UUIDField(null=True)  # of what it proposed
    source_label = models.CharField(max_length=240, blank=True)
    compulsory = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["source_id"], name="meetings_ag_source__idx")]

    @property
    def origin_label(self) -> str:
        return self.source_label or str(self.get_origin_display())


class MeetingPaper(CellOwned):
    """A document members should read before the meeting."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="papers")
    item = models.ForeignKey(AgendaItem, models.SET_NULL, null=True, related_name="papers")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]


class Invitation(CellOwned):
    """Somebody asked to come, and what they answered."""

    class Answer(models.TextChoices):
        NONE = "", _("Not answered yet")
        WILL = "will", _("Will come")
        CANNOT = "cannot", _("Cannot come")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invitations")
    member = models.ForeignKey(Member, models.CASCADE, related_name="invitations")
    as_overseer = models.BooleanField(default=False)
    answer = models.CharField(max_length=6, choices=Answer, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    statement = models.TextField(blank=True)  # of somebody who cannot come, to be read out
    sent_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)  # when the member first read the agenda

    class Meta:
        ordering = ["member__name_sort"]
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="one_invitation_each")]
        indexes = [models.Index(fields=["member", "-sent_at"])]


class LogEntry(CellOwned):
    """One thing that happened in a meeting. Rows are only ever added; `id` was made on the device."""

    id = models.UUIDField(primary_key=True, default=new_id)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="log")
    seq = models.PositiveIntegerField()  # order of arrival at the server
    act = models.CharField(max_length=30)
    data = models.JSONField(default=dict)
    account_id = models.UUIDField(null=True)
    member_id = models.UUIDField(null=True)
    device = models.CharField(max_length=40, blank=True)
    device_at = models.DateTimeField()
    server_at = models.DateTimeField()
    link = models.CharField(max_length=64)  # chained to the entry before it, see `chain`

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["meeting", "seq"], name="one_entry_a_place")]

    def entry(self) -> Entry:
        return Entry(id=self.id, act=self.act, data=self.data, by=self.member_id, at=self.device_at)

    def row(self) -> Row:
        return Row(
            self.seq,
            self.id,
            self.act,
            self.data,
            self.member_id,
            self.account_id,
            self.device,
            self.device_at,
            self.server_at,
        )


class LogCheckpoint(CellOwned):
    """What a meeting's log means up to one entry, so that nobody reads it from the beginning (`states`).

    A cache: it is taken while the log has `link` at `seq` and `program` is the code that folds now, and goes
    when the minutes are signed.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="checkpoints")
    seq = models.PositiveIntegerField()
    link = models.CharField(max_length=64)
    program = models.CharField(max_length=16)
    folded = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "seq"], name="one_checkpoint_a_place")]


class MergedChanges(CellOwned):
    """What entries of a device that did not know all of the log changed, to be told to who conducts."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="merged")
    at = models.DateTimeField()
    device = models.CharField(max_length=40, blank=True)
    account_id = models.UUIDField(null=True)  # whose device it was
    changes = models.JSONField()
    seen_by = models.JSONField(default=list)  # accounts that have put it away

    class Meta:
        ordering = ["at", "id"]


class MatterSetAside(CellOwned):
    """A matter that a meeting set aside and neither made anything of nor dropped: the agenda of the next one
    proposes it (`preparation.set_aside`).
    """

    class Outcome(models.TextChoices):
        WAITING = "", _("Waits for a meeting")
        HELD = "held", _("Was an item of a later meeting")
        MADE = "made", _("Became a task or a petition")
        DROPPED = "dropped", pgettext_lazy("matter", "Dropped")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="set_aside")
    entry_id = models.UUIDField()  # of the log that set it aside
    text = models.TextField()
    set_aside_on = models.DateField()
    outcome = models.CharField(max_length=7, choices=Outcome, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["set_aside_on", "id"]
        constraints = [models.UniqueConstraint(fields=["cell", "entry_id"], name="one_matter_an_entry")]
        indexes = [models.Index(fields=["cell", "outcome"])]


class AttendanceMark(CellOwned):
    """Whether a member who was summoned came to a regular meeting that is over, as its log has it. Kept
    beside the log so that months can be looked at together (`attendance_marks`).
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance_marks")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    held_on = models.DateField()
    mark = models.CharField(max_length=9)  # of `votes.rules.Mark`

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="one_mark_a_meeting")]
        indexes = [models.Index(fields=["member", "-held_on"])]


class MakeUp(CellOwned):
    """Somebody who missed a meeting made it up. `counts` is what the rules of the meeting's day say."""

    class Manner(models.TextChoices):
        COMMITTEE = "committee", _("With the committee or the secretary")
        GROUP = "group", _("With the Party group")
        TOGETHER = "together", _("In a make-up session for several")
        ONLINE = "online", _("Online")
        READING = "reading", _("Read the papers and talked them over")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="make_ups")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    held_on = models.DateField()
    manner = models.CharField(max_length=9, choices=Manner)
    led_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    counts = models.BooleanField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "member"],
                condition=models.Q(withdrawn_at=None),
                name="one_make_up_a_meeting",
            )
        ]


class AbsenceAlert(CellOwned):
    """Somebody is near the number of absences that has consequences: raised when a meeting closes, once, and
    open until it is talked over or they come again.
    """

    class Outcome(models.TextChoices):
        OPEN = "", _("To be talked over")
        TALKED = "talked", _("Talked over")
        PASSED = "passed", _("No longer holds")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="absence_alerts")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    in_a_row = models.PositiveSmallIntegerField()
    unexcused = models.PositiveSmallIntegerField()  # in the year of the meeting
    raised_at = models.DateTimeField()
    outcome = models.CharField(max_length=6, choices=Outcome, blank=True)
    note = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["member__name_sort", "id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="one_alert_a_meeting")]
        indexes = [models.Index(fields=["cell", "outcome"])]


class CodeTry(CellOwned):
    """A wrong code somebody typed to check in. Kept for a minute, to be counted; see `self_service`."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="code_tries")
    account_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["meeting", "at"])]
