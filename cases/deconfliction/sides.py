"""A pointer as one side sees it: how to reach the other, and nothing about it."""

from __future__ import annotations

from dataclasses import dataclass

from cases.access.models import Officer
from cases.casefiles.models import Case, CaseMember, Role
from cases.deconfliction.models import Pointer, PointerWord, led_cases


@dataclass(frozen=True)
class Contact:
    """leads: name and how to reach them; none where the case has no lead today."""

    unit: str
    leads: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Side:
    """mine: the officer's own case. words and their_words: the newest first, without
    whose case it is."""

    pointer: Pointer
    mine: Case
    contact: Contact
    words: tuple[PointerWord, ...]
    their_words: tuple[PointerWord, ...]

    @property
    def last(self) -> PointerWord | None:
        return self.words[0] if self.words else None

    @property
    def their_last(self) -> PointerWord | None:
        return self.their_words[0] if self.their_words else None


def sides(officer: Officer, pointers: list[Pointer]) -> list[Side]:
    """In the order of the pointers; two where the officer leads both cases. Needs
    `with_sides`."""
    if not pointers:
        return []
    led = set(led_cases(officer))
    keys = [pointer.pk for pointer in pointers]
    words: dict[tuple[int, int], list[PointerWord]] = {}
    said = PointerWord.objects.filter(pointer__in=keys).select_related("officer__unit")
    for word in said:
        words.setdefault((word.pointer_id, word.case_id), []).append(word)
    pairs = [
        (pointer, mine.case, theirs.case)
        for pointer in pointers
        for mine, theirs in (
            (pointer.first, pointer.second),
            (pointer.second, pointer.first),
        )
        if mine.case_id in led
    ]
    contacts = _contacts([theirs for _pointer, _mine, theirs in pairs])
    return [
        Side(
            pointer,
            mine,
            contacts[theirs.pk],
            tuple(words.get((pointer.pk, mine.pk), ())),
            tuple(words.get((pointer.pk, theirs.pk), ())),
        )
        for pointer, mine, theirs in pairs
    ]


def _contacts(cases: list[Case]) -> dict[int, Contact]:
    members = CaseMember.objects.current().filter(case__in=cases, role=Role.LEAD)
    leads: dict[int, list[tuple[str, str]]] = {}
    for member in members.select_related("officer"):
        reach = (member.officer.name, member.officer.contact)
        leads.setdefault(member.case_id, []).append(reach)
    return {
        case.pk: Contact(str(case.lead_unit), tuple(leads.get(case.pk, ())))
        for case in cases
    }
