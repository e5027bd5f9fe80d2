import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.async_unpooled")

from .handler import make_application

application = make_application()
