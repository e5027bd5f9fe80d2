from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "author"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Quote(Base):
    __tablename__ = "quote"

    id: Mapped[int] = mapped_column(primary_key=True)
    quote_text: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"), index=True)
    views: Mapped[int] = mapped_column(default=0)

    author: Mapped[Author] = relationship()
