"""Our template of a select gives what Django's own gives, but for line breaks."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer

GROUPED = [("", "All"), ("Group <1>", [("a", "A & B"), (2, "Two")]), (None, "None")]


class Marked(forms.Select):
    """With attributes of options: with a value, without, and one that is off."""

    def create_option(self, *args: object, **kwargs: object) -> dict[str, object]:
        option = super().create_option(*args, **kwargs)  # type: ignore[arg-type]
        option["attrs"] |= {"data-of": 3, "disabled": True, "hidden": False}
        return option


@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple, Marked])
@pytest.mark.parametrize("value", ["a", 2, "", None, ["a", 2]])
def test_it_renders_as_djangos_own(widget: type[forms.Select], value: object) -> None:
    select = widget(attrs={"class": "x", "required": True}, choices=GROUPED)
    ours, own = (
        " ".join(select.render("name", value, renderer=renderer).split())
        for renderer in (get_default_renderer(), DjangoTemplates())
    )
    assert ours == own
    assert "A &amp; B" in ours
