"""The web application for a WSGI server (PEP 3333), with its watch over the timer."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

if "operations" in settings.INSTALLED_APPS:  # the studio of config/preview.py has no database to watch
    from operations.watching import Watched

    application = Watched(application)  # type: ignore[assignment]
