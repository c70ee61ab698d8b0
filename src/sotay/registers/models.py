"""The tables of the books, gathered where Django looks for them."""

from sotay.registers.discipline.models import Appeal, Discipline
from sotay.registers.dues.models import DuesPayment, DuesTerms, Remittance
from sotay.registers.honours.models import Badge, Commendation
from sotay.registers.posts.models import Post
from sotay.registers.training.models import Attendance, Course

__all__ = [
    "Appeal",
    "Attendance",
    "Badge",
    "Commendation",
    "Course",
    "Discipline",
    "DuesPayment",
    "DuesTerms",
    "Post",
    "Remittance",
]
