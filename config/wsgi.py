"""The web application for a WSGI server (PEP 3333), with its watch over the timer, and the lock that says it runs. Not on a database that was moved away."""

import os
import sys

from django.conf import settings
from django.core.wsgi import get_wsgi_application

CANT_START = 3  # the status at which gunicorn ends as a whole; at others it starts a process anew for ever
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

if "operations" in settings.INSTALLED_APPS:  # the studio of config/preview.py has no database to watch
    from clinic.refusal import Refusal
    from operations.moving.moved import refuse_moved
    from operations.watching import Watched
    from scheduler.web_lock import hold_as_web

    try:
        hold_as_web()
        refuse_moved()
    except Refusal as refusal:
        print(refusal, file=sys.stderr, flush=True)
        raise SystemExit(CANT_START) from None
    application = Watched(application)  # type: ignore[assignment]
