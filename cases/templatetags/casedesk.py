"""Template tags: icons, badges, numbers, addresses."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.forms import BoundField, Select
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cases.access import words
from cases.common.addresses import page_address
from cases.common.controls import QuickSelect
from cases.common.icons import icon
from cases.common.paging import COUNTED
from cases.common.pinyin import latin as latin_name
from cases.common.tables import badge as badge_html
from cases.engine.identifiers.in_text import mask_identifiers

register = template.Library()

register.simple_tag(icon)


@register.simple_tag
def badge(value: str, label: Any) -> SafeString:
    return badge_html(value, label)


@register.filter
def bare(field: BoundField) -> SafeString:
    """A form field's control alone, small, for a line of filters."""
    widget = field.field.widget
    select = isinstance(widget, Select)
    css = "form-select form-select-sm" if select else "form-control form-control-sm"
    if type(widget) is Select:
        widget = QuickSelect(widget.attrs, widget.choices)
    return field.as_widget(widget, attrs={"class": css})


@register.filter
def masked(text: Any) -> str:
    """What a file or sheet is called, the number of a person in it masked."""
    return mask_identifiers(str(text))


@register.filter
def count(value: int | None) -> str:
    """12345 → 12,345, in every language."""
    return "" if value is None else f"{value:,}"


@register.filter
def figure(value: float, places: int) -> str:
    """15397.66 → 15,397.7 with one place, in every language."""
    return f"{value:,.{places}f}"


@register.filter
def counted(value: int) -> str:
    """What `paging.counted` gave: 10,000+ for whatever is above that."""
    return f"{COUNTED:,}+" if value > COUNTED else f"{value:,}"


@register.filter
def latin(name: str) -> str:
    """A Chinese name in pinyin."""
    return latin_name(name)


@register.simple_tag(takes_context=True)
def here(context: Context, *names: str) -> str:
    """ "active" if the page is one of these (beginnings of URL names count)."""
    match = getattr(context["request"], "resolver_match", None)
    name = (match.url_name or "") if match else ""
    return "active" if any(name.startswith(n) for n in names) else ""


@register.simple_tag(takes_context=True)
def menu_item(
    context: Context, page: str, on: str, sign: str, label: str
) -> SafeString:
    """A line of the menu; `on`: as `here` takes it."""
    state = here(context, on)
    return format_html(
        '<li class="nav-item {}"><a class="nav-link" href="{}"{}>'
        '<span class="nav-link-icon">{}</span>'
        '<span class="nav-link-title">{}</span></a></li>',
        state,
        page_address(page),
        SafeString(' aria-current="page"' if state else ""),
        icon(sign),
        label,
    )


@register.simple_tag(takes_context=True)
def page_url(context: Context, **changes: Any) -> str:
    """The page's own address with some parameters changed."""
    query = dict(context["request"].GET.lists())
    query.pop("export", None)
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = [str(value)]
    return f"?{urlencode(query, doseq=True)}"


@register.simple_tag(takes_context=True)
def searched(context: Context, **typed: str) -> str:
    """The parameter of an address that finds what these words find."""
    return f"{words.PARAMETER}={words.hide(context['user'], typed)}"


@register.filter
def duration(seconds: float | None) -> str:
    """8 s, 3 min 20 s, 2 h 5 min: never more than two units."""
    if seconds is None:
        return ""
    if seconds < 10:
        return _("%s s") % f"{seconds:.1f}".removesuffix(".0")
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    if minutes:
        return _("%(minutes)d min %(seconds)d s") % {
            "minutes": minutes,
            "seconds": rest,
        }
    return _("%s s") % rest
