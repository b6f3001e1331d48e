"""Where Django looks for models; each slice defines its own."""

from cases.access.models import Officer, Unit
from cases.audit.models import Entry, Seal, Waiting
from cases.casefiles.models import Case, CaseMember, Note, StandingChange
from cases.casefiles.notices import MembershipNotice
from cases.common.installation import Installation
from cases.consents.models import Answer, Proposal
from cases.deconfliction.models import Comparison, Pointer, PointerWord
from cases.exports.models import Export, ExportDownload
from cases.fraud.models import FraudReport, ReportIdentifier, ReportImport
from cases.lineage.models import LineageRun, Pair, PairWord
from cases.matching.models import (
    Arrival,
    BrakedValue,
    BrakeWord,
    Explanation,
    FraudLink,
    LinkJudgement,
    MatchRun,
    NewsSeen,
)
from cases.matching.statistics.models import DrawnLine, DrawnSample
from cases.operations.models import Operation, Team, TeamEvent
from cases.reveals.models import Reveal
from cases.seizures.evidence.models import Taking
from cases.seizures.models import (
    CustodyEvent,
    DatasetCount,
    Exhibit,
    HolderCount,
    RefusedMember,
    Rereading,
    SavedLayout,
    SeizedDataset,
    SeizedFile,
)
from cases.seizures.uploading.models import Stretch, Upload
from cases.signin.models import Failures, RecoveryCode, SecondFactor, SignIn
from cases.summaries.models import Summary
from cases.suspects.models import Alias, Identifier, Suspect

__all__ = [
    "Alias",
    "Answer",
    "Arrival",
    "BrakeWord",
    "BrakedValue",
    "Case",
    "CaseMember",
    "Comparison",
    "CustodyEvent",
    "DatasetCount",
    "DrawnLine",
    "DrawnSample",
    "Entry",
    "Exhibit",
    "Explanation",
    "Export",
    "ExportDownload",
    "Failures",
    "FraudLink",
    "FraudReport",
    "HolderCount",
    "Identifier",
    "Installation",
    "LineageRun",
    "LinkJudgement",
    "MatchRun",
    "MembershipNotice",
    "NewsSeen",
    "Note",
    "Officer",
    "Operation",
    "Pair",
    "PairWord",
    "Pointer",
    "PointerWord",
    "Proposal",
    "RecoveryCode",
    "RefusedMember",
    "ReportIdentifier",
    "ReportImport",
    "Rereading",
    "Reveal",
    "SavedLayout",
    "Seal",
    "SecondFactor",
    "SeizedDataset",
    "SeizedFile",
    "SignIn",
    "StandingChange",
    "Stretch",
    "Summary",
    "Suspect",
    "Taking",
    "Team",
    "TeamEvent",
    "Unit",
    "Upload",
    "Waiting",
]
