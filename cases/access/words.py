"""Searching without what is searched for in an address.

An address is written down in many places: the browser's history, a proxy's log, a
bookmark, a message to a colleague. So filters are posted, and the answer leads to an
address that carries what is chosen from lists as it is, and all that was typed as one
sealed parameter. Going back, reloading and turning the pages work as with any
address, and the server has nothing to remember.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, QueryDict

from cases.access.models import Officer
from cases.common.sealing import keys
from cases.engine import sealing
from cases.engine.errors import WrongKey

PARAMETER: Final = "words"
# What a list takes from its address beside its filters.
_OF_THE_LIST: Final = ("sort", "per_page")


def is_typed(kind: type[forms.Field]) -> bool:
    """Whether anything could stand in a field of this class, a name or a number among
    others. Dates, choices and bounded numbers cannot hold one."""
    return issubclass(kind, forms.CharField)


def hide(officer: Officer, words: Mapping[str, str]) -> str:
    """Seal the words; only this officer's requests can open them again."""
    text = json.dumps(words, ensure_ascii=False)
    sealed = sealing.seal(text, keys(), _about(officer))
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()


def show(officer: Officer, hidden: str) -> dict[str, str]:
    """What `hide` was given; nothing where it cannot be opened (it is another
    officer's, or the key has changed since)."""
    padded = hidden + "=" * (-len(hidden) % 4)
    try:
        sealed = base64.urlsafe_b64decode(padded.encode())
        found = json.loads(sealing.unseal(sealed, keys(), _about(officer)))
    except (binascii.Error, UnicodeError, WrongKey):
        return {}
    return {str(name): str(value) for name, value in found.items()}


def _about(officer: Officer) -> bytes:
    return f"search of officer {officer.pk}".encode()


def data_of(
    request: HttpRequest, officer: Officer, fields: Mapping[str, type[forms.Field]]
) -> QueryDict:
    """What a form with fields of these classes is bound to. Words that stand in the
    address openly are not believed, so that no link is made which holds them."""
    data = request.GET.copy()
    for name, kind in fields.items():
        if is_typed(kind):
            data.pop(name, None)
    for name, value in show(officer, data.pop(PARAMETER, [""])[-1]).items():
        if name in fields:
            data[name] = value
    return data


def in_words(form: forms.BaseForm, chosen: Mapping[str, Any]) -> str:
    """What a valid form of filters asks for, as its page shows it."""
    parts = []
    for name, value in chosen.items():
        if value in (None, "", []):
            continue
        field: Any = form.fields[name]
        # Of objects the value is one already, and says itself what it is called.
        is_object = isinstance(field, forms.ModelChoiceField)
        labels = {} if is_object else dict(getattr(field, "choices", ()))
        parts.append(f"{field.label or name}: {labels.get(value, value)}")
    return "; ".join(parts)


def address_of(request: HttpRequest, officer: Officer, form: forms.BaseForm) -> str:
    """Where a posted form leads. What is typed, and what is no valid choice, date or
    number and so might be anything, is hidden."""
    posted = {name: form.data.get(name, "") for name in form.fields}
    given = {name: value for name, value in posted.items() if value}
    hidden = {
        name: value
        for name, value in given.items()
        if is_typed(type(form.fields[name])) or name in form.errors
    }
    shown = {name: value for name, value in given.items() if name not in hidden}
    for name in _OF_THE_LIST:
        if value := request.POST.get(name):
            shown[name] = value
    if hidden:
        shown[PARAMETER] = hide(officer, hidden)
    return f"{request.path}?{urlencode(shown)}" if shown else request.path
