"""The commonest form widgets, written without a template each.

Django draws every option of every list by two templates of its own, and every box of a list of people by
three: a page that offers sixty people in five forms spent a third of its time there. What is written here is,
letter for letter but for how much space there is, what Django's templates write (`tests/test_widgets.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from django.template import Context
from django.template.base import render_value_in_context
from django.utils.safestring import SafeData

Widget = Mapping[str, Any]
"""What `django.forms.Widget.get_context` answers under "widget"."""

_CONTEXT = Context()
_OPTION = "django/forms/widgets/select_option.html"


def _text(value: object) -> str:
    return value if isinstance(value, str) and isinstance(value, SafeData) else escape(str(value))


def _label(value: object) -> str:
    """As a template shows it: a number or a date is written the reader's way."""
    return _text(value) if isinstance(value, str) else render_value_in_context(value, _CONTEXT)


def _attributes(attrs: Mapping[str, object]) -> str:
    return "".join(
        f" {_text(name)}" if value is True else f' {_text(name)}="{_text(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    kind, name = _text(widget["type"]), _text(widget["name"])
    return f'<input type="{kind}" name="{name}"{value}{_attributes(widget["attrs"])}>'


def _input_option(widget: Widget) -> str:
    if not widget.get("wrap_label"):
        return _input(widget)
    id_ = widget["attrs"].get("id")
    named = f' for="{_text(id_)}"' if id_ else ""
    return f"<label{named}>{_input(widget)} {_label(widget['label'])}</label>"


def _select(widget: Widget) -> str:
    parts = [f'<select name="{_text(widget["name"])}"{_attributes(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        if group:
            parts.append(f'\n  <optgroup label="{_label(group)}">')
        for option in options:
            value, attrs = _text(option["value"]), _attributes(option["attrs"])
            parts.append(f'\n  <option value="{value}"{attrs}>{_label(option["label"])}</option>')
        if group:
            parts.append("\n  </optgroup>")
    return "".join([*parts, "\n</select>"])


def _textarea(widget: Widget) -> str:
    name, attrs = _text(widget["name"]), _attributes(widget["attrs"])
    value = _label(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{name}"{attrs}>\n{value}</textarea>'


_INPUTS = [
    "checkbox",
    "color",
    "date",
    "datetime",
    "email",
    "file",
    "hidden",
    "input",
    "number",
    "password",
    "search",
    "tel",
    "text",
    "time",
    "url",
]

DRAWN: Mapping[str, Callable[[Widget], str]] = {
    **{f"django/forms/widgets/{name}.html": _input for name in _INPUTS},
    **{f"django/forms/widgets/{name}_option.html": _input_option for name in ("checkbox", "radio")},
    "django/forms/widgets/select.html": _select,
    "django/forms/widgets/textarea.html": _textarea,
}


def drawn(template: str, context: Mapping[str, Any]) -> str | None:
    """What the template of a widget would write; None for one that is not written here."""
    draw, widget = DRAWN.get(template), context.get("widget")
    if draw is None or widget is None:
        return None
    if draw is _select and any(
        option["template_name"] != _OPTION
        for _group, options, _index in widget["optgroups"]
        for option in options
    ):
        return None
    return draw(widget)
