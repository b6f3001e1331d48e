"""Other keys than those of the database are refused everywhere, in words."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from cases.access.models import Officer
from cases.casefiles.models import Case
from cases.common import sealing
from cases.common.installation import (
    Installation,
    KeysRefused,
    keys_in_use,
    require_keys,
)
from cases.common.jobs import Job
from cases.engine.keys import KINDS, Keys
from cases.matching.models import MatchRun
from tests.matching.making import make_dataset, make_report, match_now, mobile


def test_the_keys_are_noted_at_their_first_use_and_not_again(
    db: None, key_file: Path
) -> None:
    require_keys()
    held = Keys.load(key_file)
    noted = Installation.objects.get()
    assert noted.keys == {kind: held.ids(kind) for kind in KINDS}
    require_keys()
    assert Installation.objects.get().changed_at == noted.changed_at


def test_nothing_of_a_key_is_noted_but_its_id(db: None, key_file: Path) -> None:
    require_keys()
    for names in Installation.objects.get().keys.values():
        assert [len(name) for name in names] == [8]


@pytest.mark.parametrize("kind", KINDS)
def test_with_another_key_the_missing_one_is_named(
    db: None, key_file: Path, kind: str
) -> None:
    require_keys()
    noted = Installation.objects.get().keys[kind]
    held = Keys.load(key_file)
    held.with_new(kind).with_newest_alone(kind).replace_file(key_file)
    sealing.forget_keys()
    with pytest.raises(KeysRefused) as refusal:
        require_keys()
    assert refusal.value.where == {"kind": kind, "key": noted[0]}


def test_a_key_file_put_back_is_read_without_a_restart(
    db: None, key_file: Path
) -> None:
    require_keys()
    right = Keys.load(key_file)
    Keys.generate().replace_file(key_file)
    sealing.forget_keys()
    with pytest.raises(KeysRefused):
        require_keys()
    right.replace_file(key_file)
    require_keys()
    assert sealing.keys() == right


def test_a_page_says_that_the_keys_are_wrong_and_shows_nothing(
    as_lead: Client, case: Case, key_file: Path, other_keys: None
) -> None:
    response = as_lead.get(case.get_absolute_url())
    assert response.status_code == 503
    assert "is missing in it" in response.content.decode()
    assert case.title not in response.content.decode()


def test_without_a_key_file_a_page_says_so(
    as_lead: Client, case: Case, key_file: Path
) -> None:
    key_file.unlink()
    sealing.forget_keys()
    response = as_lead.get(case.get_absolute_url())
    assert response.status_code == 503
    assert "There is no key file here" in response.content.decode()


def test_a_command_ends_with_the_sentence(
    lead: Officer, case: Case, key_file: Path, other_keys: None
) -> None:
    with pytest.raises(CommandError, match="is missing in it"):
        call_command("crossmatch", f"--case={case.number}", stdout=StringIO())


def test_a_job_waits_for_the_right_keys_and_is_never_an_empty_result(
    lead: Officer, case: Case, key_file: Path
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    make_report(mobile(1))
    with keys_in_use():
        right = Keys.load(key_file)
    Keys.generate().replace_file(key_file)
    sealing.forget_keys()
    run = match_now(lead, case)
    assert (run.state, run.finished_at) == (Job.State.WAITING, None)
    right.replace_file(key_file)
    assert match_now(lead, case).links == 1


def test_while_keys_are_changed_jobs_wait_and_pages_say_so(
    as_lead: Client, lead: Officer, case: Case
) -> None:
    make_dataset(case, f"王某甲,{mobile(1)}")
    require_keys()
    Installation.objects.update(rotating="token")
    run = match_now(lead, case)
    assert MatchRun.objects.get().state == Job.State.WAITING == run.state
    response = as_lead.get(case.get_absolute_url())
    assert response.status_code == 503
    assert "The keys are being changed" in response.content.decode()


def test_the_sign_in_page_is_refused_in_the_browsers_language(
    client: Client, db: None, key_file: Path, other_keys: None
) -> None:
    response = client.get("/sign-in/", headers={"accept-language": "zh-hans"})
    assert response.status_code == 503
    assert response.headers["Content-Language"] == "zh-hans"
