"""The style guide: every token and every part of the look, live, with the template text that makes it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

import sotay.kernel
from sotay.kernel.conflicts import Conflict
from sotay.kernel.forms import (
    BaseForm,
    ClockField,
    DayField,
    MonthField,
    PartialDayField,
    PhoneField,
    SegSelect,
)
from sotay.kernel.paging import page_of
from sotay.kernel.versions import Change
from sotay.portal.sample_pictures import pictures

STATIC = Path(sotay.kernel.__file__).parent / "static" / "sotay"
_COLOUR = re.compile(r"--([\w-]+): (?:#|rgb)")


class SampleForm(BaseForm):
    """One field of every kind; nothing is kept of it. Its words are samples, so nobody translates them."""

    full_name = forms.CharField(label="Họ và tên", help_text="Ghi như trên thẻ đảng viên.")
    born_on = PartialDayField(label="Ngày sinh", help_text="Không rõ ngày thì ghi năm là đủ.")
    admitted_on = DayField(label="Ngày vào Đảng", help_text="Ví dụ 03/02/1986")
    month = MonthField(label="Tháng sinh hoạt")
    starts_at = ClockField(label="Giờ bắt đầu")
    phone = PhoneField(label="Điện thoại", required=False)
    cell = forms.ChoiceField(label="Chi bộ", choices=[("1", "TDP Hòa Bình"), ("2", "TDP Nam Sơn")])
    roll = forms.ChoiceField(
        label="Điểm danh",
        choices=[("present", "Có mặt"), ("excused", "Vắng có lý do"), ("unexcused", "Vắng không lý do")],
        widget=SegSelect(tones={"present": "ok", "excused": "wait", "unexcused": "late"}),
    )
    standing = forms.ChoiceField(
        label="Tư cách", choices=[("full", "Chính thức"), ("probationary", "Dự bị")], widget=forms.RadioSelect
    )
    channels = forms.MultipleChoiceField(
        label="Mời bằng",
        choices=[("app", "trang này"), ("paper", "giấy mời in"), ("call", "điện thoại")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    opinion = forms.CharField(
        label="Ý kiến", widget=forms.Textarea(attrs={"data-keep": "off"}), required=False
    )
    paper = forms.FileField(label="Tài liệu", required=False)
    declared = forms.BooleanField(label="Tôi cam đoan tài liệu này không thuộc bí mật nhà nước")


@dataclass(frozen=True, slots=True)
class Sample:
    """A part of the look: its words, how it looks, and the template text that makes it."""

    name: str
    title: str | Promise
    words: str | Promise
    drawn: SafeString
    source: str


# Each is a file in templates/portal/samples/.
SAMPLES: tuple[tuple[str, str | Promise, str | Promise], ...] = (
    (
        "type",
        pgettext_lazy("style guide", "Type"),
        _("Be Vietnam Pro in three weights; 18 px unless the reader asked for another size."),
    ),
    (
        "buttons",
        pgettext_lazy("style guide", "Buttons"),
        _("One primary action a page. At least 48 px high, words always, icon if it helps."),
    ),
    (
        "chips",
        pgettext_lazy("style guide", "Chips"),
        _("The state of a thing, in words; the colour only repeats them."),
    ),
    (
        "cards",
        pgettext_lazy("style guide", "Cards"),
        _("A card holds one matter. The one marked is what to do now."),
    ),
    (
        "list",
        pgettext_lazy("style guide", "List"),
        _("Rows with what grows in the middle and one thing to do at the end."),
    ),
    ("steps", pgettext_lazy("style guide", "Steps"), _("The five steps of a meeting, always in view.")),
    (
        "seg",
        pgettext_lazy("style guide", "Big choices"),
        _("Marking a roll: one tap each. Buttons, or radio buttons with SegSelect in a form."),
    ),
    (
        "figs",
        pgettext_lazy("style guide", "Figures"),
        _("A number and the sentence that says what it counts."),
    ),
    (
        "table",
        pgettext_lazy("style guide", "Table"),
        _("Becomes a stack of cards on a phone, each cell named by its data-label."),
    ),
    ("bar", pgettext_lazy("style guide", "Progress"), _("A real progress element with words beside it.")),
    (
        "sparkline",
        pgettext_lazy("style guide", "Line of a year"),
        _("Where it goes, month by month; a gap where nothing is known. Its numbers open below."),
    ),
    (
        "bars",
        pgettext_lazy("style guide", "Bars"),
        _("Lying, each with its number; the thin line is where the true number may well lie."),
    ),
    (
        "heat_strip",
        pgettext_lazy("style guide", "Heat strip"),
        _("Levels by height and lightness; a cross for what is missing, empty for what is not known."),
    ),
    (
        "heat_matrix",
        pgettext_lazy("style guide", "Heat map"),
        _("Strips one below the other, over the same months."),
    ),
    (
        "multiples",
        pgettext_lazy("style guide", "Small multiples"),
        _("Several small lines on one scale, so that they can be compared."),
    ),
    (
        "treemap",
        pgettext_lazy("style guide", "Map of the tree"),
        _("The larger a unit, the larger its place; how well it does is written and seen by lightness."),
    ),
    ("facts", pgettext_lazy("style guide", "Facts"), _("What is known of one thing.")),
    ("timeline", pgettext_lazy("style guide", "History"), _("What happened, the newest first.")),
    (
        "notices",
        pgettext_lazy("style guide", "Notices"),
        _("Inside the page: what the reader should know before going on."),
    ),
    (
        "toasts",
        pgettext_lazy("style guide", "Answers"),
        _("What was just done, with a way to take it back. It stays until closed."),
    ),
    (
        "banner",
        pgettext_lazy("style guide", "Banner"),
        _("News across the page: no network, something has changed."),
    ),
    (
        "aloud",
        pgettext_lazy("style guide", "Read out"),
        _("What somebody reads out to a hall from a phone: larger, and in parts."),
    ),
    ("quote", pgettext_lazy("style guide", "Quotation"), _("The words of somebody, or of a paper.")),
    (
        "code",
        pgettext_lazy("style guide", "Code to scan"),
        _("As large as the screen allows, on white in both schemes, with digits for typing."),
    ),
    ("details", pgettext_lazy("style guide", "More"), _("Opens and closes without JavaScript.")),
    ("dialog", pgettext_lazy("style guide", "Sheet"), _("A native popover; on a phone it comes from below.")),
    ("empty", pgettext_lazy("style guide", "Empty page"), _("Says what to do next.")),
    ("ways", pgettext_lazy("style guide", "Ways back"), _("A way back on every page below the main places.")),
    ("search", pgettext_lazy("style guide", "Search"), _("People type without marks; the field says so.")),
    ("avatar", pgettext_lazy("style guide", "Avatar"), _("Initials, always beside the name.")),
)


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    wrong = SampleForm({"full_name": "Nguyễn Thị Ngữ", "admitted_on": "31/02/1986", "phone": "12345"})
    change = Change("Lê Thị Thu", timezone.now())
    conflict = Conflict("full_name", "Nguyễn Thị Ngữ", "Nguyễn Thị Ngự", "mine", change)
    wrong.add_error("full_name", conflict.sentence)
    wrong.conflicts = {"full_name": conflict}
    good = SampleForm(initial={"full_name": "Nguyễn Thị Ngữ", "roll": "present"}, prefix="good")
    samples = [sample(request, *named) for named in SAMPLES]
    pages = page_of([str(number) for number in range(1, 200)], request)
    return render(
        request,
        "portal/styleguide.html",
        {
            "samples": samples,
            "wrong": wrong,
            "good": good,
            "colours": colours(),
            "icons": icons(),
            "page": pages,
        },
    )


def sample(request: HttpRequest, name: str, title: str | Promise, words: str | Promise) -> Sample:
    template: Any = get_template(f"portal/samples/{name}.html")
    # Our own template, already escaped by the engine that drew it.
    drawn = mark_safe(template.render(pictures(), request))  # noqa: S308
    return Sample(name, title, words, drawn, template.template.source.strip())


@cache
def colours() -> list[str]:
    """The names of the colour tokens, in the order of the file."""
    return list(dict.fromkeys(_COLOUR.findall((STATIC / "css" / "tokens.css").read_text(encoding="utf-8"))))


@cache
def icons() -> list[str]:
    manifest = tomllib.loads((STATIC / "vendor" / "manifest.toml").read_text(encoding="utf-8"))
    return [icon for package in manifest["package"] for icon in package.get("icons", [])]
