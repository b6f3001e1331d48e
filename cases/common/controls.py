"""Renders form controls as Django does, the frequent ones in plain code. Django renders
two templates for each option of a select, which took a fifth of the time of a page with
filters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from html import escape
from itertools import islice
from typing import Any, Final, NamedTuple

from django.forms import Select
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

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
    """Attributes of a control or an option: one that is False is left out, one that is
    True has no value."""
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


class FixedChoices(tuple[Any, ...]):
    """Choices that never change and are the same for everybody: their options are
    rendered once in each language, and they are not copied with their filter."""

    __slots__ = ()
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    def __deepcopy__(self, _memo: dict[int, Any]) -> FixedChoices:
        return self


class _Part(NamedTuple):
    """The HTML of an option; `start` ends where `selected` can be put. `value` is None
    for the beginning or end of a group."""

    value: str | None
    start: str
    end: str = ""


class QuickSelect(Select):
    """A select whose options have no attributes. They are rendered from the choices
    without making a dictionary for each: a row of filters has a hundred options."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,
    ) -> SafeString:
        chosen = self.format_value(value)
        is_marked = False
        drawn = []
        for part in _parts(self.choices):
            drawn.append(part.start)
            # The first of the chosen values that is among the options.
            if not is_marked and part.value in chosen:
                is_marked = True
                drawn.append(" selected")
            drawn.append(part.end)
        return format_html(
            '<select name="{}"{}>{}\n</select>',
            name,
            _attributes(self.build_attrs(self.attrs, attrs)),
            SafeString("".join(drawn)),
        )


def _parts(choices: Any) -> Iterator[_Part]:
    """choices: as a widget has them; those of a filter know what they come from."""
    fixed = getattr(choices, "choices", None)
    if not isinstance(fixed, FixedChoices):
        yield from _drawn(choices)
        return
    yield from _drawn(islice(choices, len(choices) - len(fixed)))
    yield from _drawn_once(fixed, get_language())


@cache
def _drawn_once(choices: FixedChoices, _language: str | None) -> list[_Part]:
    return list(_drawn(choices))


def _drawn(choices: Iterable[tuple[Any, Any]]) -> Iterator[_Part]:
    for value, label in choices:
        if not isinstance(label, list | tuple):
            yield _option("" if value is None else str(value), label)
            continue
        if value:
            yield _Part(None, format_html('\n<optgroup label="{}">', value))
        for each, of_each in label:
            yield _option(str(each), of_each)
        if value:
            yield _Part(None, "\n</optgroup>")


def _option(value: str, label: Any) -> _Part:
    start = f'\n<option value="{escape(value)}"'
    return _Part(value, start, f">{conditional_escape(label)}</option>")
