"""Tabler's outline icons, drawn into the page in the text's colour."""

from __future__ import annotations

import re
from functools import cache

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_OUTER = re.compile(r"<svg.*?>(.*)</svg>", re.DOTALL)


@cache
def icon(name: str, css: str = "") -> SafeString:
    """The icon as HTML. Names and classes come from templates and code, so the cache
    stays small."""
    found = _OUTER.search((settings.ICONS_DIR / f"{name}.svg").read_text())
    assert found is not None, name  # noqa: S101 - an icon of the package
    # The markup is a file of the pinned package, not input.
    inner = mark_safe(" ".join(found.group(1).split()))  # noqa: S308
    return format_html(
        '<svg class="icon {}" width="24" height="24" viewBox="0 0 24 24" fill="none"'
        ' stroke="currentColor" stroke-width="2" stroke-linecap="round"'
        ' stroke-linejoin="round" aria-hidden="true">{}</svg>',
        css,
        inner,
    )
