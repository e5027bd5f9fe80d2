"""Endpoints without a database: nothing to do, one call to another service, many calls at once."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request

from .schemas import Calls, FanoutOut, Milliseconds, UpstreamOut

if TYPE_CHECKING:
    from aiohttp import ClientSession


@asynccontextmanager
async def upstream_client() -> AsyncIterator[ClientSession | None]:
    """One client a worker: it keeps its connections, and opens as many as there are calls."""
    upstream_url = os.environ.get("UPSTREAM_URL")
    if upstream_url is None:
        yield None
        return
    # Here, because importing it takes a fifth of a worker's start, and few deployments call anyone.
    from aiohttp import ClientSession, TCPConnector

    async with ClientSession(
        upstream_url, connector=TCPConnector(limit=0), raise_for_status=True
    ) as client:
        yield client


# `async def`, though it waits for nothing: FastAPI hands a dependency that is `def` to a thread, and
# every call of this endpoint would queue for one of forty.
async def get_client(request: Request) -> Any:
    if request.state.upstream is None:
        raise HTTPException(500, "UPSTREAM_URL is not set.")
    return request.state.upstream


ClientDep = Annotated[Any, Depends(get_client)]
router = APIRouter()


@router.get("/static")
async def static() -> dict[str, str]:
    return {"hello": "world"}


async def call(client: ClientSession, ms: int) -> None:
    async with client.get("/delay", params={"ms": ms}) as response:
        await response.read()


@router.get("/upstream")
async def upstream(client: ClientDep, ms: Milliseconds) -> UpstreamOut:
    await call(client, ms)
    return UpstreamOut(waited=ms)


@router.get("/fanout")
async def fanout(client: ClientDep, n: Calls, ms: Milliseconds) -> FanoutOut:
    await asyncio.gather(*(call(client, ms) for _ in range(n)))
    return FanoutOut(calls=n, waited=ms)
