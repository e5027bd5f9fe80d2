"""What all the applications of this folder have in common; `main*.py` add how quotes are read."""

import os

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.types import Lifespan


def create_app(*routers: APIRouter, lifespan: Lifespan[FastAPI]) -> FastAPI:
    # No schema, so no /docs either: a path outside the contract is a 404.
    app = FastAPI(openapi_url=None, lifespan=lifespan)
    app.add_exception_handler(RequestValidationError, bad_request)
    for router in routers:
        app.include_router(router)
    return app


async def bad_request(_: Request, error: Exception) -> JSONResponse:
    """FastAPI's own answer to a bad parameter is 422 with a list; here it is 400 with a sentence."""
    assert isinstance(error, RequestValidationError)
    sentences = [f"{problem['loc'][-1]}: {problem['msg']}" for problem in error.errors()]
    return JSONResponse({"error": "; ".join(sentences)}, status_code=400)


def say_started() -> None:
    """Says that this worker is ready; Granian does so by itself, uvicorn in words of its own."""
    if os.environ.get("HTTP_SERVER") == "uvicorn":
        print(f"Started worker (process {os.getpid()})", flush=True)
