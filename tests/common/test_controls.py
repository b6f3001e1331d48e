"""Our controls are what Django's own templates give, but for line breaks."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.utils.functional import lazy
from django.utils.translation import get_language, override
from django_filters import ChoiceFilter

from cases.common.controls import FixedChoices, QuickSelect, Renderer

GROUPED = [("", "All"), ("Group <1>", [("a", "A & B"), (2, "Two")]), (None, "None")]
INPUTS = [
    forms.TextInput,
    forms.NumberInput,
    forms.DateInput,
    forms.HiddenInput,
    forms.SearchInput,
    forms.EmailInput,
    forms.Textarea,
    forms.CheckboxInput,
]


class Marked(forms.Select):
    """With attributes of options: with a value, without, and one that is off."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        option["attrs"] |= {"data-of": 3, "disabled": True, "hidden": False}
        return option


def rendered(widget: forms.Widget, value: object) -> tuple[str, str]:
    """Ours and Django's own."""
    renderer = get_default_renderer()
    assert isinstance(renderer, Renderer)
    ours, own = (
        " ".join(widget.render("name", value, renderer=by).split()).replace("> <", "><")
        for by in (renderer, DjangoTemplates())
    )
    return ours, own


@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple, Marked])
@pytest.mark.parametrize("value", ["a", 2, "", None, ["a", 2]])
def test_a_select_is_as_djangos_own(widget: type[forms.Select], value: object) -> None:
    select = widget(attrs={"class": "x", "required": True}, choices=GROUPED)
    ours, own = rendered(select, value)
    assert ours == own
    assert "A &amp; B" in ours


@pytest.mark.parametrize("value", ["a", 2, "2", "", None, "no choice", ["a", 2]])
def test_a_quick_select_is_as_a_select(value: object) -> None:
    choices = [*GROUPED, ("a", "Twice"), ("", [(None, "In no group")]), ('"<', "<i>")]
    attrs = {"class": "x", "required": True, "hidden": False}
    quick, select = (kind(attrs, choices) for kind in (QuickSelect, forms.Select))
    drawn = quick.render("name", value, {"id": "y"})
    assert drawn == select.render("name", value, {"id": "y"})
    assert "&quot;&lt;" in drawn


@pytest.mark.parametrize("empty", ["All", None])
def test_fixed_choices_are_drawn_in_each_language(empty: str | None) -> None:
    label = lazy(lambda: f"Rejected ({get_language()})", str)()
    choices = FixedChoices([("a", label), ("Group", [("b", label), ("c", "C")])])
    field = ChoiceFilter(choices=choices, empty_label=empty).field
    for language in ("en", "zh-hans", "en"):
        with override(language):
            for value in ("", "a", "b", "a"):
                quick, select = (
                    kind({"class": "x"}, field.widget.choices).render("name", value)
                    for kind in (QuickSelect, forms.Select)
                )
                assert quick == select
                assert quick.count(f">Rejected ({language})<") == 2


@pytest.mark.parametrize("widget", INPUTS)
@pytest.mark.parametrize("value", ['"<b>&', 12_345, 1.5, date(2026, 1, 2), "", None])
def test_an_input_is_as_djangos_own(widget: type[forms.Widget], value: object) -> None:
    control = widget(attrs={"class": "x", "required": True, "list": False, "min": 3})
    ours, own = rendered(control, value)
    assert ours == own
    assert "<b>" not in ours
