"""E-mail addresses (RFC 5321, 4.1.2, without quoted local parts)."""

from __future__ import annotations

import polars as pl

from cases.engine.identifiers.reasons import Fault, Reason
from cases.engine.identifiers.shaped import TEXT, ShapedKind

_LOCAL = r"[A-Za-z0-9._%+-]{1,64}"
WRITTEN = rf"{_LOCAL}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{{2,}}"
SHAPE = rf"{_LOCAL}@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{{2,}}"


def with_lower_case_domain(text: pl.Expr) -> pl.Expr:
    """The local part may tell capitals apart, the domain never does."""
    domain = text.str.extract(r"(?s)@(.*)$").str.to_lowercase()
    return (
        pl.when(text.str.contains("@", literal=True))
        .then(text.str.extract(r"^([^@]*@)") + domain)
        .otherwise(text)
    )


class Email(ShapedKind):
    """The local part as written, the domain in lower case."""

    key = "email"
    code = 8
    header_words = frozenset(
        {
            "邮箱",
            "邮箱地址",
            "电子邮件",
            "邮件地址",
            "email",
            "email address",
            "e-mail",
            "mail",
        }
    )
    shape = SHAPE

    def compact(self, text: pl.Expr) -> pl.Expr:
        return with_lower_case_domain(text)

    def search(self, cells: pl.DataFrame) -> pl.DataFrame:
        # Hidden characters are taken along, so that what is left of a masked
        # address is not mistaken for an address.
        found = TEXT.str.extract_all(WRITTEN.replace("[A-Za-z0-9._", "[*A-Za-z0-9._"))
        return cells.with_columns(found).explode("text", empty_as_null=False)

    def shape_faults(self, text: pl.Expr) -> list[Fault]:
        too_long = text.str.contains(r"^[^@]{65,}@")
        return [Fault(too_long, Reason.WRONG_LENGTH)]

    def mask(self, value: str) -> str:
        local, _, domain = value.partition("@")
        return f"{local[:1]}****@{domain}"
