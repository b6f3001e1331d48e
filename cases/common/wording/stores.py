"""Sentences about what is kept of a file: its original, records, index and manifest."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

STORES: Final[dict[str, Any]] = {
    "damaged": _(
        "A sealed file on the server was changed or is cut off, so it is not used."
        " Tell your administrator; the exhibit can be taken in again."
    ),
    "does_not_add_up": _(
        "The counts of rows read, stored and rejected do not agree, so nothing was"
        " kept. Tell your administrator."
    ),
    "no_such_row": _("There is no such row in the file."),
    "lost_records": _("The sealed records are missing on the server."),
    "damaged_records": _("A file of the sealed records was changed or is missing."),
    "damaged_file": _("A file of what was taken in was changed."),
    "lost_file": _("A file of what was taken in is missing."),
    "foreign_file": _("A file lies here that the intake did not write."),
    "lost_manifest": _(
        "The list of the digests is missing or was changed, so the files cannot be"
        " held against it."
    ),
    "no_digest": _(
        "Taken in by an earlier version, which kept no digest of the index; the rest"
        " was checked."
    ),
    "damaged_index": _(
        "The index of this file is damaged or incomplete, so matches are missing."
        " Take the file in again."
    ),
    "not_counted": _(
        "The repetitions in a data set of the case could not be counted, so its"
        " figures are not complete. Look at the data sets, then start again."
    ),
    "lost_original": _(
        "The sealed original is missing on the server. Tell your administrator; the"
        " exhibit can be taken in again."
    ),
}
