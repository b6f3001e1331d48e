"""One of everything, and everybody who may knock at it."""

from __future__ import annotations

import copy
import uuid
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any, Final

from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

from cases.access.models import Officer
from cases.administration import duties
from cases.audit.models import Entry
from cases.casefiles import keeping
from cases.casefiles.models import Case, Note, Role
from cases.common.installation import require_keys
from cases.consents.models import Proposal
from cases.deconfliction.models import Pointer
from cases.exports.models import Export
from cases.fraud.models import FraudReport, ReportIdentifier, ReportImport
from cases.lineage.models import LineageRun, Pair
from cases.matching.models import BrakedValue, BrakeWord
from cases.matching.statistics.models import DrawnSample
from cases.seizures.evidence.models import Taking
from cases.seizures.models import Rereading, SavedLayout, SeizedFile
from cases.seizures.uploading.models import Upload
from cases.signin.models import Passkey, SignIn
from cases.summaries.models import Summary
from tests.matching.making import make_dataset
from tests.operations.making import make_operation, make_team
from tests.people import join, make_case, make_officer, make_unit, signed_in
from tests.summaries import making
from tests.suspects.making import make_suspect

POLICE: Final = (
    "lead",
    "investigator",
    "analyst",
    "viewer",
    "unit",
    "province",
    "former member",
)
PROSECUTORS: Final = ("prosecutor", "prosecutor after", "other prosecutor")
ADMINISTRATORS: Final = ("system_admin", "security_admin", "auditor")
# Each column of the matrix, with the head it stands under.
ROLES: Final = {
    "anonymous": "anonymous",
    "lead": "lead",
    "investigator": "investigator",
    "analyst": "analyst",
    "viewer": "viewer",
    "unit": "same unit, not a member",
    "province": "other province",
    "former member": "member of another unit until yesterday",
    "prosecutor": "prosecutor before hand-over",
    "prosecutor after": "prosecutor after it",
    "other prosecutor": "other procuratorate after it",
    "system_admin": "system administrator",
    "security_admin": "security administrator",
    "auditor": "auditor",
}
AFTER: Final = {"prosecutor after", "other prosecutor"}


