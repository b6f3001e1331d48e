"""The one app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = _("Cases")

    def ready(self) -> None:
        """Connect the slices above to the news of those below: each is imported
        for what it registers when it is loaded."""
        from cases.audit import rights  # noqa: F401 - registers its check
        from cases.deconfliction import recorded  # noqa: F401 - its signals
        from cases.lineage import arriving as lineage  # noqa: F401 - its signals
        from cases.matching.review import two_officers  # noqa: F401 - its signals
        from cases.signin import sessions  # noqa: F401 - its signals
