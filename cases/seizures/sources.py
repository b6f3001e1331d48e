"""Files that lie on this machine, put in as an upload would be."""

from __future__ import annotations

from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cases.access.models import Officer
from cases.common.uploads import original_path, seal_stream
from cases.seizures import services
from cases.seizures.models import SeizedDataset, SeizedFile


def add_path(
    *, officer: Officer, dataset: SeizedDataset, path: Path, again: bool = False
) -> SeizedFile:
    """Seal a file and add it to the data set.

    Raises ValidationError where it cannot be opened or read; nothing is kept then.
    """
    try:
        stream = path.open("rb")
    except OSError as error:
        raise ValidationError(
            _("%(file)s: the file cannot be opened (%(why)s).")
            % {"file": path.name, "why": error.strerror}
        ) from None
    with stream:
        original, digests = seal_stream(stream)
    try:
        return services.add_file(
            officer=officer,
            dataset=dataset,
            name=path.name,
            original=original,
            digests=digests,
            again=again,
        )
    except ValidationError:
        original_path(original).unlink(missing_ok=True)
        raise
