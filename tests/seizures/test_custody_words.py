"""What the system wrote into a custody record, as whoever reads it is told."""

from __future__ import annotations

import pytest

from cases.seizures import custody_words


@pytest.fixture(autouse=True)
def another_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(custody_words, "gettext", lambda text: f"译：{text}")


@pytest.mark.parametrize("sentence", custody_words.SENTENCES)
def test_a_sentence_of_the_system_is_told_in_the_readers_language(
    sentence: str,
) -> None:
    recorded = sentence % {"name": "快递料: 一%.csv", "taken": 2, "refused": 1}
    assert custody_words.told(recorded) == f"译：{recorded}"


def test_what_an_officer_typed_stays_as_it_was_typed() -> None:
    typed = "送检：Read back, hash compared, taken in: 快递料.csv"
    assert custody_words.told(typed) == typed
