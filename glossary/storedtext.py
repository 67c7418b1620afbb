"""The type of all text in the store: any Unicode text, kept and sorted alike by SQLite and PostgreSQL."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

_ESCAPE, _ESCAPED_ESCAPE, _ESCAPED_NUL = "\x01", "\x01\x02", "\x01\x03"


class StoredText(TypeDecorator[str]):
    """Text that sorts by its code points. In PostgreSQL, which has no NUL characters, these are escaped."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type of the database."""
        return dialect.type_descriptor(Text(collation="C") if dialect.name == "postgresql" else Text())

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """Return what turns a text into what is stored, None where that is the text."""
        return _escape_any if dialect.name == "postgresql" else None

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:  # noqa: ARG002
        """Return what turns what is stored into the text, None where that is the text."""
        return _unescape_any if dialect.name == "postgresql" else None


def is_storable(text: str) -> bool:
    """Whether the text can stand in a database: no lone surrogates (from undecodable arguments)."""
    return not any("\ud800" <= c <= "\udfff" for c in text)


def escape(text: str) -> str:
    r"""Return the text without NUL characters.

    >>> escape("a\0b"), unescape(escape("a\0b")) == "a\0b"
    ('a\x01\x03b', True)
    """
    if _ESCAPE in text or "\0" in text:
        return text.replace(_ESCAPE, _ESCAPED_ESCAPE).replace("\0", _ESCAPED_NUL)
    return text


def unescape(text: str) -> str:
    """Return the text that was escaped."""
    return text.replace(_ESCAPED_NUL, "\0").replace(_ESCAPED_ESCAPE, _ESCAPE) if _ESCAPE in text else text


def _escape_any(value: str | None) -> str | None:
    return None if value is None else escape(value)


def _unescape_any(value: str | None) -> str | None:
    return None if value is None else unescape(value)
