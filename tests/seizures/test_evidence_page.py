"""What the evidence folder's page says of files whose names hold a person's number."""

from __future__ import annotations

import base64
import re
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from cases.engine import evidence, fictitious
from cases.seizures.evidence.models import Taking
from cases.seizures.models import SeizedDataset
from tests.people import signed_in
from tests.seizures.making import make_dataset

NUMBERS = [str(n) for n in fictitious.mobiles(np.random.default_rng(20261126), 3)]
PERSON, FILE, FRESH = NUMBERS


@pytest.fixture
def folder(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "evidence"
    (root / PERSON).mkdir(parents=True)
    (root / f"{FILE}.csv").write_text("a\n")
    (root / PERSON / f"{FILE}.csv").write_text("b\n")
    settings.CASEDESK_EVIDENCE_DIR = root
    monkeypatch.setattr(evidence, "QUIET_SECONDS", -1)
    return root


@pytest.fixture
def address(lead: Any, case: Any) -> str:
    dataset: SeizedDataset = make_dataset(lead, case)
    return reverse("cases:evidence", args=[dataset.pk])


def source(response: Any) -> str:
    return str(response.content.decode())


def marks(page: str) -> list[str]:
    return re.findall(r'name="mark" value="([^"]+)"', page)


def unpacked(page: str) -> list[bytes]:
    """What is only packed in the page: a signed value is Base64, zlib where long."""
    found = []
    for packed in re.findall(r"[A-Za-z0-9_-]{8,}", page):
        with_end = packed + "=" * (-len(packed) % 4)
        try:
            content = base64.urlsafe_b64decode(with_end)
        except ValueError:
            continue
        found.append(content)
        try:
            found.append(zlib.decompress(content))
        except zlib.error:
            continue
    return found


def test_neither_page_nor_form_holds_a_number_of_a_name(
    as_lead: Client, address: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "QUIET_SECONDS", 3_600)
    (folder / f"{FRESH}.csv").write_text("c\n")
    page = as_lead.get(address)
    assert page.context["growing"] == 2, "so that the look names them too"
    inner = as_lead.get(
        address + re.findall(r'href="(\?words=[^"]+)"', source(page))[1]
    )
    for shown in (source(page), source(inner)):
        for number in NUMBERS:
            assert number not in shown
            assert not [part for part in unpacked(shown) if number.encode() in part]
    assert f"{PERSON[:3]}****{PERSON[-4:]}" in source(inner)


def test_what_its_mark_stands_for_is_taken(
    as_lead: Client, address: str, folder: Path
) -> None:
    page = as_lead.get(address)
    of_folder, of_file = marks(source(page))
    assert as_lead.post(address, {"mark": of_file}).status_code == 302
    assert [i["path"] for i in Taking.objects.get().items] == [f"{FILE}.csv"]
    as_lead.post(address, {"mark": [of_folder, of_file]})
    taken = [item["path"] for item in Taking.objects.order_by("pk")[1].items]
    assert taken == [f"{PERSON}/{FILE}.csv", f"{FILE}.csv"]


def test_a_path_is_not_taken_from_a_browser(
    as_lead: Client, address: str, folder: Path
) -> None:
    """Nor the mark of what lies elsewhere, is gone, or was never there."""
    inner = as_lead.get(address).context["entries"][0][0].path
    for wanted in (f"{FILE}.csv", f"{inner}/{FILE}.csv", "../../etc/passwd", ""):
        refused = as_lead.post(address, {"mark": wanted, "path": f"{FILE}.csv"})
        assert "Look again and choose anew" in source(refused)
    (_of_folder, of_file) = marks(source(as_lead.get(address)))
    (folder / f"{FILE}.csv").unlink()
    gone = source(as_lead.post(address, {"mark": of_file}))
    assert "Look again and choose anew" in gone
    assert FILE not in gone
    assert not Taking.objects.exists()


def test_nothing_is_taken_where_nothing_is_chosen(
    as_lead: Client, address: str, folder: Path
) -> None:
    assert "Choose at least one file" in source(as_lead.post(address))
    assert not Taking.objects.exists()


def test_a_look_that_was_tampered_with_counts_for_none(
    as_lead: Client, address: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "QUIET_SECONDS", 3_600)
    of_folder, of_file = "", ""
    with monkeypatch.context() as patch:
        patch.setattr(evidence, "QUIET_SECONDS", -1)
        of_folder, of_file = marks(source(as_lead.get(address)))
    look = as_lead.get(address).context["look"]
    for given in ("", "x", look[:-1] + ("A" if look[-1] != "A" else "B")):
        answer = as_lead.post(address, {"mark": [of_folder, of_file], "seen": given})
        assert "still being written" in source(answer)
    assert not Taking.objects.exists()


def test_a_chosen_file_named_after_somebody_is_listed_masked(
    as_lead: Client, address: str, folder: Path, lead: Any
) -> None:
    (_of_folder, of_file) = marks(source(as_lead.get(address)))
    as_lead.post(address, {"mark": of_file})
    page = source(signed_in(lead).get(Taking.objects.get().get_absolute_url()))
    assert FILE not in page
    assert f"{FILE[:3]}****{FILE[-4:]}.csv" in page
