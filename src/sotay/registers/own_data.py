"""What the books hold of a member, for the file of one's own data."""

from __future__ import annotations

from sotay.accounts.export import Section
from sotay.members.models import Member
from sotay.registers.discipline.models import Discipline
from sotay.registers.dues.models import DuesPayment, DuesTerms
from sotay.registers.honours.models import Badge, Commendation
from sotay.registers.posts.models import Post
from sotay.registers.training.models import Attendance


def dues(member: Member) -> Section:
    """The months paid."""
    rows = DuesPayment.objects.filter(member=member).select_related("cell")
    return Section(
        "dues",
        [
            {
                "month": row.month.label(),
                "amount": row.amount,
                "cell": row.cell.name,
                "paid_by": row.payer_name or row.payer,
                "collected_on": row.collected_on,
                "collected_by": row.collected_by_name,
                "note": row.note,
            }
            for row in rows
        ],
    )


def dues_terms(member: Member) -> Section:
    """What was set to be paid, from when."""
    return Section(
        "dues_terms",
        [
            {
                "from_month": row.from_month.label(),
                "group": row.group,
                "amount": row.amount,
                "ground": row.ground,
                "until_month": row.until_month.label() if row.until_month else "",
                "set_by": row.set_by_name,
            }
            for row in DuesTerms.objects.filter(member=member)
        ],
    )


def discipline(member: Member) -> Section:
    rows = Discipline.objects.filter(member=member).select_related("cell").prefetch_related("appeals")
    return Section(
        "discipline",
        [
            {
                "level": row.level,
                "ground": row.ground,
                "text": row.text,
                "status": row.status,
                "votes": [row.votes_for, row.votes_base],
                "decision": row.decision_no,
                "effective_on": row.effective_on,
                "ends_on": row.ends_on,
                "recorded_by": row.recorded_by_name,
                "appeals": [
                    {"made_on": each.made_on, "to": each.to_whom, "state": each.state, "answer": each.answer}
                    for each in row.appeals.all()
                ],
            }
            for row in rows
        ],
    )


def honours(member: Member) -> Section:
    badges = Badge.objects.filter(member=member)
    praise = Commendation.objects.filter(member=member)
    return Section(
        "honours",
        [
            *(
                {
                    "badge_years": row.years,
                    "status": row.status,
                    "ceremony_on": row.ceremony_on,
                    "early": row.early,
                    "awarded_on": row.awarded_on,
                    "decision": row.decision_no,
                }
                for row in badges
            ),
            *(
                {"kind": row.kind, "reason": row.reason, "on": row.on, "decision": row.decision_no}
                for row in praise
            ),
        ],
    )


def posts(member: Member) -> Section:
    return Section(
        "posts",
        [
            {
                "kind": row.kind,
                "title": row.title,
                "place": row.place,
                "came_by": row.came_by,
                "is_chief": row.is_chief,
                "is_local": row.is_local,
                "term": row.term,
                "from_on": row.from_on,
                "until_on": row.until_on,
            }
            for row in Post.objects.filter(member=member)
        ],
    )


def courses(member: Member) -> Section:
    rows = Attendance.objects.filter(member=member).select_related("course")
    return Section(
        "courses",
        [
            {
                "course": row.course.title,
                "kind": row.course.kind,
                "from_on": row.course.from_on,
                "result": row.result,
                "certificate": row.certificate_no,
            }
            for row in rows
        ],
    )


PARTS = (dues, dues_terms, discipline, honours, posts, courses)
