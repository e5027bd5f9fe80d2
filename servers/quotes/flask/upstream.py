"""Endpoints without a database: nothing to do, one call to another service, many one by one."""

import os

import requests
from flask import Blueprint, jsonify, make_response, request
from requests.adapters import HTTPAdapter
from werkzeug.exceptions import abort

upstream = Blueprint("upstream", __name__)

# One client a worker, for all its threads.
client = requests.Session()
# One connection a thread, kept; with `trust_env` it would look for ~/.netrc at each call.
client.mount("http://", HTTPAdapter(pool_maxsize=int(os.environ["THREADS"])))
client.trust_env = False
UPSTREAM_URL = os.environ.get("UPSTREAM_URL", "http://127.0.0.1:9000")


@upstream.get("/static")
def static():
    return {"hello": "world"}


@upstream.get("/upstream")
def one_call():
    ms = whole_number("ms", 0, 10_000)
    call(ms)
    return {"waited": ms}


@upstream.get("/fanout")
def many_calls():
    n, ms = whole_number("n", 1, 100), whole_number("ms", 0, 10_000)
    # One after the other: the thread waits for each.
    for _ in range(n):
        call(ms)
    return {"calls": n, "waited": ms}


def call(ms: int) -> None:
    client.get(f"{UPSTREAM_URL}/delay", params={"ms": ms}).raise_for_status()


def whole_number(name: str, least: int, most: int) -> int:
    number = request.args.get(name, type=int)
    if number is None or not least <= number <= most:
        problem = jsonify(error=f"{name}: give a whole number from {least} to {most}.")
        abort(make_response(problem, 400))
    return number
