"""Sealed columns of the database, sealed again under the first of the fields' keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.db import connection, transaction
from psycopg import sql

from cases.common.columns import Model, sealed_columns
from cases.engine.keys import FIELDS, Keys
from cases.engine.sealing import seal, unseal

# Rows of one transaction each: if the rotation is killed, what is done stays done.
_AT_ONCE: Final = 5_000

Report = Callable[[int], None]


def reseal(keys: Keys, on_rows: Report) -> None:
    """Seal every row of every model again; `on_rows` is told how many more are done.

    Raises WrongKey where a value does not open; it stays as it is then.
    """
    for model, columns in sealed_columns():
        while rows := _part(model, columns, keys):
            on_rows(rows)


def count(keys: Keys) -> int:
    """How many rows have a value that is not under the first key."""
    total = 0
    for model, columns in sealed_columns():
        query = sql.SQL("SELECT count(*) FROM {} WHERE {}")
        with connection.cursor() as cursor:
            cursor.execute(
                query.format(_table(model), _under_another(columns)), _named(keys)
            )
            total += cursor.fetchone()[0]
    return total


def _part(model: Model, columns: list[str], keys: Keys) -> int:
    """Seal some rows of a table again; returns how many, 0 when all are done."""
    key = _key(model)
    names = [key, *map(sql.Identifier, columns)]
    query = sql.SQL("SELECT {} FROM {} WHERE {} LIMIT {} FOR UPDATE").format(
        sql.SQL(", ").join(names),
        _table(model),
        _under_another(columns),
        sql.Literal(_AT_ONCE),
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(query, _named(keys))
        rows = cursor.fetchall()
        if rows:
            numbers, *old = zip(*rows, strict=True)
            new = [[_resealed(value, keys) for value in column] for column in old]
            cursor.execute(_update(model, columns), [list(numbers), *new])
    return len(rows)


def _resealed(value: Any, keys: Keys) -> bytes | None:
    if not value:
        return value if value is None else b""
    return seal(unseal(bytes(value), keys), keys)


def _update(model: Model, columns: list[str]) -> sql.Composed:
    names = [sql.Identifier(column) for column in columns]
    changes = (sql.SQL("{} = new.{}").format(name, name) for name in names)
    return sql.SQL(
        "UPDATE {table} AS old SET {changes}"
        " FROM unnest(%s::bigint[]{arrays}) AS new (number, {names})"
        " WHERE old.{key} = new.number"
    ).format(
        table=_table(model),
        changes=sql.SQL(", ").join(changes),
        arrays=sql.SQL(", %s::bytea[]") * len(columns),
        names=sql.SQL(", ").join(names),
        key=_key(model),
    )


def _under_another(columns: list[str]) -> sql.Composed:
    """The condition that a value is sealed under another key than `%(key)s`."""
    conditions = (
        sql.SQL(
            "(octet_length({}) > 0 AND substring({} FROM 1 FOR 4) <> %(key)s)"
        ).format(name, name)
        for name in map(sql.Identifier, columns)
    )
    return sql.SQL(" OR ").join(conditions)


def _named(keys: Keys) -> dict[str, bytes]:
    return {"key": bytes.fromhex(keys.ids(FIELDS)[0])}


def _table(model: Model) -> sql.Identifier:
    return sql.Identifier(model._meta.db_table)


def _key(model: Model) -> sql.Identifier:
    return sql.Identifier(str(model._meta.pk.column))
