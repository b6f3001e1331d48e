"""Sentences about work that could not be done, or not now."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

JOBS: Final[dict[str, Any]] = {
    "unexpected": _(
        "Something unexpected happened; it has been logged. Nothing was half done:"
        " start again, and tell your administrator if it happens twice."
    ),
    "export_out_of_reach": _(
        "Whoever asked for this export does not see the list any more. Nothing was"
        " made."
    ),
    "engine_error": _("This could not be done. Tell your administrator."),
    "queue_down": _(
        "The queue cannot be reached at the moment. The job is kept and starts by"
        " itself as soon as it is back."
    ),
    "busy": _("Another worker is at this file already. Wait until it has ended."),
    "changed_meanwhile": _(
        "The file gave other rows than before the interruption, so nothing of it was"
        " kept. Tell your administrator, and take the file in again."
    ),
    "taken_in_otherwise": _(
        "The file is taken in already, with other columns. Nothing was changed."
    ),
    "links_judged": _(
        "Officers have judged fraud links of this data set, and their judgements rest"
        " on the rows as they were taken in. So the file is not read anew. Add it to a"
        " new data set and take it in there with other columns."
    ),
    "rows_in_use": _(
        "A match run is at work on this data set. Nothing was changed. Start again when"
        " the run has ended."
    ),
    "replaced_meanwhile": _(
        "A file of the data set was read anew during the run. Start the run again."
    ),
    "cancelled": _("The job was stopped on request."),
    "no_longer_allowed": _(
        "Your role in the case no longer allows this. Ask the lead investigator."
    ),
    "disk_full": _(
        "The server's disk is full, so the job stopped; what was finished is kept."
        " Tell your administrator to make room, then start again."
    ),
    "no_spark": _(
        "Matching is set to a cluster, but Apache Spark is not installed here, so"
        " nothing was done. Tell your administrator: install {requirements}, or clear"
        " CASEDESK_SPARK_MASTER to match in this process."
    ),
    "no_java": _(
        "Matching is set to a cluster, but Java is not installed here, so nothing was"
        " done. Tell your administrator: install openjdk-17-jre-headless, or clear"
        " CASEDESK_SPARK_MASTER to match in this process."
    ),
    "cluster_lost": _(
        "The cluster does not answer, gave no machine, or went away, so the run"
        " stopped and has written nothing. Start it again when the cluster is back;"
        " without CASEDESK_SPARK_MASTER it runs on this server, with the same result."
    ),
    "no_data_to_match": _(
        "None of the chosen data sets is taken in, so there was nothing to search."
        " Take them in, then start again."
    ),
}
