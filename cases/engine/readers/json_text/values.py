"""One JSON value as texts by key, every digit of a number as it stands."""

from __future__ import annotations

import json
from typing import Any, Final

from cases.engine.readers.numbers import exact_number

# Between the values of a list: no kind of identifier holds a semicolon.
BETWEEN: Final = "; "


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        for key in found:
            values = [value for name, value in pairs if name == key]
            found[key] = values if len(values) > 1 else values[0]
    return found


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_int=str,
    parse_float=exact_number,
    parse_constant=str,
    strict=False,
)


def decode(text: str, place: int = 0) -> tuple[Any, int]:
    """The value that begins at `place`, and where it ends.

    Raises ValueError (with `pos` where it is no JSON), or RecursionError where
    it is nested beyond measure.
    """
    return _DECODER.raw_decode(text, place)


def flat(value: Any) -> dict[str, str | None]:
    """Texts by key: of nested objects `a.b`, of a bare list "1", "2", …"""
    if isinstance(value, dict):
        for inner in value.values():
            if inner.__class__ is not str and inner is not None:
                break
        else:
            return value
    found: dict[str, list[str]] = {}
    if isinstance(value, list):
        for place, inner in enumerate(value, 1):
            _collect(str(place), inner, found)
    elif isinstance(value, dict):
        for key, inner in value.items():
            _collect(key, inner, found)
    else:
        _collect("1", value, found)
    return {key: BETWEEN.join(texts) or None for key, texts in found.items()}


def _collect(key: str, value: Any, found: dict[str, list[str]]) -> None:
    if isinstance(value, dict):
        for name, inner in value.items():
            _collect(f"{key}.{name}", inner, found)
        return
    if isinstance(value, list) and value:
        for inner in value:
            _collect(key, inner, found)
        return
    texts = found.setdefault(key, [])
    if value == []:
        return
    if isinstance(value, bool):
        texts.append("true" if value else "false")
    elif value is not None and value != "":
        texts.append(value)
