"""The ZIP of an .xlsx: which sheets there are, and small workbooks made of parts.

Only the sheets' rows, the shared strings and the styles ever reach the parser;
everything else (macros, drawings, formulas' links, declarations of entities) is
left where it is.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import IO
from xml.parsers import expat

from cases.engine.errors import UnreadableFile

# What an unpacked part that is no sheet may be long.
_LARGEST_PART = 64 << 20
_LARGEST_STRINGS = 512 << 20

_WORKBOOK = "xl/workbook.xml"
_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_WORKBOOK_RELATIONS = "xl/_rels/workbook.xml.rels"
_SHEET = "xl/worksheets/sheet1.xml"
_ONE_SHEET = (
    f'<workbook xmlns="{_SPACE}" xmlns:r="{_RELATIONS}"><workbookPr date1904="%s"/>'
    '<sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


class Unusual(Exception):
    """No workbook as spreadsheet programs write it, though it may still be one."""


@dataclass(frozen=True)
class Part:
    """A worksheet and where it lies in the package."""

    name: str
    path: str
    hidden: bool


class Package:
    """Raises Unusual where the parts are not found at their usual places."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._sizes = {item.filename: item.file_size for item in self._zip.infolist()}
        self._targets = dict(self._relations())
        self._is_1904 = False
        self.sheets = list(self._sheets())

    def _relations(self) -> Iterator[tuple[str, tuple[str, str]]]:
        """Relation to its type and the path of the part."""
        for tag, about in _elements(self._part(_WORKBOOK_RELATIONS)):
            if tag == "Relationship":
                target = posixpath.normpath(
                    posixpath.join("/xl", about.get("Target", ""))
                ).lstrip("/")
                kind = about.get("Type", "").rpartition("/")[2]
                yield about.get("Id", ""), (kind, target)

    def _sheets(self) -> Iterator[Part]:
        for tag, about in _elements(self._part(_WORKBOOK)):
            if tag == "workbookPr":
                self._is_1904 = about.get("date1904") in {"1", "true"}
            if tag != "sheet":
                continue
            kind, path = self._targets.get(about.get("id", ""), ("", ""))
            if not kind:
                raise Unusual
            if kind == "worksheet":
                hidden = about.get("state", "visible") != "visible"
                yield Part(about.get("name", ""), path, hidden)

    def size(self, path: str) -> int:
        """As declared: good for an estimate, not for a limit."""
        return self._sizes.get(path, 0)

    def open(self, path: str) -> IO[bytes]:
        """A part, unpacked while it is read; never more than it declares."""
        try:
            return self._zip.open(path)
        except KeyError:
            raise Unusual from None

    def _part(self, path: str, limit: int = _LARGEST_PART) -> bytes:
        with self.open(path) as stream:
            part = stream.read(limit + 1)
        if len(part) > limit:
            raise UnreadableFile("workbook_too_large", file=self._name)
        return part

    @cached_property
    def strings(self) -> bytes:
        """The items of the table of shared strings, b"" if there is none."""
        path = self._path_of("sharedStrings")
        return _items(self._part(path, _LARGEST_STRINGS)) if path else b""

    def first_strings(self, count: int) -> bytes:
        """The beginning of that table, with at least `count` of its items."""
        path = self._path_of("sharedStrings")
        if not path:
            return b""
        found, ends, block = [], 0, b"."
        with self.open(path) as stream:
            while ends < count and block:
                block = stream.read(1 << 20)
                found.append(block)
                # An end that two blocks share is not counted: too many never harm.
                ends += block.count(b"si>") // 2
        return _items(b"".join(found))

    @cached_property
    def _styles(self) -> bytes:
        path = self._path_of("styles")
        return self._part(path) if path else b"<styleSheet/>"

    def _path_of(self, kind: str) -> str:
        paths = [path for found, path in self._targets.values() if found == kind]
        return paths[0] if paths and paths[0] in self._sizes else ""

    def workbook(self, rows: Iterable[bytes], strings: bytes) -> bytes:
        """A workbook of one sheet with these rows and shared strings."""
        about = {
            _WORKBOOK: _ONE_SHEET % str(self._is_1904).lower(),
            "_rels/.rels": _relation("officeDocument", _WORKBOOK),
            _WORKBOOK_RELATIONS: _relation("worksheet", _SHEET),
            "xl/styles.xml": self._styles.decode("utf-8", "replace"),
        }
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            for path, content in about.items():
                archive.writestr(path, content)
            for path, start, parts, end in (
                ("xl/sharedStrings.xml", b"<sst>", (strings,), b"</sst>"),
                (_SHEET, b"<worksheet><sheetData>", rows, b"</sheetData></worksheet>"),
            ):
                with archive.open(path, "w") as stream:
                    stream.write(start)
                    for part in parts:
                        stream.write(part)
                    stream.write(end)
        return target.getvalue()


def _relation(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1"'
        f' Type="{_RELATIONS}/{kind}" Target="/{target}"/></Relationships>'
    )


def _items(strings: bytes) -> bytes:
    """What stands between the table's tags, up to the last whole item."""
    start = strings.find(b">", strings.find(b"sst")) + 1
    end = max(strings.rfind(b"</si>"), strings.rfind(b":si>"), strings.rfind(b"<si/>"))
    return strings[start : end + 5] if end > start else b""


def _elements(xml: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Every element's local name and attributes; Unusual if it declares entities."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(tag: str, about: dict[str, str]) -> None:
        attributes = {name.rpartition(" ")[2]: text for name, text in about.items()}
        found.append((tag.rpartition(" ")[2], attributes))

    def refuse(*_declared: object) -> None:
        raise Unusual

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(xml, True)  # noqa: FBT003 - the C function takes no name
    except expat.ExpatError:
        raise Unusual from None
    return iter(found)
