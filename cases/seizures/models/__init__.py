"""Exhibits, their custody, the data sets found on them and the files of those."""

from cases.seizures.models.datasets import SeizedDataset
from cases.seizures.models.exhibits import CustodyEvent, Exhibit
from cases.seizures.models.files import SeizedFile, SeizedFileQuerySet
from cases.seizures.models.refused_members import (
    RefusedMember,
    RefusedMemberQuerySet,
)
from cases.seizures.models.repetition_counts import (
    DatasetCount,
    HolderCount,
    RepetitionCount,
)
from cases.seizures.models.rereadings import Rereading
from cases.seizures.models.saved_layouts import SavedLayout

__all__ = [
    "CustodyEvent",
    "DatasetCount",
    "Exhibit",
    "HolderCount",
    "RefusedMember",
    "RefusedMemberQuerySet",
    "RepetitionCount",
    "Rereading",
    "SavedLayout",
    "SeizedDataset",
    "SeizedFile",
    "SeizedFileQuerySet",
]
