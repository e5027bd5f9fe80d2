"""The one endpoint; `app_*.py` say how a row is read."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from random import randint
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

ROWS = int(os.environ.get("SIZE", "1000000"))


def create_app(
    open_pool: Callable[[], AbstractAsyncContextManager[Any]],
    read_row: Callable[[Any, int, int | None], Awaitable[tuple[int, str]]],
) -> Starlette:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[dict[str, Any]]:
        async with open_pool() as pool:
            print(f"Started worker (process {os.getpid()})", flush=True)
            yield {"pool": pool}

    async def test(request: Request) -> JSONResponse:
        try:
            wait = wait_ms(request)
        except ValueError:
            error = "wait: give a whole number from 0 to 10000."
            return JSONResponse({"error": error}, status_code=400)
        a, b = await read_row(request.state.pool, randint(1, ROWS - 1), wait)
        return JSONResponse({"a": f"{a:010}", "b": b})

    app = Starlette(routes=[Route("/test", test)], lifespan=lifespan)
    # /test/ is a path outside the contract, and a 404.
    app.router.redirect_slashes = False
    return app


def wait_ms(request: Request) -> int | None:
    if "wait" not in request.query_params:
        return None
    wait = int(request.query_params["wait"])
    if not 0 <= wait <= 10_000:
        raise ValueError(wait)
    return wait
