"""The WSGI application that `config.asgi` calls; other servers can serve it directly."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# What was loaded until now stays for good: the collector need not walk Django and the contract again and again.
gc.collect()
gc.freeze()
