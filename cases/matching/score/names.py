"""The victim's name beside the name in the seized row."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final

import polars as pl
from django.db import connection
from psycopg import sql

from cases.common.sealing import keys
from cases.engine.sealing import unseal
from cases.matching.runs.facts import among
from cases.matching.runs.hits import NAMED, NAMES_SCHEMA
from cases.matching.score.seized_names import read_names
from cases.seizures.models import SeizedFile
from cases.seizures.stores import store_folder

# What stands between the parts of a name without being one: 买买提·某, J. Doe.
_BETWEEN = str.maketrans("", "", " .·•・")

_SEALED_NAMES: Final = sql.SQL(
    "SELECT id, victim_name FROM cases_fraudreport WHERE victim_name <> '' AND {among}"
)


def compare_names(links: pl.DataFrame) -> pl.DataFrame:
    """In NAMES_SCHEMA, the links of which both sides carry a name.

    links: with report, shown_file, shown_row and `named`: whether the report has a
    name. No name leaves this function.
    """
    pairs = links.filter("named").select(NAMED).unique()
    victims = _victims(pairs["report"])
    named = pairs.filter(pl.col("report").is_in(list(victims)))
    files = SeizedFile.objects.in_bulk(named["shown_file"].unique().to_list())
    found = []
    for (pk,), part in named.partition_by("shown_file", as_dict=True).items():
        rows = part["shown_row"].unique().to_list()
        seized = read_names(store_folder(files[pk]), rows, keys())
        found += _compared(part, victims, seized)
    return pl.DataFrame(found, schema=NAMES_SCHEMA, orient="row")


def _victims(reports: pl.Series) -> dict[int, str]:
    """The names that are known, by report."""
    with connection.cursor() as cursor:
        cursor.execute(_SEALED_NAMES.format(among=among(reports)))
        sealed = cursor.fetchall()
    held, asked = keys(), set(reports)
    names = ((pk, unseal(bytes(name), held)) for pk, name in sealed if pk in asked)
    return {pk: name for pk, name in names if name.strip()}


def _compared(
    part: pl.DataFrame, victims: Mapping[int, str], seized: Mapping[int, str]
) -> list[tuple[int, int, int, str]]:
    return [
        (report, file, row, outcome)
        for report, file, row in part.iter_rows()
        if row in seized and (outcome := compare(victims[report], seized[row]))
    ]


def compare(victim: str, seized: str) -> str:
    """ "agrees", "differs", or "" where a name is hidden (王**, 王某) and nothing can
    be said."""
    ours, theirs = _plain(victim), _plain(seized)
    both = {*ours, *theirs}
    if not ours or not theirs or "*" in both:
        return ""
    if ours == theirs:
        return "agrees"
    return "" if "某" in both else "differs"


def _plain(name: str) -> str:
    """Width, case, blanks and dots make no other name."""
    return unicodedata.normalize("NFKC", name).translate(_BETWEEN).casefold()
