"""A worker that is killed while it unpacks: nothing is lost, nothing twice."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from cases.casefiles.models import Case
from cases.common import jobs
from cases.common.uploads import originals_dir
from cases.seizures.intake.unpacking import members_of, take_in_or_unpack
from cases.seizures.models import SeizedFile
from tests.engine.archives.making import a_7z, a_zip
from tests.people import make_case, make_officer
from tests.seizures.intake.test_archives import added
from tests.seizures.making import as_text, make_dataset, people

INNER = {f"i{n}.csv": as_text(people(4, seed=50 + n)) for n in range(4)}
CONTENT = {f"{n}.csv": as_text(people(4, seed=n)) for n in range(6)}
ARCHIVES = {
    "zip": a_zip({**CONTENT, "inner.7z": a_7z(INNER)}),
    "7z": a_7z({**CONTENT, "inner.zip": a_zip(INNER)}),
}


@pytest.mark.parametrize("kind", ARCHIVES)
@pytest.mark.parametrize("count", [2, 9])
def test_a_killed_worker_is_followed_by_one_that_goes_on(
    transactional_db: None, data_dir: Path, kind: str, count: int
) -> None:
    lead = make_officer("lead")
    case: Case = make_case(lead=lead)
    dataset = make_dataset(lead, case)
    archive = added(lead, dataset, ARCHIVES[kind], passwords=["秘密"])
    ended = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.seizures.victim",
            str(archive.pk),
            str(connection.settings_dict["NAME"]),
            str(data_dir),
            str(count),
        ],
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    archive.refresh_from_db()
    assert archive.state == SeizedFile.State.RUNNING
    assert archive.passwords == ["秘密"]
    before = set(archive.members.values_list("sha256", flat=True))
    archive.beat_at = timezone.now() - jobs.LEASE - timedelta(seconds=1)
    archive.save()
    jobs.run(SeizedFile, archive.pk, take_in_or_unpack)
    archive.refresh_from_db()
    assert archive.state == SeizedFile.State.DONE
    assert archive.passwords == []
    assert members_of(archive) == {"members": 10, "taken": 10, "refused": 0}
    assert before <= set(archive.members.values_list("sha256", flat=True))
    sealed = {path.name for path in originals_dir().iterdir()}
    assert sealed == set(SeizedFile.objects.values_list("original", flat=True))
    assert len(sealed) == 12
