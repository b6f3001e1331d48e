"""Files that cannot be read: a sentence each, and nothing is left behind."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common.wording import SENTENCES
from cases.engine.errors import EngineError
from cases.seizures.models import SeizedFile
from cases.suspects.models import Suspect
from tests.people import make_case
from tests.seizures.making import (
    as_text,
    as_workbook,
    make_dataset,
    make_draft,
    make_exhibit,
    people,
)

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ROOT = "Root Entry\0".encode("utf-16-le")
LOCKED = OLE2 + bytes(632) + "EncryptedPackage\0".encode("utf-16-le") + bytes(600)
WORKBOOK = as_workbook(a=people(50))

BAD = {
    "empty": (b"", "The file is empty"),
    "blank": (b"\r\n \r\n", "The file is empty"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "This is no table"),
    "binary": (bytes(range(32)) * 100, "This is no table"),
    "locked": (LOCKED, "protected by a password"),
    "old": (
        OLE2 + bytes(632) + "Root Entry\0".encode("utf-16-le"),
        "cannot be read. Save the table as .xlsx",
    ),
    "cut": (WORKBOOK[: len(WORKBOOK) // 2], "damaged or was cut off"),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_cannot_be_read_is_said_in_words(
    lead: Officer, case: Case, kind: str
) -> None:
    content, said = BAD[kind]
    dataset = make_dataset(lead, case)
    with pytest.raises(ValidationError) as error:
        make_draft(lead, dataset, content, "seized.xlsx")
    assert error.value.messages[0].startswith("seized.xlsx: ")
    assert said in error.value.messages[0]
    assert not SeizedFile.objects.exists()


def test_a_holder_of_another_case_is_refused(lead: Officer, case: Case) -> None:
    stranger = Suspect.objects.create(case=make_case(lead=lead), number=1)
    with pytest.raises(ValidationError, match="belongs to another case"):
        make_dataset(lead, case, holder=stranger)


def test_a_long_file_name_fits_into_the_custody_record(
    lead: Officer, case: Case
) -> None:
    exhibit = make_exhibit(lead, case)
    dataset = make_dataset(lead, case, exhibit=exhibit)
    make_draft(lead, dataset, as_text(people(3)), f"{'长' * 251}.csv")
    assert exhibit.custody.count() == 1


def test_every_error_of_the_engine_has_its_sentence() -> None:
    codes = {EngineError.code, *_codes(EngineError)}
    assert codes - SENTENCES.keys() <= {"engine_error"} | _OF_THE_KEY_FILE


# Said by the command that reads the key file, before anybody has signed in.
_OF_THE_KEY_FILE = {"key_file_malformed"}


def _codes(error: type[EngineError]) -> set[str]:
    return {
        code for kind in error.__subclasses__() for code in (kind.code, *_codes(kind))
    }
