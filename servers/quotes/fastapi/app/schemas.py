from typing import Annotated

from fastapi import Query
from pydantic import BaseModel


class QuoteOut(BaseModel):
    id: int
    text: str
    author: str
    views: int


class UpstreamOut(BaseModel):
    waited: int


class FanoutOut(BaseModel):
    calls: int
    waited: int


# What may be asked of the upstream service: a wait, and a number of calls.
Milliseconds = Annotated[int, Query(ge=0, le=10_000)]
Calls = Annotated[int, Query(ge=1, le=100)]
