"""How async Django is called; `asgi*.py` say with which settings."""

import os

import django
from django.core.handlers.asgi import ASGIHandler


class OneSyncThread(ASGIHandler):
    """Django's handler gives each request a thread of its own for its sync parts, which are all
    middleware that is `def`, the ORM and the signals of a request's start and end. Without that
    context all requests of a worker share one."""

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            raise ValueError(f"Django answers HTTP only, not {scope['type']}.")
        await self.handle(scope, receive, send)


def make_application() -> ASGIHandler:
    django.setup(set_prefix=False)
    app = OneSyncThread() if os.environ.get("SYNC_THREAD") == "worker" else ASGIHandler()
    # Granian says so by itself, uvicorn in words of its own.
    if os.environ.get("HTTP_SERVER") == "uvicorn":
        print(f"Started worker (process {os.getpid()})", flush=True)
    return app