class World:
    """A case with one of everything, and who may want to see it."""

    def __init__(self) -> None:
        require_keys()
        self.unit = make_unit()
        self.procuratorate = make_unit("Xiangshui", kind="procuratorate")
        people = self._people()
        self.lead = people["lead"]
        self.case = make_case(lead=self.lead)
        for role in ("investigator", "analyst", "viewer"):
            join(self.case, people[role], Role(role))
        join(self.case, people["former member"], Role.INVESTIGATOR)
        yesterday = timezone.localdate() - timedelta(days=1)
        self.case.members.filter(officer=people["former member"]).update(
            until=yesterday
        )
        self.objects = self._objects()
        self._client = Client(raise_request_exception=False)
        self._cookies = {
            role: signed_in(person).cookies for role, person in people.items()
        }
        self._cookies["prosecutor after"] = self._cookies["prosecutor"]

    def client(self, role: str) -> Client:
        """With the role's cookies as they were: one request signs out. One client,
        for each new one looks for all static files again."""
        cookies = self._cookies.get(role, SimpleCookie())
        self._client.cookies = copy.deepcopy(cookies)
        return self._client

    def _people(self) -> dict[str, Officer]:
        people = {name: make_officer(name) for name in POLICE[:5]}
        far = make_unit("Fuzhou brigade", province="35")
        for name in ("province", "former member"):
            people[name] = make_officer(name, unit=far)
        others = make_unit("Fuzhou procuratorate", kind="procuratorate")
        for name, unit in (
            ("prosecutor", self.procuratorate),
            ("other prosecutor", others),
        ):
            people[name] = make_officer(name, unit=unit, duty="prosecutor")
        for duty in ADMINISTRATORS:
            people[duty] = make_officer(duty, duty=duty)
        return people

    def _objects(self) -> dict[str, Model]:
        """By the beginning of their pages' addresses."""
        case, lead = self.case, self.lead
        making.fill(case, lead)
        now = timezone.now()
        suspect = case.suspects.get()
        dataset = case.datasets.get()
        file = dataset.files.get()
        # One whose own name may be revealed.
        SeizedFile.objects.filter(pk=file.pk).update(found_as="as found.csv")
        exhibit = case.exhibits.get()
        operation = make_operation(case, lead, running=True)
        report = FraudReport.objects.get(links__judgement="confirmed")
        number = ReportIdentifier(report=report, party="victim")
        number.set_value("mobile", "13800009999").save()
        Note.objects.create(case=case, author=lead, text="Note")
        run = LineageRun.objects.create(case=case)
        return {
            "cases/": case,
            "members/": case.members.get(officer=lead),
            "suspects/": suspect,
            "aliases/": suspect.aliases.get(),
            "identifiers/": suspect.identifiers.get(),
            "exhibits/": exhibit,
            "datasets/": dataset,
            "files/": file,
            "layouts/": SavedLayout.objects.create(
                unit=self.unit, owner=lead, name="Layout"
            ),
            "rereadings/": Rereading.objects.create(file=file),
            "reports/": report,
            "reports/numbers/": number,
            "reports/imports/": ReportImport.objects.create(
                name="reports.csv", sha256="0" * 64, size=1, original="import-1"
            ),
            "runs/": case.match_runs.get(),
            "samples/": DrawnSample.objects.create(
                run=case.match_runs.get(),
                kind="mobile",
                size=1,
                seed=1,
                population=1,
                numbers=1,
                hits=0,
                all_numbers=1,
                all_hits=0,
                officer=lead,
            ),
            "links/": case.links.get(judgement="confirmed"),
            "operations/": operation,
            "teams/": make_team(operation, suspect),
            "retirements/": propose(keeping.RETIRE, case, lead),
            "officers/": lead,
            "duties/": propose(duties.DUTY, lead, lead, duty="auditor"),
            "passkeys/": Passkey.objects.create(officer=lead, name="Security key"),
            "sign-ins/": SignIn.objects.create(
                officer=lead, at=now, used_at=now, method="totp", session_key="0"
            ),
            "audit/": Entry.objects.latest("pk"),
            "audit/officers/": lead,
            "braked/": BrakedValue.objects.create(
                run=case.match_runs.get(),
                dataset=dataset,
                kind="mobile",
                token=uuid.UUID(int=1),
                mask="138****00",
                rows=2_000,
                reports=1,
            ),
            "released/": BrakeWord.objects.create(
                case=case,
                kind="mobile",
                token=uuid.UUID(int=2),
                mask="139****00",
                released=True,
                reason="A shop's own number",
                officer=lead,
            ),
            "pointers/": Pointer.objects.create(
                kind="handle", first=suspect, second=make_suspect(make_case(lead=lead))
            ),
            "lineage/runs/": run,
            "lineage/pairs/": Pair.objects.create(
                run=run, first=dataset, second=make_dataset(case)
            ),
            "evidence/": Taking.objects.create(dataset=dataset, requested_by=lead),
            "uploads/": Upload.objects.create(
                dataset=dataset, size=1, metadata="", requested_by=lead
            ),
            "exports/": Export.objects.create(
                case=case,
                page="suspect_list",
                query={"shown": {"case": [str(case.pk)]}, "typed": {}},
                title="Suspects",
                rows=1,
                purpose="For the court",
                receiver="Clerk",
                requested_by=lead,
            ),
            "summaries/": Summary.objects.create(
                case=case, number=1, as_of=now, state="done"
            ),
        }

    def address(self, page: URLPattern) -> str:
        """Raises KeyError for an address whose object this world lacks."""
        kwargs: dict[str, Any] = {}
        for name in page.pattern.converters:
            kwargs[name] = self.objects[str(page.pattern).partition("<")[0]].pk
        return reverse(f"cases:{page.name}", kwargs=kwargs)

    def hand_over(self) -> None:
        Case.objects.update(
            handed_over_at=timezone.now(), handed_over_to=self.procuratorate
        )


def propose(kind: str, obj: Model, officer: Officer, **wanted: Any) -> Proposal:
    return Proposal.objects.create(
        kind=kind, object_id=obj.pk, reason="Because", officer=officer, wanted=wanted
    )
