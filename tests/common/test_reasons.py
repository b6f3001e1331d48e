"""What officers write where a reason is asked for, kept without numbers."""

from __future__ import annotations

import pytest

from cases.common.reasons import without_numbers


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Called 13800001234", "Called 138****34"),
        ("已电话核实（１３８００００１２３４）", "已电话核实(138****34)"),
        ("card 6222 0000 1234 5678", "card 622****78"),
        ("mail someone@b.invalid", "mail s****@b.invalid"),
    ],
)
def test_a_number_is_masked(written: str, kept: str) -> None:
    assert without_numbers(written) == kept


@pytest.mark.parametrize(
    "written", ["", "姓名、时间均相符，已核实", "2021-04-13，损失9800元"]
)
def test_words_without_one_stay_as_they_were_written(written: str) -> None:
    assert without_numbers(written) == written
