"""What a summary says: plain values, and their digest.

Codes, numbers and dates only; the wording in either language is the
template's. Two summaries with the same facts have the same digest, whoever
made them, in whichever language and version.
"""

from cases.summaries.facts.data import (
    IDENTIFIER_COUNTS,
    BasisFact,
    CustodyFact,
    DatasetFact,
    ExhibitFact,
    FileFact,
    IdentifierCount,
    LineageFact,
)
from cases.summaries.facts.links import (
    GroupFact,
    LinkFact,
    ReasonFact,
    ReportFact,
    RunFact,
    TotalsFact,
)
from cases.summaries.facts.people import (
    AliasFact,
    ArrestFact,
    CaseFact,
    NumberFact,
    OperationFact,
    StageFact,
    SuspectFact,
    TeamFact,
)
from cases.summaries.facts.whole import (
    CODE_DIGITS,
    REPORTS_SHOWN,
    Edition,
    Facts,
    canonical_json,
    digest,
    document_number,
    verification_code,
)

__all__ = [
    "CODE_DIGITS",
    "IDENTIFIER_COUNTS",
    "REPORTS_SHOWN",
    "AliasFact",
    "ArrestFact",
    "BasisFact",
    "CaseFact",
    "CustodyFact",
    "DatasetFact",
    "Edition",
    "ExhibitFact",
    "Facts",
    "FileFact",
    "GroupFact",
    "IdentifierCount",
    "LineageFact",
    "LinkFact",
    "NumberFact",
    "OperationFact",
    "ReasonFact",
    "ReportFact",
    "RunFact",
    "StageFact",
    "SuspectFact",
    "TeamFact",
    "TotalsFact",
    "canonical_json",
    "digest",
    "document_number",
    "verification_code",
]
