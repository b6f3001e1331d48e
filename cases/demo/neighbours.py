"""A case of another province that looks for the same seller: neither unit knows of
the other until the system points them to each other."""

from __future__ import annotations

from datetime import date

from cases.access.models import Officer
from cases.casefiles import services as casefiles
from cases.casefiles.models import Case
from cases.demo import story
from cases.suspects import services as suspects
from cases.suspects.models import Suspect

NUMBER = "榕公（网）立字〔2021〕7号"


def add_case(officer: Officer) -> Case:
    case = casefiles.open_case(
        officer=officer,
        number=NUMBER,
        title="网名“林庭峰”出售学生信息案",
        offence=story.OFFENCE,
        stage=Case.Stage.FILED,
        filed_on=date(2021, 3, 2),
    )
    suspects.add_suspect(
        officer=officer,
        case=case,
        platform="QQ",
        handle="林庭峰",
        identification=Suspect.Identification.HANDLE_ONLY,
        measure=Suspect.Measure.WANTED,
        position=Suspect.Position.UPLINE,
    )
    return case
