"""Loads the officer who is signed in."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend

from cases.access.models import Officer


class OfficerBackend(ModelBackend):
    """Loads officers with their unit, which every page names and every entry of the
    trail keeps."""

    def get_user(self, user_id: int) -> Officer | None:
        found = Officer.objects.select_related("unit").filter(pk=user_id).first()
        return found if found and self.user_can_authenticate(found) else None
