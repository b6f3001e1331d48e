"""What entries are about, in the auditor's language; the trail itself keeps codes."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.audit.models import Entry
from cases.audit.names import object_name

# By the names in the URLconf, a paragraph a slice, in the order of `cases/urls.py`.
_PAGES: Final = {
    # dashboard
    "home": _("Home"),
    "victims_by_province": _("Victims by province"),
    "number_search": _("Search for a number"),
    # access and signin
    "preferences": _("Language and theme"),
    "sign_in": _("Sign-in"),
    "sign_in_code": _("Sign-in: code"),
    "sign_in_enrol": _("Sign-in: set up the second factor"),
    "sign_in_password": _("Sign-in: choose a password"),
    "sign_out": _("Sign-out"),
    "security": _("Own security page"),
    "security_confirm": _("Confirm that it is you"),
    "passkey_create": _("Add a passkey"),
    "passkey_remove": _("Remove a passkey"),
    "security_codes": _("New recovery codes"),
    "security_replace": _("Set up a new authenticator"),
    "security_password": _("Change the password"),
    "sign_in_end_all": _("End all own sessions"),
    "sign_in_end": _("End one own session"),
    # administration
    "officer_list": _("Accounts"),
    "officer_create": _("Create an account"),
    "officer_detail": _("Account"),
    "officer_move": _("Account: move to another unit"),
    "officer_duty": _("Account: propose a duty"),
    "officer_password": _("Account: reset the password"),
    "officer_deactivate": _("Account: deactivate"),
    "officer_reactivate": _("Account: reactivate"),
    "officer_unlock": _("Account: unlock"),
    "officer_factor": _("Account: reset the second factor"),
    "officer_sessions": _("Account: end all sessions"),
    "unit_list": _("Units"),
    "unit_create": _("Add a unit"),
    "duty_list": _("Proposed duties"),
    "duty_detail": _("Proposed duty"),
    "failure_list": _("Refused sign-ins"),
    # casefiles
    "case_list": _("Cases"),
    "case_create": _("Open a case"),
    "case_detail": _("Case"),
    "case_update": _("Edit the case"),
    "member_create": _("Add a member"),
    "member_update": _("Edit the membership"),
    "member_end": _("End the membership"),
    "notices_seen": _("Notices of membership: noted"),
    "note_create": _("Add a note"),
    "case_hand_over": _("Hand the case over"),
    "case_close": _("Close the case"),
    "case_reopen": _("Take the case up again"),
    "case_seal": _("Seal the case"),
    "case_unseal": _("Lift the seal"),
    "case_retire": _("Propose to retire the case"),
    "retirement_detail": _("Proposal to retire a case"),
    # reveals and exports
    "reveal_report": _("Report on reveals"),
    "reveal_list": _("Single reveals"),
    "export_list": _("Exports"),
    "export_create": _("Ask for an export"),
    "export_detail": _("Export"),
    "export_decide": _("Export: decide"),
    "export_job": _("Export: progress"),
    "export_cancel": _("Export: cancel"),
    "export_start": _("Export: start again"),
    "export_download": _("Export: download"),
    # suspects
    "suspect_list": _("Suspects"),
    "suspect_create": _("Add a suspect"),
    "suspect_detail": _("Suspect"),
    "suspect_update": _("Edit the suspect"),
    "suspect_measure": _("Change the measure"),
    "suspect_custody": _("Suspect: measure as the operation reports it"),
    "alias_create": _("Add an alias"),
    "alias_update": _("Edit the alias"),
    "identifier_create": _("Add a number or account"),
    "identifier_reveal": _("Number of a suspect in the clear"),
    # deconfliction
    "pointer_list": _("Pointers"),
    "pointer_detail": _("Pointer"),
    "pointer_say": _("Pointer: outcome"),
    # seizures
    "exhibit_list": _("Exhibits"),
    "exhibit_create": _("Add an exhibit"),
    "exhibit_detail": _("Exhibit"),
    "exhibit_update": _("Edit the exhibit"),
    "custody_create": _("Record a hand-over"),
    "dataset_list": _("Seized data sets"),
    "dataset_create": _("Add a data set"),
    "dataset_detail": _("Seized data set"),
    "dataset_update": _("Edit the data set"),
    "dataset_upload": _("Add files"),
    "upload_create": _("Upload: begin"),
    "upload": _("Upload: next stretch"),
    "upload_finish": _("Upload: finish"),
    "upload_state": _("Upload: progress"),
    "upload_discard": _("Upload: discard"),
    "evidence": _("Evidence folder"),
    "evidence_taking": _("Taking from the evidence folder"),
    "evidence_job": _("Taking from the evidence folder: progress"),
    "evidence_cancel": _("Taking from the evidence folder: cancel"),
    "evidence_start": _("Taking from the evidence folder: start again"),
    "file_detail": _("Seized file"),
    "file_name_reveal": _("Name of a file in the clear"),
    "file_job": _("Seized file: progress"),
    "file_cancel": _("Seized file: cancel the intake"),
    "file_start": _("Seized file: start the intake again"),
    "file_refused": _("Files of an archive not taken in"),
    "file_rejected": _("Rejected rows of a file"),
    "dataset_rejected": _("Rejected rows of a data set"),
    "layout_list": _("Saved mappings"),
    "layout_update": _("Rename the saved mapping"),
    "layout_delete": _("Delete the saved mapping"),
    "file_reread": _("Read the file anew"),
    "rereading_detail": _("Rereading"),
    "rereading_job": _("Rereading: progress"),
    "rereading_cancel": _("Rereading: cancel"),
    "rereading_start": _("Rereading: start again"),
    "rereading_give_up": _("Rereading: give up"),
    # fraud
    "report_list": _("Fraud reports"),
    "report_create": _("Add a fraud report"),
    "report_search": _("Search the reports for a number"),
    "report_detail": _("Fraud report"),
    "report_reveal": _("Report in the clear"),
    "report_update": _("Edit the fraud report"),
    "report_identifier_create": _("Fraud report: add a number"),
    "report_identifier_remove": _("Fraud report: remove a number"),
    "report_import_list": _("Imports of fraud reports"),
    "report_import_create": _("Import fraud reports"),
    "report_import_detail": _("Import of fraud reports"),
    "report_import_job": _("Import of fraud reports: progress"),
    "report_import_cancel": _("Import of fraud reports: cancel"),
    "report_import_start": _("Import of fraud reports: start again"),
    # matching
    "run_list": _("Match runs"),
    "run_create": _("Start a match run"),
    "run_detail": _("Match run"),
    "run_statistics": _("Match run: statistics"),
    "run_sample_create": _("Match run: draw a sample"),
    "run_sample_detail": _("Drawn sample"),
    "run_job": _("Match run: progress"),
    "run_cancel": _("Match run: cancel"),
    "run_start": _("Match run: start again"),
    "suspect_traces": _("Where a suspect's numbers turn up"),
    "report_traces": _("Where a caller's numbers turn up"),
    "news_seen": _("New links: noted"),
    "brake_list": _("Braked values"),
    "brake_release": _("Release a braked value"),
    "brake_again": _("Brake a value again"),
    "link_list": _("Fraud links"),
    "link_score": _("How the score comes about"),
    "link_judge_many": _("Judge several fraud links"),
    "link_judge_rule": _("Judge fraud links by a rule"),
    "link_detail": _("Fraud link"),
    "link_reveal": _("Fraud link in the clear"),
    "link_judge": _("Judge a fraud link"),
    # lineage
    "lineage": _("Lineage"),
    "lineage_start": _("Lineage: compare the data sets"),
    "lineage_job": _("Lineage: progress"),
    "lineage_cancel": _("Lineage: cancel"),
    "lineage_restart": _("Lineage: start again"),
    "lineage_pair": _("Lineage: pair of data sets"),
    "lineage_pair_judge": _("Lineage: judge a pair"),
    "report_origin": _("Where the victim's data came from"),
    # operations
    "operation_list": _("Operations"),
    "operation_create": _("Plan an operation"),
    "operation_detail": _("Operation"),
    "operation_update": _("Edit the operation"),
    "operation_step": _("Operation: next step"),
    "operation_board": _("Operation: board"),
    "operation_board_changes": _("Operation: changes of the board"),
    "team_create": _("Add a team"),
    "team_update": _("Edit the team"),
    "team_report": _("Report of a team"),
    # summaries
    "summary_list": _("Case summaries"),
    "summary_verify": _("Verify a summary"),
    "summary_create": _("Make a case summary"),
    "summary_detail": _("Case summary"),
    "summary_job": _("Case summary: progress"),
    "summary_cancel": _("Case summary: cancel"),
    "summary_start": _("Case summary: start again"),
    "summary_download": _("Case summary: download"),
    # oversight
    "entry_list": _("Audit trail"),
    "entry_detail": _("Audit entry"),
    "entry_of_officer": _("Audit trail of an officer"),
    "entry_of_object": _("Audit trail of an object"),
}
# Lists in entries that are neither a model's nor named as their page.
_LISTS: Final = {"number": _("Search for a number")}


def concerning(entry: Entry) -> str | Promise:
    """The kind of object, the list or the page that the entry is about."""
    if entry.object_type:
        return capfirst(str(object_name(entry.object_type)))
    if listed := entry.detail.get("list"):
        return gettext("List: %s") % list_name(listed)
    return page_name(entry.detail.get("page", ""))


def page_name(page: str) -> str | Promise:
    """ "Account: deactivate"; the code itself where there is no such page any more."""
    return _PAGES.get(page, page)


def list_name(listed: str) -> str | Promise:
    """A list is named by what stands in it, or by its page."""
    return _LISTS.get(listed) or _PAGES.get(listed) or object_name(listed)
