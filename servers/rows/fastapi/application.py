"""The one endpoint; `app_*.py` say how a row is read."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from random import randint
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel

ROWS = int(os.environ.get("SIZE", "1000000"))


class Row(BaseModel):
    a: str
    b: str


def create_app(
    open_pool: Callable[[], AbstractAsyncContextManager[Any]],
    read_row: Callable[[Any, int, int | None], Awaitable[tuple[int, str]]],
) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Any]]:
        async with open_pool() as pool:
            print(f"Started worker (process {os.getpid()})", flush=True)
            yield {"pool": pool}

    # No schema, so no /docs either: a path outside the contract is a 404.
    app = FastAPI(openapi_url=None, redirect_slashes=False, lifespan=lifespan)
    app.add_exception_handler(RequestValidationError, bad_request)

    @app.get("/test")
    async def test(
        request: Request, wait: Annotated[int | None, Query(ge=0, le=10_000)] = None
    ) -> Row:
        a, b = await read_row(request.state.pool, randint(1, ROWS - 1), wait)
        return Row(a=f"{a:010}", b=b)

    return app


async def bad_request(_: Request, error: Exception) -> JSONResponse:
    """FastAPI answers a bad parameter by 422 with a list; here it is 400 with a sentence."""
    assert isinstance(error, RequestValidationError)
    sentences = [f"{problem['loc'][-1]}: {problem['msg']}" for problem in error.errors()]
    return JSONResponse({"error": "; ".join(sentences)}, status_code=400)
