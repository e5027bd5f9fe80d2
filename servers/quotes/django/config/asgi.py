import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.async_pooled")

from .handler import make_application

application = make_application()
