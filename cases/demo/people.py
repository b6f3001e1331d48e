"""The demo's units, officers and suspects, and the case itself."""

from __future__ import annotations

from datetime import date

from cases.access.models import Officer, Unit
from cases.casefiles import services as casefiles
from cases.casefiles.models import Case
from cases.demo import story
from cases.suspects import services as suspects
from cases.suspects.models import Suspect

FILED_ON = date(2021, 1, 31)


def add_officers(password: str) -> dict[str, Officer]:
    """Add the officers, all with the same password; returns them by sign-in name."""
    units = {
        unit.key: Unit.objects.create(
            name=unit.name, kind=unit.kind, province=unit.province
        )
        for unit in story.UNITS
    }
    return {
        officer.username: Officer.objects.create_officer(
            username=officer.username,
            password=password,
            name=officer.name,
            badge=f"DEMO{number:03}",
            unit=units[officer.unit],
            duty=officer.duty,
            language=officer.language,
            contact=officer.contact,
        )
        for number, officer in enumerate(story.OFFICERS, start=1)
    }


def open_case(officers: dict[str, Officer]) -> Case:
    lead = officers["lead"]
    case = casefiles.open_case(
        officer=lead,
        number=story.CASE_NUMBER,
        title=story.CASE_TITLE,
        offence=story.OFFENCE,
        source=story.SOURCE,
        facts=story.FACTS,
        stage=Case.Stage.INVESTIGATION,
        filed_on=FILED_ON,
    )
    for member in story.OFFICERS:
        if member.role and member.username != lead.username:
            casefiles.add_member(
                officer=lead,
                case=case,
                member=officers[member.username],
                role=member.role,
            )
    for text in story.NOTES:
        casefiles.add_note(officer=lead, case=case, text=text)
    return case


def add_suspects(officer: Officer, case: Case) -> dict[str, Suspect]:
    """Add the suspects; returns them by the story's key."""
    return {person.key: _add(officer, case, person) for person in story.SUSPECTS}


def _add(officer: Officer, case: Case, person: story.SuspectOf) -> Suspect:
    suspect = suspects.add_suspect(
        officer=officer,
        case=case,
        name=person.name,
        birth_year=person.birth_year,
        province=person.province,
        identification=person.identification,
        measure=person.measure,
        position=person.position,
        role=person.role,
    )
    for platform, handle, first_seen in person.aliases:
        suspects.add_alias(
            officer=officer,
            suspect=suspect,
            platform=platform,
            handle=handle,
            first_seen=first_seen,
        )
    return suspect
