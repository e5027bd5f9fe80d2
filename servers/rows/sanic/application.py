"""The one endpoint; `app_*.py` say how a row is read."""

import os
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from random import randint
from typing import Any

from sanic import HTTPResponse, Request, Sanic, json

ROWS = int(os.environ.get("SIZE", "1000000"))


def create_app(
    open_pool: Callable[[], AbstractAsyncContextManager[Any]],
    read_row: Callable[[Any, int, int | None], Awaitable[tuple[int, str]]],
) -> Sanic:
    # Strict: /test/ is a path outside the contract, and a 404.
    app = Sanic("rows", strict_slashes=True)

    @app.before_server_start
    async def start(app: Sanic) -> None:
        app.ctx.stack = AsyncExitStack()
        app.ctx.pool = await app.ctx.stack.enter_async_context(open_pool())
        print(f"Started worker (process {os.getpid()})", flush=True)

    @app.after_server_stop
    async def stop(app: Sanic) -> None:
        await app.ctx.stack.aclose()

    @app.get("/test")
    async def test(request: Request) -> HTTPResponse:
        try:
            wait = wait_ms(request)
        except ValueError:
            return json({"error": "wait: give a whole number from 0 to 10000."}, status=400)
        a, b = await read_row(app.ctx.pool, randint(1, ROWS - 1), wait)
        return json({"a": f"{a:010}", "b": b})

    return app


def wait_ms(request: Request) -> int | None:
    args = request.get_args(keep_blank_values=True)
    if "wait" not in args:
        return None
    wait = int(args["wait"][0])
    if not 0 <= wait <= 10_000:
        raise ValueError(wait)
    return wait
