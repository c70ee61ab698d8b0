"""Pages of posts, planning and rotation."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sotay.kernel import undo
from sotay.kernel.actor import Can
from sotay.kernel.http import ActorRequest
from sotay.kernel.paging import page_of
from sotay.kernel.tree import ancestors, subtree
from sotay.members.models import Member
from sotay.registers import versions
from sotay.registers.access import access_books, access_kept_member, access_post
from sotay.registers.posts import actions, queries
from sotay.registers.posts.forms import EndForm, PostForm
from sotay.units.models import Kind, Unit, UnitQuerySet
from sotay.units.operations import Operation, carry_out

_VALUES = ("title", "from_on", "until_on")


@require_safe
def posts(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The posts of a cell's members; planning is shown to those alone who keep the roll."""
    cell, day = access_books(request.actor, pk), timezone.localdate()
    keeps = request.actor.may(Can.EDIT_ROSTER, cell.path)
    page = page_of(queries.of_cell(cell, planned=keeps), request)
    context = {
        "cell": cell,
        "page": page,
        "keeps": keeps,
        "rows": [
            (row, row.is_held(day), versions.row(request.actor, row, *_VALUES) if keeps else None)
            for row in page
        ],
        "members": Member.objects.current().filter(cell=cell) if keeps else [],
    }
    return render(request, "registers/posts.html", context)


def post_add(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Enter a post of a member."""
    member = access_kept_member(request.actor, pk)
    form = PostForm(request.POST or None, communes=communes_near(member.cell))
    operation = Operation(
        title=_("Post of %(name)s") % {"name": member.full_name},
        button=_("Enter the post"),
        back=reverse("registers:posts", args=[member.cell_id]),
        back_words=_("Posts"),
        done=_("The post is entered."),
        intro=_("Roles in this program, as the secretary of a cell, are appointed on the unit's page."),
        about=member.cell,
    )
    return carry_out(
        request, operation, form, lambda: actions.enter(member=member, by=request.actor, **form.given())
    )


def communes_near(cell: Unit) -> UnitQuerySet:
    """The wards and communes of the province, or of the root, the cell lies in."""
    root = [*ancestors(cell.path), cell.path][0]
    return Unit.objects.within(subtree(root)).filter(kind=Kind.COMMUNE).in_use()


def post_end(request: ActorRequest, pk: UUID) -> HttpResponse:
    post = access_post(request.actor, pk)
    form = EndForm(request.POST or None).made_from(versions.row(request.actor, post, *_VALUES))
    operation = Operation(
        title=_("The post ends"),
        button=_("Save"),
        back=reverse("registers:posts", args=[post.member.cell_id]),
        back_words=_("Posts"),
        done=_("The end of the post is entered."),
        intro=f"{post.member.full_name}: {post}",
        about=post.member.cell,
    )
    return carry_out(
        request, operation, form, lambda: actions.end(post=post, by=request.actor, **form.cleaned_data)
    )


@require_POST
def post_out(request: ActorRequest, pk: UUID) -> HttpResponse:
    post = access_post(request.actor, pk)
    cell = post.member.cell_id
    versions.row(request.actor, post, *_VALUES).carry_out(
        request, lambda: actions.take_out(post=post, by=request.actor)
    )
    undo.offer(request, _("The post has been taken out."))
    return redirect("registers:posts", cell)
