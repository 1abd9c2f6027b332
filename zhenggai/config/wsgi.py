"""The WSGI application that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhenggai.config.settings")
application = get_wsgi_application()

# The pages' modules are loaded now, not by the first who asks. What has been loaded stays: no page need wait a tenth of
# a second while Python goes through all of it in search of what may be thrown away.
get_resolver().url_patterns  # noqa: B018
gc.collect()
gc.freeze()
