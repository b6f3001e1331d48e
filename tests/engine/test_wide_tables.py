"""Columns are guessed together, each as it would be alone."""

import dataclasses
import io
from functools import partial

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest

from cases.engine import detection
from cases.engine.detection import ColumnGuess, guess_columns
from cases.engine.errors import EngineError
from cases.engine.identifiers import KINDS
from cases.engine.identifiers.base import IdentifierKind
from cases.engine.readers import Layout, sniff
from tests.corpus import cells, pages, structured, texts, workbooks  # noqa: F401 - each adds its files
from tests.corpus.messy import Messy, corpus
from tests.engine.readers.helpers import layout_of

FILES = [file for _, file in corpus()]


def layouts(file: Messy) -> list[Layout]:
    try:
        return sniff(partial(io.BytesIO, file.data), file.name)
    except EngineError:
        return []


def alone(layout: Layout, place: int) -> ColumnGuess:
    sample = layout.sample
    if str(place) in sample.columns:
        sample = sample.select(sample.get_column(str(place)).alias("0"))
    else:
        sample = sample.select([])
    columns = (layout.columns[place],)
    only = dataclasses.replace(layout, columns=columns, sample=sample)
    (guess,) = guess_columns(only)
    return guess


def test_there_are_files_to_guess() -> None:
    assert sum(len(layouts(file)) for file in FILES) > 40


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_each_column_is_guessed_as_if_it_were_alone(file: Messy) -> None:
    for layout in layouts(file):
        each = [alone(layout, place) for place in range(len(layout.columns))]
        assert guess_columns(layout) == each


def test_a_thousand_columns_are_looked_through_once_for_each_kind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks: list[str] = []
    look = detection._places_of_kind

    def noted(kind: IdentifierKind, of: pl.Series) -> npt.NDArray[np.intp]:
        looks.append(kind.key)
        return look(kind, of)

    monkeypatch.setattr(detection, "_places_of_kind", noted)
    line = ",".join(["13800001234", "等待", "320000199001010000"] * 334)
    guesses = guess_columns(layout_of(f"{line}\n{line}\n"))
    assert [guess.kind_or_role for guess in guesses[:2]] == ["mobile", ""]
    assert len(guesses) == 1_002
    assert len(looks) == len(set(looks)) <= len(KINDS)
