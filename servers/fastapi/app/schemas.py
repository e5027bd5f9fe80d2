from pydantic import BaseModel


class QuoteOut(BaseModel):
    id: int
    text: str
    author: str
    views: int
