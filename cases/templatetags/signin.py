"""Template filters of the pages about sign-ins."""

from __future__ import annotations

from typing import Final

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# The first that stands in what the browser says of itself; Edge and Opera call
# themselves Chrome too, and everyone calls themselves Safari.
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("Mac OS", "macOS"),
    ("HarmonyOS", "HarmonyOS"),
    ("Linux", "Linux"),
)


@register.filter
def device(agent: str) -> str:
    """ "Firefox, Windows" from the header in which a browser describes itself."""
    found = (
        next((name for mark, name in names if mark in agent), "")
        for names in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(filter(None, found)) or _("Unknown device")
