"""Doors of preparing: set up, arrange, agenda, papers, invitations."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid5

from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST, require_safe

from sotay.kernel import undo
from sotay.kernel.actor import Actor, Can
from sotay.kernel.http import ActorRequest
from sotay.kernel.ids import uuid_or_none
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.library import actions as library
from sotay.library.models import Document
from sotay.meetings.access import (
    access_invitation,
    access_item,
    access_meeting,
    access_paper,
    access_set_aside,
    access_to_attach,
    access_to_set_up,
    can_join,
    may,
)
from sotay.meetings.models import MatterSetAside, Meeting
from sotay.meetings.preparation import agenda, inviting, preparing, seating, set_aside, versions
from sotay.meetings.preparation.forms import (
    AnswerForm,
    CancelForm,
    ItemForm,
    LeaveOutForm,
    NewItemForm,
    PaperForm,
)
from sotay.meetings.preparation.forms_kinds import ArrangeForm, KindForm, SetUpForm
from sotay.meetings.preparation.kinds import describe, kinds_of
from sotay.meetings.queries import name_people
from sotay.members import viewing

MANY = 100
"""Of what a form or a list of a page names, at most."""


def _prepare_page(meeting: Meeting, anchor: str = "") -> HttpResponse:
    url = reverse("meetings:step", args=[meeting.pk, "prepare"])
    return redirect(f"{url}#{anchor}" if anchor else url)


def _form_page(
    request: ActorRequest,
    form: object,
    meeting: Meeting,
    title: str,
    button: str,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    back = reverse("meetings:step", args=[meeting.pk, "prepare"])
    context = {"form": form, "meeting": meeting, "title": title, "button": button, "back": back, **more}
    return render(request, "meetings/form.html", context, status=status)


def kinds(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The kinds of meeting, each with a sentence that says what it is for."""
    cell = access_to_set_up(request.actor, pk)
    listed = [(kind.value, *describe(kind, cell)) for kind in kinds_of(cell)]
    return render(request, "meetings/kinds.html", {"cell": cell, "kinds": listed})


def set_up_kind(request: ActorRequest, pk: UUID, kind: str) -> HttpResponse:
    """Set up a meeting of a kind. The regular one asks for its month, the others for their day."""
    cell = access_to_set_up(request.actor, pk)
    if kind not in kinds_of(cell):
        raise Http404
    title, sentence = describe(kind, cell)
    given = request.POST if request.method == "POST" else None
    regular = kind == Meeting.Kind.REGULAR
    this = {"month": Month.of(timezone.localdate())}
    form = SetUpForm(given, initial=this) if regular else KindForm(given, kind=kind, cell=cell)
    if form.is_bound and form.is_valid():
        wishes = form.wishes() if isinstance(form, KindForm) else form.cleaned_data
        try:
            return redirect(preparing.set_up(cell=cell, by=request.actor, kind=kind, **wishes))
        except preparing.AlreadySetUp as already:
            return redirect(already.meeting)
        except Refusal as refusal:
            form.add_refusal(refusal)
    context = {
        "form": form,
        "title": title,
        "sentence": sentence,
        "cell": cell,
        "button": _("Set up the meeting"),
        "back": reverse("meetings:kinds", args=[cell.pk]),
    }
    return render(request, "meetings/form.html", context, status=422 if form.is_bound else 200)


