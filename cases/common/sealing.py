"""Values that the database keeps sealed, and the tokens that find them."""

from __future__ import annotations

import json
import uuid
from functools import lru_cache
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from casedesk import environment
from cases.engine import sealing
from cases.engine.identifiers import KINDS
from cases.engine.identifiers.base import Reading, Status
from cases.engine.keys import Keys
from cases.engine.tokens import Tokeniser


class _Held:
    """The process's keys; None until they are read."""

    keys: Keys | None = None


def keys() -> Keys:
    """The process's keys, read once."""
    if _Held.keys is None:
        _Held.keys = environment.load_keys()
    return _Held.keys


def forget_keys() -> None:
    """Read the key file again at the next use: a rotation has changed it."""
    _Held.keys = None


def use_token_key(name: str) -> None:
    """From now on tokenise under the key of this id, if it is held."""
    _Held.keys = keys().with_token(name)


def tokeniser() -> Tokeniser:
    return _tokeniser(keys().token)


@lru_cache(maxsize=2)
def _tokeniser(key: bytes) -> Tokeniser:
    return Tokeniser(key)


class Sealed:
    """A column that is sealed on its way into the database and opened on its way out;
    lists cannot be filtered or sorted by it."""

    def get_internal_type(self) -> str:
        return "BinaryField"


class SealedTextField(Sealed, models.TextField[str, str]):
    """Text; the empty one is stored as it is."""

    def get_prep_value(self, value: Any) -> bytes:
        return sealing.seal(str(value), keys()) if value else b""

    def from_db_value(self, value: Any, *_: object) -> str:
        return sealing.unseal(bytes(value), keys()) if value else ""


class SealedJSONField(Sealed, models.Field[Any, Any]):
    """Whatever JSON can say: column headers, for example, for where a file has
    none, a person's data may stand in their place."""

    def get_prep_value(self, value: Any) -> bytes:
        return sealing.seal(json.dumps(value, ensure_ascii=False), keys())

    def from_db_value(self, value: Any, *_: object) -> Any:
        # Null where the row is the missing side of a join.
        return json.loads(sealing.unseal(bytes(value), keys())) if value else None

    def to_python(self, value: Any) -> Any:
        return value


class TokenField(models.UUIDField[uuid.UUID, uuid.UUID]):
    """A keyed token. Every column of tokens is one of these: a rotation of the key
    finds them by it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "editable": False})


def kind_choices() -> list[tuple[str, Any]]:
    return list(KIND_LABELS.items())


# The code byte of a digest that only tells whether a sealed text has changed.
_DIGEST = 255

KIND_LABELS = {
    "mobile": _("Mobile number"),
    "resident_id": _("Resident ID"),
    "landline": _("Landline"),
    "bank_card": _("Bank card"),
    "qq": _("QQ"),
    "wechat": _("WeChat"),
    "alipay": _("Alipay"),
    "email": _("E-mail"),
    "imei": _("IMEI"),
    "crypto_address": _("Crypto address"),
}


def read_identifier(kind: str, raw: str) -> Reading:
    """The first value found in what somebody typed, or why there is none."""
    readings = KINDS[kind].read_one(raw)
    return readings[0] if readings else Reading(Status.EMPTY)


class KeyedValue(models.Model):
    """An identifier: its kind, its token to find it by, its mask to show.

    The value itself is sealed, and only a reveal opens it.
    """

    kind = models.CharField(_("kind"), max_length=16, choices=kind_choices)
    token = TokenField()
    sealed = SealedTextField(editable=False)
    mask = models.CharField(_("number"), max_length=64, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.mask}"

    def set_value(self, kind: str, canonical: str) -> Self:
        """Take in a canonical value, as `read_identifier` gives it."""
        self.kind = kind
        self.token = token_of(kind, canonical)
        self.sealed = canonical
        self.mask = KINDS[kind].mask(canonical)
        return self


def token_of(kind: str, canonical: str) -> uuid.UUID:
    return tokeniser().one(KINDS[kind].code, canonical)


def fingerprint(text: str) -> uuid.UUID:
    """A keyed digest: tells whether two texts are the same, and nothing about them."""
    return tokeniser().one(_DIGEST, text)


def digest(text: str) -> str:
    """Eight hexadecimal digits that change with the text and tell nothing of it."""
    return fingerprint(text).hex[:8]
