import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.async_pooled")

application = get_asgi_application()

# Granian says so by itself, uvicorn in words of its own.
if os.environ.get("HTTP_SERVER") == "uvicorn":
    print(f"Started worker (process {os.getpid()})", flush=True)