@require_POST
def set_up(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The regular meeting of a month, in one tap from the list or from Today."""
    return set_up_kind(request, pk, Meeting.Kind.REGULAR)


@require_GET
def join(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Go to the video call, wherever it is. The link stands on no page, and only those who are to be there
    are sent on. A notice keeps the way to it: once the meeting is over it leads to the meeting."""
    meeting = access_meeting(request.actor, pk)
    if meeting.video_link and (meeting.is_over or meeting.stage == Meeting.Stage.CANCELLED):
        return redirect(meeting)
    if not can_join(request.actor, meeting):
        raise Http404
    going = redirect(meeting.video_link)
    going["Referrer-Policy"] = "no-referrer"
    return going


def arrange(request: ActorRequest, pk: UUID) -> HttpResponse:
    meeting = access_meeting(request.actor, pk, Can.PREPARE)
    form = ArrangeForm(request.POST or None, meeting=meeting)
    form.made_from(versions.plan(request.actor, meeting))
    title, button = _("Time, place and people"), _("Save")
    if form.carries_out(lambda: preparing.arrange(meeting=meeting, by=request.actor, **form.changes())):
        undo.offer(request, _("Saved."))
        return _prepare_page(meeting)
    return _form_page(request, form, meeting, title, button, 422 if form.is_bound else 200)


def cancel(request: ActorRequest, pk: UUID) -> HttpResponse:
    meeting = access_meeting(request.actor, pk, Can.PREPARE)
    form = CancelForm(request.POST or None).made_from(versions.plan(request.actor, meeting))
    if form.carries_out(
        lambda: preparing.cancel(meeting=meeting, by=request.actor, because=form.cleaned_data["because"])
    ):
        undo.offer(request, _("The meeting is cancelled; those invited were told."))
        return redirect("meetings:meetings")
    return _form_page(
        request,
        form,
        meeting,
        _("Cancel the meeting"),
        _("Cancel the meeting"),
        422 if form.is_bound else 200,
    )


def item_add(request: ActorRequest, pk: UUID) -> HttpResponse:
    meeting = access_meeting(request.actor, pk, Can.PREPARE)
    form = NewItemForm(request.POST or None, people=seating.people(meeting), initial={"minutes": 10})
    if request.method == "POST" and form.is_valid():
        item = agenda.add(meeting=meeting, by=request.actor, **form.cleaned_data)
        return _prepare_page(meeting, f"item-{item.pk}")
    return _form_page(request, form, meeting, _("Add to the agenda"), _("Add"), 422 if form.is_bound else 200)


def item_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    item = access_item(request.actor, pk)
    edited, order = versions.item(request.actor, item), versions.order(request.actor, item)
    form = ItemForm(request.POST or None, people=seating.people(item.meeting)).made_from(edited)
    if form.carries_out(lambda: agenda.edit(item=item, by=request.actor, **form.cleaned_data)):
        return _prepare_page(item.meeting, f"item-{item.pk}")
    status, title = 422 if form.is_bound else 200, _("Agenda item")
    more = {"item": item, "edited": edited, "order": order}
    return _form_page(request, form, item.meeting, title, _("Save"), status, **more)


@require_POST
def item_move(request: ActorRequest, pk: UUID) -> HttpResponse:
    item = access_item(request.actor, pk)
    edited = versions.order(request.actor, item)
    edited.carry_out(request, lambda: agenda.move(item=item, by=request.actor, up="up" in request.POST))
    return _prepare_page(item.meeting, f"item-{item.pk}")


@require_POST
def item_remove(request: ActorRequest, pk: UUID) -> HttpResponse:
    item = access_item(request.actor, pk)
    edited = versions.item(request.actor, item)
    removed = edited.carry_out(request, lambda: agenda.remove(item=item, by=request.actor))
    kept = signing.dumps(removed, salt=str(item.meeting_id))
    back = reverse("meetings:item_restore", args=[item.meeting_id])
    sentence = _("Taken off the agenda: %(title)s") % {"title": item.title}
    undo.offer(request, sentence, f"{back}?{urlencode({'kept': kept})}")
    return _prepare_page(item.meeting)


def item_leave_out(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Take an item off that the committee above asks for, with the reason it reads."""
    item = access_item(request.actor, pk)
    form = LeaveOutForm(request.POST or None).made_from(versions.item(request.actor, item))
    if form.carries_out(
        lambda: agenda.remove(item=item, by=request.actor, reason=form.cleaned_data["reason"])
    ):
        undo.offer(request, _("Taken off the agenda. The committee above reads why."))
        return _prepare_page(item.meeting)
    status, more = 422 if form.is_bound else 200, {"sentence": f"{item.source_label}: {item.title}"}
    return _form_page(
        request, form, item.meeting, _("Leave out of the agenda"), _("Leave it out"), status, **more
    )


@require_POST
def take_proposed(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Put on the agenda what was proposed after it was drafted."""
    meeting = access_meeting(request.actor, pk, Can.PREPARE)
    only = [named for text in request.POST.getlist("proposal")[:MANY] if (named := uuid_or_none(text))]
    n = agenda.take_proposed(meeting=meeting, by=request.actor, only=only)
    if n:
        undo.offer(request, ngettext("%(n)s item was added.", "%(n)s items were added.", n) % {"n": n})
    return _prepare_page(meeting, "agenda")


@require_POST
def set_aside_drop(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Follow a matter no longer that a meeting set aside."""
    matter = access_set_aside(request.actor, pk)
    set_aside.drop(matter=matter, by=request.actor)
    undo.offer(
        request, _("Dropped. No agenda proposes it again."), reverse("meetings:set_aside_again", args=[pk])
    )
    return _back_to_preparing(request, matter)


@require_POST
def set_aside_again(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Undo of dropping it."""
    matter = access_set_aside(request.actor, pk)
    set_aside.take_back(matter=matter, by=request.actor)
    return _back_to_preparing(request, matter)


def _back_to_preparing(request: ActorRequest, matter: MatterSetAside) -> HttpResponse:
    """The newest meeting of the cell that is being prepared, where the matter waits, or its own."""
    of_cell = Meeting.objects.filter(cell=matter.cell_id, stage=Meeting.Stage.PREPARING)
    waits = next((each for each in of_cell[:MANY] if may(request.actor, each, Can.PREPARE)), matter.meeting)
    return _prepare_page(waits, "aside-waiting")


@require_POST
def item_restore(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Undo of taking an item off. What it was travels in the undo button, signed for this meeting."""
    meeting = access_meeting(request.actor, pk, Can.PREPARE)
    try:
        kept = signing.loads(request.GET.get("kept", ""), salt=str(meeting.pk), max_age=timedelta(days=1))
    except signing.BadSignature:
        raise Http404 from None
    item = agenda.restore(meeting=meeting, by=request.actor, kept=kept)
    return _prepare_page(meeting, f"item-{item.pk}")


def paper_add(request: ActorRequest, pk: UUID) -> HttpResponse:
    meeting = access_to_attach(request.actor, pk)
    form = PaperForm(
        request.POST or None,
        request.FILES or None,
        meeting=meeting,
        initial={"item": request.GET.get("item")},
    )
    if request.method == "POST" and form.is_valid():
        item = form.cleaned_data["item"]
        n = _attach(request.actor, meeting, form)
        if n:
            undo.offer(
                request,
                ngettext(
                    "%(n)s paper is attached; those invited can read it.",
                    "%(n)s papers are attached; those invited can read them.",
                    n,
                )
                % {"n": n},
            )
        if not form.errors:
            return _prepare_page(meeting, f"item-{item.pk}" if item else "attached")
    status = 422 if form.is_bound else 200
    return _form_page(request, form, meeting, _("Attach a paper"), _("Attach"), status, multipart=True)


def _attach(by: Actor, meeting: Meeting, form: PaperForm) -> int:
    """Attach each file that can be; why another cannot is said with its name. How many were attached."""
    given, attached = form.cleaned_data, 0
    several = len(given["file"]) > 1
    for number, upload in enumerate(given["file"]):
        named = uuid5(given["id"], f"{meeting.pk}:{number}") if given["id"] else None
        if named and Document.objects.filter(pk=named).exists():
            attached += 1  # it came before, and the device did not hear so
            continue
        try:
            agenda.refuse_papers_when_over(meeting)
            document = library.store(
                by=by,
                cell=meeting.cell,
                about_id=meeting.pk,
                upload=upload,
                title="" if several else given["title"],
                not_secret=given["not_secret"],
                named=named,
            )
            agenda.attach(meeting=meeting, by=by, document=document, item=given["item"])
            attached += 1
        except Refusal as refusal:
            if several:
                form.add_error("file", f"{upload.name}: {refusal.sentence}")
            else:
                form.add_refusal(refusal)
    return attached


@require_POST
def paper_remove(request: ActorRequest, pk: UUID) -> HttpResponse:
    paper = access_paper(request.actor, pk)
    agenda.detach(paper=paper, by=request.actor)
    undo.offer(request, _("The paper was taken away."))
    return _prepare_page(paper.meeting)


@require_POST
def invite(request: ActorRequest, pk: UUID) -> HttpResponse:
    meeting = access_meeting(request.actor, pk, Can.PREPARE)
    n = inviting.invite(meeting=meeting, by=request.actor)
    undo.offer(request, ngettext("%(n)s person was invited.", "%(n)s people were invited.", n) % {"n": n})
    return _prepare_page(meeting)


@require_safe
def calls(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Whom the secretary has to call: those who have neither answered nor opened the invitation."""
    meeting = access_meeting(request.actor, pk, Can.PREPARE)
    calls = inviting.to_call(meeting, request.actor)
    viewing.note_list(meeting.cell, request.actor, len(calls))
    context = {
        "meeting": meeting,
        "calls": calls,
        "sentence": inviting.to_say(meeting),
        "back": f"{reverse('meetings:step', args=[meeting.pk, 'prepare'])}#invitations",
    }
    return render(request, "meetings/calls.html", context)


def invitation_answer(request: ActorRequest, pk: UUID) -> HttpResponse:
    invitation = access_invitation(request.actor, pk)
    own = invitation.member_id == request.actor.member_id
    asked = {} if invitation.answer else {"will_come": request.GET.get("will_come")}
    if not own:
        name_people(invitation.meeting, [invitation.member])
    name = "" if own else invitation.member.shown
    form = AnswerForm(request.POST or None, initial=asked, for_name=name)
    form.made_from(versions.answer(request.actor, invitation))
    if form.carries_out(
        lambda: inviting.answer(invitation=invitation, by=request.actor, **form.cleaned_data)
    ):
        undo.offer(request, _("Your answer was noted. Thank you.") if own else _("The answer was noted."))
        return redirect("/") if own else _prepare_page(invitation.meeting)
    context = {"form": form, "invitation": invitation, "meeting": invitation.meeting, "own": own}
    return render(request, "meetings/answer.html", context, status=422 if form.is_bound else 200)
