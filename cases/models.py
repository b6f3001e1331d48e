"""Where Django looks for models; each slice defines its own."""

from cases.access.models import Officer, Unit
from cases.audit.models import Entry
from cases.casefiles.models import Case, CaseMember, Note
from cases.common.installation import Installation
from cases.fraud.models import FraudReport, ReportIdentifier, ReportImport
from cases.matching.models import BrakedValue, FraudLink, LinkJudgement, MatchRun
from cases.operations.models import Operation, Team, TeamEvent
from cases.reveals.models import Reveal
from cases.seizures.models import (
    CustodyEvent,
    Exhibit,
    HolderCount,
    Rereading,
    SavedLayout,
    SeizedDataset,
    SeizedFile,
)
from cases.summaries.models import Summary
from cases.suspects.models import Alias, Identifier, Suspect

__all__ = [
    "Alias",
    "BrakedValue",
    "Case",
    "CaseMember",
    "CustodyEvent",
    "Entry",
    "Exhibit",
    "FraudLink",
    "FraudReport",
    "HolderCount",
    "Identifier",
    "Installation",
    "LinkJudgement",
    "MatchRun",
    "Note",
    "Officer",
    "Operation",
    "ReportIdentifier",
    "ReportImport",
    "Rereading",
    "Reveal",
    "SavedLayout",
    "SeizedDataset",
    "SeizedFile",
    "Summary",
    "Suspect",
    "Team",
    "TeamEvent",
    "Unit",
]
