"""The door for a web server."""

import gc
import os
import signal

from commonroom.engine.launch import die_with_parent

if os.environ.get("COMMONROOM_SUPERVISED"):
    # The server's master, when killed, would leave its workers on the port answering with old code.
    die_with_parent(signal.SIGKILL)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonroom.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

# What stands now lives as long as the process. The collector need not look at it again in the middle of a page.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
