"""The door for a web server."""

import os
import signal

from commonroom.engine.launch import die_with_parent

if os.environ.get("COMMONROOM_SUPERVISED"):
    # The server's master, when killed, would leave its workers on the port answering with old code.
    die_with_parent(signal.SIGKILL)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonroom.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
