"""Which suspects have the same as what is recorded of one.

A QQ number and a WeChat ID are a number of the suspect's and their online name at once:
one unit records it as this, another as that, and both mean one account.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Final

from django.db.models import QuerySet

from cases.common.sealing import read_identifier, token_of
from cases.deconfliction.models import HANDLE
from cases.engine.identifiers import Status
from cases.suspects.handles import handle_key
from cases.suspects.models import Alias, Identifier, Suspect

Recorded = Alias | Identifier

# Other kinds are refused as an online name: they are numbers of a person alone.
_ALSO_NAMES: Final = ("qq", "wechat")


def keys_of(obj: Recorded) -> list[str]:
    """What two recordings of the same have in common, however they were made."""
    if isinstance(obj, Identifier):
        return [str(obj.token)]
    return [obj.handle_key, *(str(token) for token in _as_numbers(obj).values())]


def others(obj: Recorded) -> Iterator[tuple[str, QuerySet[Suspect]]]:
    """Every suspect with the same, by the kind of pointer, whoever may see them."""
    if isinstance(obj, Identifier):
        yield obj.kind, _with(Identifier.objects.filter(token=obj.token))
        if obj.kind in _ALSO_NAMES:
            named = Alias.objects.filter(handle_key=handle_key(obj.sealed))
            yield obj.kind, _with(named)
        return
    yield HANDLE, _with(Alias.objects.filter(handle_key=obj.handle_key))
    for kind, token in _as_numbers(obj).items():
        yield kind, _with(Identifier.objects.filter(token=token))


def _as_numbers(alias: Alias) -> dict[str, uuid.UUID]:
    """The tokens of the handle as the kinds that it can be."""
    readings = {kind: read_identifier(kind, alias.handle_key) for kind in _ALSO_NAMES}
    return {
        kind: token_of(kind, reading.value)
        for kind, reading in readings.items()
        if reading.status is Status.VALID and reading.value is not None
    }


def _with(recorded: QuerySet[Alias] | QuerySet[Identifier]) -> QuerySet[Suspect]:
    return Suspect.objects.filter(pk__in=recorded.values_list("suspect", flat=True))
