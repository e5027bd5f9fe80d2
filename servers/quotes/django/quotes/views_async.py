"""The views of the variants that are async: coroutines, and the ORM by its async methods."""

import asyncio
from functools import cache

from aiohttp import ClientSession, TCPConnector
from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpRequest, JsonResponse

from . import queries
from .answers import quote_answer, whole_number


@cache
def client() -> ClientSession:
    """One client a worker, made within its event loop: it keeps its connections, and opens as many
    as there are calls."""
    return ClientSession(
        settings.UPSTREAM_URL, connector=TCPConnector(limit=0), raise_for_status=True
    )


async def static(_: HttpRequest) -> JsonResponse:
    return JsonResponse({"hello": "world"})


async def random_quote(_: HttpRequest) -> JsonResponse:
    return quote_answer(await queries.arandom_quote())


async def random_quote_of_all(_: HttpRequest) -> JsonResponse:
    # The bug: without LIMIT every quote is fetched, with the authors of all, to give the first.
    quotes = [quote async for quote in queries.in_random_order()]
    return quote_answer(queries.as_dict(quotes[0] if quotes else None))


async def count_view(_: HttpRequest) -> JsonResponse:
    # Django has no async transactions: the whole of it runs in a thread.
    return quote_answer(await sync_to_async(queries.count_view)())


async def upstream(request: HttpRequest) -> JsonResponse:
    ms = whole_number(request, "ms", 0, 10_000)
    await call(ms)
    return JsonResponse({"waited": ms})


async def fanout(request: HttpRequest) -> JsonResponse:
    n, ms = whole_number(request, "n", 1, 100), whole_number(request, "ms", 0, 10_000)
    await asyncio.gather(*(call(ms) for _ in range(n)))
    return JsonResponse({"calls": n, "waited": ms})


async def call(ms: int) -> None:
    async with client().get("/delay", params={"ms": ms}) as response:
        await response.read()
