"""Controls of forms as Django draws them, the frequent ones in plain code: its
templates take two further ones for each option of a select, which was a fifth of a
page with filters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any, Final

from django.forms import Select
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

_FOLDER: Final = "django/forms/widgets"


class Renderer(TemplatesSetting):
    """`settings.FORM_RENDERER`."""

    def render(
        self,
        template_name: str,
        context: dict[str, Any],
        request: HttpRequest | None = None,
    ) -> str:
        if template_name == f"{_FOLDER}/select.html":
            return _select(context["widget"])
        if template_name in _INPUTS:
            return _input(context["widget"])
        return super().render(template_name, context, request)


_INPUTS: Final = {
    f"{_FOLDER}/{name}.html"
    for name in ("date", "hidden", "input", "number", "search", "text")
}


def _input(widget: Mapping[str, Any]) -> SafeString:
    value = widget["value"]
    return format_html(
        '<input type="{}" name="{}"{}{}>',
        widget["type"],
        widget["name"],
        "" if value is None else format_html(' value="{}"', str(value)),
        _attributes(widget["attrs"]),
    )


def _select(widget: Mapping[str, Any]) -> SafeString:
    return format_html(
        '<select name="{}"{}>{}\n</select>',
        widget["name"],
        _attributes(widget["attrs"]),
        SafeString("".join(_groups(widget["optgroups"]))),
    )


def _groups(groups: list[tuple[Any, list[dict[str, Any]], int]]) -> Iterator[str]:
    for name, options, _place in groups:
        if name:
            yield format_html('\n<optgroup label="{}">', name)
        for option in options:
            yield format_html(
                '\n<option value="{}"{}>{}</option>',
                str(option["value"]),
                _attributes(option["attrs"]),
                option["label"],
            )
        if name:
            yield "\n</optgroup>"


def _attributes(attrs: Mapping[str, Any]) -> SafeString:
    """Of a control or an option: what is False is left out, what is True has no
    value."""
    if not attrs:  # as of most options
        return SafeString("")
    return SafeString(
        "".join(
            format_html(" {}", name)
            if value is True
            else format_html(' {}="{}"', name, str(value))
            for name, value in attrs.items()
            if value is not False
        )
    )


class QuickSelect(Select):
    """A select whose options have no attributes: they are drawn from the choices
    without a dictionary for each, of which a line of filters has a hundred."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,
    ) -> SafeString:
        options = _Options(self.format_value(value))
        return format_html(
            '<select name="{}"{}>{}\n</select>',
            name,
            _attributes(self.build_attrs(self.attrs, attrs)),
            SafeString("".join(options.drawn(self.choices))),
        )


class _Options:
    """Of the values that are chosen the first that is offered is marked."""

    def __init__(self, chosen: list[str]) -> None:
        self._chosen, self._is_marked = chosen, False

    def drawn(self, choices: Iterable[tuple[Any, Any]]) -> Iterator[str]:
        for value, label in choices:
            if not isinstance(label, list | tuple):
                yield self._option("" if value is None else str(value), label)
                continue
            if value:
                yield format_html('\n<optgroup label="{}">', value)
            for each, of_each in label:
                yield self._option(str(each), of_each)
            if value:
                yield "\n</optgroup>"

    def _option(self, value: str, label: Any) -> str:
        marked = ""
        if not self._is_marked and value in self._chosen:
            self._is_marked, marked = True, " selected"
        shown = conditional_escape(label)
        return f'\n<option value="{escape(value)}"{marked}>{shown}</option>'
