"""What the statements of a dump look like, as regular expressions.

Quantifiers are possessive: text that does not fit is given up at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

_NAME = r'(?:`[^`]++`|"[^"]++"|\[[^\]]++\]|[^\s`"\[\](),;\'.]++)'
_QUALIFIED = rf"{_NAME}(?:\s*\.\s*{_NAME})*+"
_COLUMNS = rf"\(\s*(?P<columns>{_NAME}(?:\s*,\s*{_NAME})*+)\s*\)"

BETWEEN: Final = re.compile(
    r"(?:\s++|--[^\n]*+|\#[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/;?|(?<=\n)GO\s*?(?=\n)|;)*+"
)
INSERT: Final = re.compile(
    r"(?:INSERT|REPLACE)\s++(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE)\s++)*+"
    rf"(?:INTO\s++)?+(?P<table>{_QUALIFIED})\s*(?:{_COLUMNS}\s*)?+"
    r"(?:OVERRIDING\s++\w++\s++VALUE\s++)?+VALUES?+\s*(?=\()",
    re.IGNORECASE,
)
CREATE: Final = re.compile(
    r"CREATE\s++(?:\w++\s++)*?TABLE\s++(?:IF\s++NOT\s++EXISTS\s++)?+"
    rf"(?P<table>{_QUALIFIED})\s*(?=\()",
    re.IGNORECASE,
)
COPY: Final = re.compile(
    rf"COPY\s++(?P<table>{_QUALIFIED})\s*(?:{_COLUMNS}\s*)?+FROM\s++stdin\b[^;\n]*+;"
    r"[ \t]*\r?\n",
    re.IGNORECASE,
)
NAME: Final = re.compile(_NAME)
# The words with which the next statement begins after one that is broken.
STATEMENT: Final = r"(?i:INSERT|REPLACE|CREATE|COPY|UPDATE|DELETE|ALTER|DROP|SET|GO)\b"
AT_STATEMENT: Final = re.compile(STATEMENT)
# After a broken row: where the next one, or the next statement, may begin.
NEXT_ROW: Final = re.compile(
    rf"\)\s*,\s*(?=\()|;\s*(?={STATEMENT})|\n\s*(?=\(|{STATEMENT})"
)


@dataclass(frozen=True)
class Dialect:
    """backslashes: whether one in a string protects what follows it."""

    backslashes: bool

    @property
    def string(self) -> str:
        body = r"(?:[^'\\]|\\.|'')*+" if self.backslashes else "(?:[^']|'')*+"
        plain = rf"(?:[A-DF-Za-df-z_]\w*+\s*+)?+'{body}'"
        escaped = r"[eE]'(?:[^'\\]|\\.|'')*+'"
        return f"(?:{plain}|{escaped}{self._double})"

    @property
    def _double(self) -> str:
        return r'|"(?:[^"\\]|\\.|"")*+"' if self.backslashes else ""

    @property
    def value(self) -> str:
        """A literal, or a call that holds one: CAST(N'…' AS DateTime)."""
        word = r"[^\s'\"(),;]++"
        call = rf"\w++\s*+\((?:[^()'\"]|{self.string}|\([^()'\"]*+\))*+\)"
        return rf"(?:{self.string}(?:::\w++)?+|{call}|{word}(?:\s++{word})*+)"


@cache
def row_of(dialect: Dialect, width: int) -> re.Pattern[str]:
    """A row of `width` values, each a group."""
    value = rf"\s*+({dialect.value})\s*+"
    # With the comma before the next row, which is not there behind the last one.
    following = r"(?:,\s*+(?=\())?+"
    return re.compile(rf"\({','.join([value] * width)}\)\s*+{following}", re.DOTALL)


@cache
def any_row(dialect: Dialect) -> re.Pattern[str]:
    value = rf"\s*+{dialect.value}\s*+"
    return re.compile(rf"\((?:{value}(?:,{value})*+)?+\)\s*+", re.DOTALL)


@cache
def rest_of_statement(dialect: Dialect) -> re.Pattern[str]:
    """What stands before the semicolon that ends a statement, or a GO."""
    return re.compile(
        rf"(?:[^;'\"`\-/#\n]++|{dialect.string}|--[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/"
        rf"|`[^`]*+`|\n(?!\s*+(?:{STATEMENT}|\w*+\Z))|[\-/#\"])*+",
        re.DOTALL | re.IGNORECASE,
    )


@cache
def names(columns: str) -> tuple[str, ...]:
    return tuple(bare(name) for name in NAME.findall(columns))


@cache
def bare(qualified: str) -> str:
    """The name alone, without schema and quotes."""
    last: str = NAME.findall(qualified)[-1]
    return last[1:-1] if last[0] in '`"[' else last


_MYSQL = re.compile(r"(?im)^\s*(?:INSERT|REPLACE|CREATE|DROP)[^\n`]*`|MySQL|MariaDB")
_OTHERS = re.compile(
    r"\bN'|\[dbo\]|(?m:^GO\s*$)|PostgreSQL|SQL ?Server|FROM stdin|::\w|SQLite"
    r"|INSERT INTO (?:\w+\.)?\""
)


def dialect_of(text: str) -> Dialect:
    """MySQL protects with backslashes, the others double their quotes."""
    if _MYSQL.search(text):
        return Dialect(backslashes=True)
    return Dialect(backslashes=not _OTHERS.search(text))
