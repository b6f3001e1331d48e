"""The web server's way in."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casedesk.settings")

application = get_wsgi_application()

from casedesk.startup import require_right_keys  # noqa: E402 - needs the apps

require_right_keys()
