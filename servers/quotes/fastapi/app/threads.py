"""What `def` endpoints share: how many threads there are, and the endpoints without a database."""

import os

import anyio.to_thread
import requests
from fastapi import APIRouter
from requests.adapters import HTTPAdapter

from .schemas import Calls, FanoutOut, Milliseconds, UpstreamOut

UPSTREAM_URL = os.environ.get("UPSTREAM_URL", "http://127.0.0.1:9000")
client = requests.Session()
# One connection a thread, kept; with `trust_env` it would look for ~/.netrc at each call.
client.mount("http://", HTTPAdapter(pool_maxsize=int(os.environ["THREADS"])))
client.trust_env = False
router = APIRouter()


def limit() -> None:
    """Starlette runs `def` endpoints on anyio's threads: 40, unless told otherwise."""
    anyio.to_thread.current_default_thread_limiter().total_tokens = int(os.environ["THREADS"])


@router.get("/static")
def static() -> dict[str, str]:
    return {"hello": "world"}


@router.get("/upstream")
def upstream(ms: Milliseconds) -> UpstreamOut:
    call(ms)
    return UpstreamOut(waited=ms)


@router.get("/fanout")
def fanout(n: Calls, ms: Milliseconds) -> FanoutOut:
    # One after the other: the thread waits for each.
    for _ in range(n):
        call(ms)
    return FanoutOut(calls=n, waited=ms)


def call(ms: int) -> None:
    client.get(f"{UPSTREAM_URL}/delay", params={"ms": ms}).raise_for_status()
