"""The views of the variants that are sync."""

import os

import requests
from django.conf import settings
from django.http import HttpRequest, JsonResponse
from requests.adapters import HTTPAdapter

from . import queries
from .answers import quote_answer, whole_number

# One client a worker, for all its threads.
client = requests.Session()
# One connection a thread, kept; with `trust_env` it would look for ~/.netrc at each call.
client.mount("http://", HTTPAdapter(pool_maxsize=int(os.environ["THREADS"])))
client.trust_env = False


def static(_: HttpRequest) -> JsonResponse:
    return JsonResponse({"hello": "world"})


def random_quote(_: HttpRequest) -> JsonResponse:
    return quote_answer(queries.random_quote())


def random_quote_of_all(_: HttpRequest) -> JsonResponse:
    # The bug: without LIMIT every quote is fetched, with the authors of all, to give the first.
    quotes = list(queries.in_random_order())
    return quote_answer(queries.as_dict(quotes[0] if quotes else None))


def count_view(_: HttpRequest) -> JsonResponse:
    return quote_answer(queries.count_view())


def upstream(request: HttpRequest) -> JsonResponse:
    ms = whole_number(request, "ms", 0, 10_000)
    call(ms)
    return JsonResponse({"waited": ms})


def fanout(request: HttpRequest) -> JsonResponse:
    n, ms = whole_number(request, "n", 1, 100), whole_number(request, "ms", 0, 10_000)
    # One after the other: the thread waits for each.
    for _ in range(n):
        call(ms)
    return JsonResponse({"calls": n, "waited": ms})


def call(ms: int) -> None:
    client.get(f"{settings.UPSTREAM_URL}/delay", params={"ms": ms}).raise_for_status()
