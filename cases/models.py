"""Where Django looks for models; each slice defines its own."""

from cases.access.models import Officer, Unit
from cases.audit.models import Entry, Seal, Waiting
from cases.casefiles.models import Case, CaseMember, Note
from cases.fraud.models import FraudReport, ReportIdentifier, ReportImport
from cases.matching.models import BrakedValue, FraudLink, LinkJudgement, MatchRun
from cases.operations.models import Operation, Team, TeamEvent
from cases.seizures.models import CustodyEvent, Exhibit, SeizedDataset, SeizedFile
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
    "Identifier",
    "LinkJudgement",
    "MatchRun",
    "Note",
    "Officer",
    "Operation",
    "ReportIdentifier",
    "ReportImport",
    "Seal",
    "SeizedDataset",
    "SeizedFile",
    "Summary",
    "Suspect",
    "Team",
    "TeamEvent",
    "Unit",
    "Waiting",
]
