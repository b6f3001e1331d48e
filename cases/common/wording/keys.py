"""Sentences about key files, and about what their keys open."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

KEYS: Final[dict[str, Any]] = {
    "key_file_missing": _(
        "There is no key file here. Say in CASEDESK_KEYS where it is; manage.py"
        " make_keys writes a new one."
    ),
    "key_file_exists": _("There is a key file here already; it was left as it is."),
    "key_file_open_to_others": _(
        "Other users of this machine can read the key file. Make it readable by its"
        " owner alone: chmod 600."
    ),
    "key_file_lost": _(
        "The key file is gone, but there is data that only its keys open. Put it back"
        " from your copy; new keys would open none of it."
    ),
    "key_file_read_only": _(
        "The key file cannot be written here, so nothing was changed. Copy it to a"
        " folder that can be written, name that in CASEDESK_KEYS, rotate the key, and"
        " put the new file where the servers get theirs."
    ),
    "secret_in_environment": _(
        "The signing key comes from the environment (CASEDESK_SECRET_KEY), which no"
        " command can change. Set it to a new random text of at least 50 characters,"
        " set CASEDESK_SECRET_KEY_FALLBACKS to the old one, restart, and take the old"
        " one away after twelve hours."
    ),
    "other_keys": _(
        "The key file is not the one this database was sealed with: the key {key}"
        " ({kind}) is missing in it. Nothing was opened or changed. Put the right key"
        " file back, or name it in CASEDESK_KEYS, and start again."
    ),
    "keys_change": _(
        "The keys are being changed, and nothing can be opened until that is done."
        " Nothing is lost; jobs go on afterwards. If it takes very long, the"
        " administrator runs manage.py rotate_keys again: it goes on where it was."
    ),
    "other_rotation": _(
        "A rotation of another key ({kind}) was interrupted. Let it end first:"
        " manage.py rotate_keys {kind}"
    ),
    "keys_busy": _(
        "Somebody is still at work, so no key was changed. Wait until the jobs and"
        " uploads have ended, or stop the web server and the workers, and try again."
    ),
    "key_file_malformed": _(
        "The key file is damaged or incomplete. Restore it from your copy: without"
        " it nothing that was sealed can be opened."
    ),
    "wrong_key": _(
        "The server's keys do not open this file. Tell your administrator: the key"
        " file is not the one with which it was sealed."
    ),
    "token_key_changed": _(
        "The key of the numbers was changed after this run had begun, so it was"
        " stopped and has written nothing. Start it again: it then searches under the"
        " new key."
    ),
    "old_tokens": _(
        "The rows could not be read when the key of the tokens was changed, so the"
        " file is not matched. Tell your administrator; it can be taken in again."
    ),
}
