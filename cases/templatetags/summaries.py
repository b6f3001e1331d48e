"""Filters of the case summary's document."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases.common.pinyin import latin
from cases.lineage.wording import percent as shown
from cases.summaries import wording
from cases.summaries.facts import AliasFact, LineageFact, LinkFact, SuspectFact

register = template.Library()

_BETWEEN_NAMES = re.compile(r"\s*[、，,；;/]\s*")
NOTHING = "—"
# Characters of a Chinese name; what is longer is a function or an online name.
LONGEST_NAME = 4
# Some functions are as short as a name: 侦查员甲 is investigator A.
_FUNCTION = re.compile("侦查员|见证人|检察官|民警|主办")


@register.filter
def label(code: str, of: str) -> str:
    """The word for a code of the facts: `{{ suspect.measure|label:"measure" }}`."""
    return wording.label(code, of) if code else NOTHING


@register.filter
def person(name: str) -> str:
    """A name; in a document that is not Chinese with its pinyin: 王超 (Wang Chao)."""
    is_chinese = (get_language() or "").startswith("zh")
    is_name = len(name) <= LONGEST_NAME and not _FUNCTION.match(name)
    latin_name = latin(name) if is_name and not is_chinese else ""
    return f"{name} ({latin_name})" if latin_name else name or NOTHING


@register.filter
def paragraphs(text: str) -> SafeString:
    """Each line that somebody typed as a paragraph of its own."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return format_html_join("", "<p>{}</p>", ((line,) for line in lines or [NOTHING]))


@register.filter
def people(names: str) -> str:
    """Several names in one field, each as `person` gives it."""
    return _("; ").join(person(name) for name in _BETWEEN_NAMES.split(names.strip()))


@register.filter
def reasons(link: LinkFact) -> str:
    """Why the comparison suggested the link, rule by rule."""
    return _("; ").join(wording.reason(fact) for fact in link.reasons)


@register.filter
def basis(fact: LineageFact) -> str:
    """The dates on which it rests who was first."""
    return " ".join(wording.basis(finding) for finding in fact.basis)


@register.filter
def percent(share: float) -> str:
    return shown(share)


@register.filter
def suspect_name(suspect: SuspectFact) -> str:
    """The name, or the first online name with the platform."""
    if suspect.name:
        return person(suspect.name)
    if suspect.aliases:
        alias = suspect.aliases[0]
        return _("Name unknown (“%(handle)s” on %(platform)s)") % {
            "handle": alias.handle,
            "platform": alias.platform,
        }
    return _("Name unknown")


@register.simple_tag
def by_number(suspects: Iterable[SuspectFact], number: int | None) -> str:
    """A suspect of the document by number: "1 王超"."""
    for suspect in suspects:
        if suspect.number == number:
            return f"{number} {suspect_name(suspect)}"
    return NOTHING


@register.filter
def long_day(value: date) -> str:
    """The date as it stands on a document's cover."""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    chinese = (get_language() or "").startswith("zh")
    return date_format(local, "Y年n月j日" if chinese else "j F Y")


@register.filter
def day(value: date | None) -> str:
    return value.isoformat() if value else NOTHING


@register.filter
def seen(alias: AliasFact) -> str:
    """When an online name was in use, as far as the days are known."""
    first, last = alias.first_seen, alias.last_seen
    if first == last:
        return day(first)
    if not last:
        return _("from %(day)s") % {"day": day(first)}
    if not first:
        return _("until %(day)s") % {"day": day(last)}
    return _("%(first)s to %(last)s") % {"first": day(first), "last": day(last)}


@register.filter
def moment(value: datetime | None) -> str:
    """Date and minute in the time of the officer's place."""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else NOTHING


@register.filter
def yuan(value: Decimal | None) -> str:
    """12345.5 → 12,345.50"""
    return NOTHING if value is None else f"{value:,.2f}"


@register.filter
def utc_stamp(value: datetime) -> str:
    """A time as the PDF's metadata want it (W3C date and time format)."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
