"""Chinese names and provinces, as officers look for them."""

from __future__ import annotations

import random

import pytest

from cases.common.pinyin import latin, sort_key
from cases.common.provinces import Province


def test_names_are_sorted_by_pinyin_and_not_by_code_point() -> None:
    expected = ["安某", "陈某", "李某", "王某", "张某", "赵某"]
    names = random.Random(1).sample(expected, len(expected))
    assert sorted(names, key=sort_key) == expected
    assert sorted(names) != expected


def test_the_tone_decides_between_the_same_syllables() -> None:
    assert sorted(["马某", "骂某", "妈某", "麻某"], key=sort_key) == [
        "妈某",
        "麻某",
        "马某",
        "骂某",
    ]


def test_a_name_that_is_the_beginning_of_another_comes_first() -> None:
    assert sorted(["王某超", "王某"], key=sort_key) == ["王某", "王某超"]


def test_latin_names_stand_among_the_chinese_ones_whatever_their_case() -> None:
    names = ["王某", "Adam", "zhou", "陈某", "BOB"]
    assert sorted(names, key=sort_key) == ["Adam", "BOB", "陈某", "王某", "zhou"]


@pytest.mark.parametrize("text", ["", "𠮷", "()", "王" * 500, "?" * 500])
def test_every_text_has_a_key_that_fits_its_column(text: str) -> None:
    assert len(sort_key(text)) <= 200


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("王超", "Wang Chao"),
        ("张某成", "Zhang Moucheng"),
        ("王", "Wang"),
        ("Adam", ""),
        ("", ""),
    ],
)
def test_a_name_is_spelt_family_name_first(name: str, expected: str) -> None:
    assert latin(name) == expected


def test_there_are_34_provinces_with_codes_of_their_own() -> None:
    assert len(Province) == 34
    assert len(set(Province.values)) == len(set(map(str, Province.labels))) == 34
    assert all(len(code) == 2 and code.isdigit() for code in Province.values)


@pytest.mark.parametrize(
    ("code", "name"),
    [("11", "Beijing"), ("32", "Jiangsu"), ("42", "Hubei"), ("82", "Macao")],
)
def test_a_province_has_its_code_of_gb_t_2260(code: str, name: str) -> None:
    assert str(Province(code).label) == name
