"""The lists of this slice."""

from __future__ import annotations

import django_tables2 as tables

from cases.common.tables import BaseTable
from cases.suspects.models import Suspect


class SuspectTable(BaseTable):
    number = tables.Column()

    class Meta(BaseTable.Meta):
        model = Suspect
        fields = ["number", "name", "case"]
