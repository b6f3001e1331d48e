"""The kinds of identifier that are read, tokenised and matched."""

from __future__ import annotations

from cases.engine.identifiers.alipay import Alipay
from cases.engine.identifiers.bank_card import BankCard
from cases.engine.identifiers.base import IdentifierKind, Reading, Status
from cases.engine.identifiers.crypto_address import CryptoAddress
from cases.engine.identifiers.email import Email
from cases.engine.identifiers.imei import Imei
from cases.engine.identifiers.landline import Landline
from cases.engine.identifiers.mobile import Mobile
from cases.engine.identifiers.qq import QQ
from cases.engine.identifiers.reasons import Reason
from cases.engine.identifiers.resident_id import ResidentId
from cases.engine.identifiers.wechat import WeChat

__all__ = ["KINDS", "IdentifierKind", "Reading", "Reason", "Status", "by_code"]

KINDS: dict[str, IdentifierKind] = {
    kind.key: kind
    for kind in (
        Mobile(),
        ResidentId(),
        Landline(),
        BankCard(),
        QQ(),
        WeChat(),
        Alipay(),
        Email(),
        Imei(),
        CryptoAddress(),
    )
}

_BY_CODE = {kind.code: kind for kind in KINDS.values()}


def by_code(code: int) -> IdentifierKind:
    """The kind that a token's byte stands for; KeyError if there is none."""
    return _BY_CODE[code]
