"""The index made again from the sealed rows holds what the intake found."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np

from cases.engine.fictitious import mobiles, resident_ids
from cases.engine.identifiers import KINDS
from cases.engine.index import IndexSource
from cases.engine.intake import IntakeResult, SheetPlan, take_in
from cases.engine.intake.working_folder import INDEX
from cases.engine.keys import TOKEN, Keys
from cases.engine.lookup import count_unique
from cases.engine.readers import sniff
from cases.engine.rotation.tokens import retokenise
from cases.engine.sealed_parquet import GROUP_ROWS

KEYS = Keys.generate()
NEW = KEYS.with_new(TOKEN).with_newest_alone(TOKEN)


def taken_in(store: Path, header: str, kind: str, cells: list[str]) -> IntakeResult:
    content = "\n".join([header, *cells, ""]).encode()
    (layout,) = sniff(lambda: io.BytesIO(content), "seized.csv")
    plan = SheetPlan(layout, {0: kind})
    return take_in(lambda: io.BytesIO(content), [plan], store, KEYS)


def counts_of_index(store: Path) -> dict[str, tuple[int, int]]:
    found = count_unique([IndexSource(1, store / INDEX)])
    codes = {kind.code: key for key, kind in KINDS.items()}
    return {codes[code]: (n.valid, n.unique) for code, n in found.items()}


def counts_of_intake(result: IntakeResult) -> dict[str, tuple[int, int]]:
    return {key: (n.valid, n.unique) for key, n in result.kinds.items() if n.valid}


def test_landlines_in_a_column_of_mobiles_are_tokenised_again_as_well(
    tmp_path: Path,
) -> None:
    numbers = mobiles(np.random.default_rng(1), 20).to_list()
    landlines = [f"0515-8623000{n}" for n in range(3)]
    result = taken_in(tmp_path / "s", "手机号", "mobile", numbers + landlines)
    expected = counts_of_intake(result)
    assert expected == {"mobile": (20, 20), "landline": (3, 3)}
    assert sum(retokenise(tmp_path / "s", NEW)) == 23
    assert counts_of_index(tmp_path / "s") == expected


def test_numbers_that_a_spreadsheet_cut_count_for_their_whole_batch_again(
    tmp_path: Path,
) -> None:
    """Cut numbers in one group of rows make those in another doubtful: so the groups
    are put together again before they are read."""
    people = resident_ids(np.random.default_rng(1), 2 * GROUP_ROWS).to_list()
    cut = [number[:15] + "000" for number in people[:20]]
    result = taken_in(tmp_path / "s", "身份证号", "resident_id", people + cut)
    truncated = result.kinds["resident_id"].truncated
    assert truncated > len(cut)
    sum(retokenise(tmp_path / "s", NEW))
    assert counts_of_index(tmp_path / "s") == counts_of_intake(result)
