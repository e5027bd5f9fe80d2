"""The one endpoint; `app_*.py` say how a row is read."""

import os
from collections.abc import Callable
from random import randint

from flask import Flask, abort, jsonify, make_response, request

ROWS = int(os.environ.get("SIZE", "1000000"))


def create_app(read_row: Callable[[int, int | None], tuple[int, str]]) -> Flask:
    app = Flask(__name__, static_folder=None)

    @app.get("/test")
    def test():
        wait = wait_ms()
        a, b = read_row(randint(1, ROWS - 1), wait)
        return {"a": f"{a:010}", "b": b}

    return app


def wait_ms() -> int | None:
    if "wait" not in request.args:
        return None
    wait = request.args.get("wait", type=int)
    if wait is None or not 0 <= wait <= 10_000:
        problem = jsonify(error="wait: give a whole number from 0 to 10000.")
        abort(make_response(problem, 400))
    return wait
