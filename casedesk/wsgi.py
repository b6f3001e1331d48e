"""The web server's way in."""

import os

from django.core.wsgi import get_wsgi_application

from casedesk import refusal

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casedesk.settings")

with refusal.in_one_sentence():
    application = get_wsgi_application()

from casedesk.startup import require_right_keys

require_right_keys()
