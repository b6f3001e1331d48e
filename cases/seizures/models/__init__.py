"""Exhibits, their custody, the data sets found on them and the files of those."""

from cases.seizures.models.datasets import SeizedDataset
from cases.seizures.models.exhibits import CustodyEvent, Exhibit
from cases.seizures.models.files import SeizedFile, SeizedFileQuerySet
from cases.seizures.models.holder_counts import HolderCount
from cases.seizures.models.refused_members import (
    RefusedMember,
    RefusedMemberQuerySet,
)
from cases.seizures.models.rereadings import Rereading
from cases.seizures.models.saved_layouts import SavedLayout

__all__ = [
    "CustodyEvent",
    "Exhibit",
    "HolderCount",
    "RefusedMember",
    "RefusedMemberQuerySet",
    "Rereading",
    "SavedLayout",
    "SeizedDataset",
    "SeizedFile",
    "SeizedFileQuerySet",
]
