"""Tokens of the database made anew, all of them in one transaction.

Tokens of two keys never meet, so nobody may ever see both: either every column has
the old ones or every column has the new ones.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, Final, LiteralString, cast

import polars as pl
from django.db import connection
from psycopg import Cursor, sql

from cases.common.columns import Model, keyed_models, token_columns
from cases.common.sealing import KeyedValue
from cases.engine.errors import EngineError
from cases.engine.identifiers import KINDS
from cases.engine.keys import Keys
from cases.engine.rotation.tokens import translate
from cases.engine.sealing import unseal
from cases.engine.tokens import Tokeniser, halves, whole
from cases.seizures.models import SeizedFile
from cases.seizures.stores import store_folder

_AT_ONCE: Final = 50_000

Report = Callable[[int], None]


def retokenise(keys: Keys, old: Keys, on_rows: Report) -> int:
    """Put new tokens in the place of old ones; needs a transaction.

    New ones come from the sealed values. A link whose number was taken out of its
    report since has only the seized rows left to get its value from. Returns how
    many values could be had nowhere: their tokens are drawn by lot.
    """
    with connection.cursor() as wrapper:
        cursor = cast("Cursor[Any]", wrapper.cursor)
        # Dropped first: a caller may run two rotations in one transaction.
        cursor.execute(
            "DROP TABLE IF EXISTS pg_temp.new_token;"
            "CREATE TEMP TABLE new_token (old uuid PRIMARY KEY, new uuid NOT NULL)"
            " ON COMMIT DROP"
        )
        for keyed in keyed_models():
            for pairs in _from_values(keyed, keys):
                _add(cursor, pairs)
                on_rows(len(pairs))
        lost = 0
        columns = [_Column(model, n) for model, names in token_columns() for n in names]
        for column in columns:
            if column.has_dataset:
                _add_from_rows(cursor, column, keys, old)
            lost += _add_by_lot(cursor, column)
        cursor.execute("ANALYZE new_token")
        for column in columns:
            _replace(cursor, column)
    return lost


class _Column:
    """One column of tokens, as a query names it."""

    def __init__(self, model: Model, column: str) -> None:
        self.has_dataset = hasattr(model, "dataset_id")
        self._names = {
            "table": sql.Identifier(model._meta.db_table),
            "token": sql.Identifier(column),
        }

    def query(self, text: LiteralString) -> sql.Composed:
        return sql.SQL(text).format(**self._names)


def count() -> int:
    """How many sealed values have a token."""
    return sum(model._base_manager.count() for model in keyed_models())


Pairs = list[tuple[uuid.UUID, uuid.UUID]]


def _from_values(model: type[KeyedValue], keys: Keys) -> Iterator[Pairs]:
    """Old and new token of each distinct value."""
    query = sql.SQL("SELECT DISTINCT ON (token) token, kind, sealed FROM {}").format(
        sql.Identifier(model._meta.db_table)
    )
    tokeniser = Tokeniser(keys.token)
    # A server-side cursor: five million values need not fit into memory.
    with cast("Any", connection).chunked_cursor() as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(_AT_ONCE):
            frame = pl.DataFrame(
                {
                    "place": range(len(rows)),
                    "kind": [kind for _token, kind, _sealed in rows],
                    "value": [unseal(bytes(sealed), keys) for _t, _k, sealed in rows],
                }
            )
            pairs: Pairs = []
            for (kind,), part in frame.group_by("kind"):
                code = KINDS[str(kind)].code
                new = _uuids(tokeniser.column(code, part["value"]))
                old = (rows[place][0] for place in part["place"])
                pairs += zip(old, new, strict=True)
            yield pairs


def _add_from_rows(cursor: Cursor[Any], column: _Column, keys: Keys, old: Keys) -> None:
    """Add tokens that no sealed value has, from the rows of their data set."""
    cursor.execute(
        column.query(
            "SELECT DISTINCT dataset_id, {token} FROM {table} AS held"
            " WHERE NOT EXISTS (SELECT FROM new_token WHERE old = held.{token})"
        )
    )
    wanted: dict[int, set[uuid.UUID]] = {}
    for dataset, token in cursor.fetchall():
        wanted.setdefault(dataset, set()).add(token)
    for dataset, tokens in wanted.items():
        _add(cursor, _from_rows(dataset, tokens, keys, old))


def _add_by_lot(cursor: Cursor[Any], column: _Column) -> int:
    cursor.execute(
        column.query(
            "INSERT INTO new_token SELECT DISTINCT ON ({token}) {token},"
            " gen_random_uuid() FROM {table} AS held WHERE NOT EXISTS"
            " (SELECT FROM new_token WHERE old = held.{token})"
        )
    )
    return cursor.rowcount


def _from_rows(
    dataset: int, tokens: Iterable[uuid.UUID], keys: Keys, old: Keys
) -> Pairs:
    wanted = halves(tokens)
    pairs: Pairs = []
    for file in SeizedFile.objects.filter(dataset=dataset).taken_in():
        # Rows that do not open give no value; what is lost is counted.
        with suppress(EngineError, OSError, ValueError):
            for found in translate(store_folder(file), keys, old, wanted):
                new = _uuids(found.select(hi="new_hi", lo="new_lo"))
                pairs += zip(_uuids(found), new, strict=True)
    return pairs


def _uuids(tokens: pl.DataFrame) -> Iterator[uuid.UUID]:
    for hi, lo in tokens.select("hi", "lo").iter_rows():
        yield whole(hi, lo)


def _add(cursor: Cursor[Any], pairs: Pairs) -> None:
    cursor.execute("CREATE TEMP TABLE found_token (old uuid, new uuid)")
    with cursor.copy("COPY found_token FROM STDIN") as copy:
        for pair in pairs:
            copy.write_row(pair)
    cursor.execute(
        "INSERT INTO new_token SELECT * FROM found_token ON CONFLICT DO NOTHING"
    )
    cursor.execute("DROP TABLE found_token")


def _replace(cursor: Cursor[Any], column: _Column) -> None:
    # Old and new tokens are 128 random bits each: no old one equals a new one.
    cursor.execute(
        column.query(
            "UPDATE {table} AS held SET {token} = new FROM new_token"
            " WHERE held.{token} = old"
        )
    )
