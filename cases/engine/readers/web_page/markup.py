"""The tags of a page and the text before each, cut out of a window in one pass.

Neither a tree nor a stack is built, and the file defines no entity: what is nested a
million deep, or would expand to a gigabyte, is passed by as it is written.
"""

from __future__ import annotations

import html
import re
import string
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from cases.engine.readers.window import Window, find

# Of a longer tag, as one that holds a picture, only the name counts.
_LONGEST_TAG = 4096
# More text than this without a tag is given on in pieces, none of which ends in an
# entity.
_LONGEST_TEXT = 64 << 10
_LONGEST_ENTITY = 40

_TAG = re.compile(
    r"<(/?)([A-Za-z][^\s/><]*+)"
    r"""((?:[^<>="']++|=\s*+(?:"[^"]*+"|'[^']*+')?+|["'])*+)>"""
)
_AFTER_BRACKET = frozenset("/!?") | frozenset(string.ascii_letters)
_NAME = re.compile(r"<(/?)([A-Za-z][^\s/><]*+)")
_CDATA, _COMMENT = "<![CDATA[", "<!--"
_ENDS_CDATA = "]]>"
_ENDS_COMMENT = re.compile("--!?>")
_ENDS_TAG = re.compile(">")
# What stands between these is no text of the page (HTML 13.2.5.2 and 13.2.5.3).
_ENDS_RAW = {
    name: re.compile(rf"(?i)</{name}(?:[\s/][^>]{{0,30}})?>")
    for name in ("script", "style", "title")
}


class Tag(NamedTuple):
    """name: in small letters, without the prefix of its namespace; rest: what stands
    behind it."""

    name: str
    is_end: bool
    rest: str

    @property
    def is_empty(self) -> bool:
        """Written as <name/>: there is no end tag then."""
        return self.rest.endswith("/")


NO_TAG = Tag("", is_end=False, rest="")
Markup = Iterator[tuple[str, Tag]]


def markup(window: Window) -> Markup:
    """Stretches of text, entities and all, each with the tag that follows it.

    Comments, declarations, scripts and styles are left out, and so is a tag that the
    end of the file cuts off.
    """
    while window.ahead or window.more():
        text, place = window.text, window.place
        start = text.find("<", place)
        start = len(text) if start < 0 else start
        if start - place > _LONGEST_TEXT:
            window.place = _before_entity(text, place + _LONGEST_TEXT)
            yield text[place : window.place], NO_TAG
        elif len(text) - start < _LONGEST_TAG and not window.ended:
            window.more()
        elif found := _TAG.match(text, start, start + _LONGEST_TAG):
            tag = Tag(_plain(found[2]), found[1] == "/", found[3])
            window.place = found.end()
            yield text[place:start], tag
            if tag.name in _ENDS_RAW and not (tag.is_end or tag.is_empty):
                find(window, _ENDS_RAW[tag.name])
        else:
            window.place = start
            yield text[place:start], NO_TAG
            yield from _other(window)


@lru_cache(1024)
def _plain(name: str) -> str:
    return name.rpartition(":")[2].lower()


def _before_entity(text: str, place: int) -> int:
    begun = text.rfind("&", place - _LONGEST_ENTITY, place)
    return place if begun < 0 else begun


def _other(window: Window) -> Markup:
    """What begins with "<" and is no whole tag."""
    text, place = window.text, window.place
    if text.startswith(_CDATA, place):
        window.place += len(_CDATA)
        yield from _literal(window)
    elif text.startswith(_COMMENT, place):
        # <!--> is a comment too (HTML 13.2.5.43).
        window.place += 2
        find(window, _ENDS_COMMENT)
    elif _is_text(text, place):
        window.place = min(place + 1, len(text))
        yield text[place : window.place], NO_TAG
    else:
        find(window, _ENDS_TAG)
        if (name := _NAME.match(text, place)) and (window.ahead or window.more()):
            yield "", Tag(_plain(name[2]), name[1] == "/", "")


def _is_text(text: str, place: int) -> bool:
    """Whether it begins as no tag does, or another one begins before its end."""
    if text[place + 1 : place + 2] not in _AFTER_BRACKET:
        return True
    end = text.find(">", place, place + _LONGEST_TAG)
    other = text.find("<", place + 1, place + _LONGEST_TAG)
    return other >= 0 and (end < 0 or other < end)


def _literal(window: Window) -> Markup:
    """The text of a CDATA section, in pieces, with entities as elsewhere."""
    while True:
        text, place = window.text, window.place
        end = text.find(_ENDS_CDATA, place)
        if end < 0 and window.ahead <= _LONGEST_TEXT and not window.ended:
            window.more()
            continue
        stop = end if end >= 0 else max(place, len(text) - len(_ENDS_CDATA) + 1)
        if window.ended and end < 0:
            stop = len(text)
        yield html.escape(text[place:stop], quote=False), NO_TAG
        window.place = stop + len(_ENDS_CDATA) if end >= 0 else stop
        if end >= 0 or (window.ended and not window.ahead):
            return
