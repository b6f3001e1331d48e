"""Adds files that lie on this machine, as an upload would be added."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cases.access.models import Officer
from cases.common.uploads import original_path, seal_stream
from cases.engine.identifiers.in_text import mask_identifiers
from cases.seizures import services
from cases.seizures.models import SeizedDataset, SeizedFile


def add_path(
    *,
    officer: Officer,
    dataset: SeizedDataset,
    path: Path,
    shown_as: str = "",
    again: bool = False,
    passwords: Sequence[str] = (),
    wake: bool = True,
) -> SeizedFile:
    """Seal a file and add it to the data set; an archive then waits to be unpacked.

    shown_as: its place in a folder that is taken in whole.
    Raises ValidationError where it cannot be opened or read; nothing is kept then.
    """
    try:
        stream = path.open("rb")
    except OSError as error:
        raise ValidationError(
            _("%(file)s: the file cannot be opened (%(why)s).")
            % {"file": mask_identifiers(path.name), "why": error.strerror}
        ) from None
    with stream:
        original, digests = seal_stream(stream)
    try:
        return services.add_file(
            officer=officer,
            dataset=dataset,
            name=path.name,
            path="" if shown_as == path.name else shown_as,
            original=original,
            digests=digests,
            again=again,
            passwords=passwords,
            wake=wake,
        )
    except ValidationError:
        original_path(original).unlink(missing_ok=True)
        raise
