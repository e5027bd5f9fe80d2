"""Endpoints without a database: nothing to do, one call to another service, many calls at once."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from aiohttp import ClientSession, TCPConnector
from fastapi import APIRouter, Depends, Request

from .schemas import Calls, FanoutOut, Milliseconds, UpstreamOut


@asynccontextmanager
async def upstream_client() -> AsyncIterator[ClientSession]:
    """One client a worker: it keeps its connections, and opens as many as there are calls."""
    async with ClientSession(
        os.environ.get("UPSTREAM_URL", "http://127.0.0.1:9000"),
        connector=TCPConnector(limit=0),
        raise_for_status=True,
    ) as client:
        yield client


def get_client(request: Request) -> ClientSession:
    return request.state.upstream


ClientDep = Annotated[ClientSession, Depends(get_client)]
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
