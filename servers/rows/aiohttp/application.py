"""The one endpoint; `app_*.py` say how a row is read."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from random import randint
from typing import Any

from aiohttp import web

ROWS = int(os.environ.get("SIZE", "1000000"))
POOL = web.AppKey("POOL", object)


def create_app(
    open_pool: Callable[[], AbstractAsyncContextManager[Any]],
    read_row: Callable[[Any, int, int | None], Awaitable[tuple[int, str]]],
) -> web.Application:
    async def pool(app: web.Application) -> AsyncIterator[None]:
        async with open_pool() as app[POOL]:
            print(f"Started worker (process {os.getpid()})", flush=True)
            yield

    async def test(request: web.Request) -> web.Response:
        try:
            wait = wait_ms(request)
        except ValueError:
            error = "wait: give a whole number from 0 to 10000."
            return web.json_response({"error": error}, status=400)
        a, b = await read_row(request.app[POOL], randint(1, ROWS - 1), wait)
        return web.json_response({"a": f"{a:010}", "b": b})

    app = web.Application()
    app.cleanup_ctx.append(pool)
    app.add_routes([web.get("/test", test)])
    return app


def wait_ms(request: web.Request) -> int | None:
    if "wait" not in request.query:
        return None
    wait = int(request.query["wait"])
    if not 0 <= wait <= 10_000:
        raise ValueError(wait)
    return wait
