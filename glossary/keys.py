"""Keys that clients of the service show: made once, told apart by their id, and revoked.

A key reads `gla_<id>_<secret>`. The secret has 256 random bits and is stored nowhere: only its SHA-256 digest is. A
slow hash protects secrets that people choose; nobody guesses one of 2^256, however quick each guess is, and every
request would pay for it.
"""

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from sqlalchemy import Row, insert, select, update

from glossary.errors import NotFoundError, UsageError
from glossary.history import make_time
from glossary.schema import API_KEYS
from glossary.store import Store
from glossary.storedtext import is_storable
from glossary.text import shorten

PREFIX = "gla"
_ID_BYTES = 6
_SECRET_BYTES = 32
_NAME_LENGTH = 100
_TOKEN_LENGTH = 200
FRESH_SECONDS = 1.0
"""For how long a process may go by what it knows of the keys: so soon a revocation is followed everywhere."""


class Scope(Enum):
    """What a key allows; each allows what those before it do."""

    READ = "read"
    PROPOSE = "propose"
    CURATE = "curate"
    ADMIN = "admin"

    def includes(self, other: "Scope") -> bool:
        """Whether who may do this may do the other.

        >>> Scope.CURATE.includes(Scope.PROPOSE), Scope.READ.includes(Scope.CURATE)
        (True, False)
        """
        order = list(Scope)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key without its secret. Times are RFC 3339 in UTC; `revoked_at` is None while it is good."""

    id: str
    name: str
    scope: Scope
    created_at: str
    revoked_at: str | None = None
    digest: str = field(default="", repr=False, compare=False)


def create_key(store: Store, name: str, scope: Scope) -> tuple[ApiKey, str]:
    """Make a key, write its digest to the store, and return it with the token, which can't be had again.

    Raises UsageError for a name that is empty, too long, or not printable.
    """
    name = name.strip()
    if not name or len(name) > _NAME_LENGTH or not name.isprintable():
        raise UsageError(f"the name {shorten(name)!r} is none for a key; give 1 to {_NAME_LENGTH} printable characters")
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    key = ApiKey(secrets.token_hex(_ID_BYTES), name, scope, make_time(), digest=_digest(secret))
    row = {"id": key.id, "name": name, "scope": scope.value, "digest": key.digest, "created_at": key.created_at}
    with store.transaction("write", writes=True) as connection:
        connection.execute(insert(API_KEYS).values(row))
    return key, f"{PREFIX}_{key.id}_{secret}"


def find_keys(store: Store, *, revoked: bool = True) -> list[ApiKey]:
    """Return the keys, the oldest first; those that are revoked only if wanted."""
    query = select(API_KEYS).order_by(API_KEYS.c.created_at, API_KEYS.c.id)
    if not revoked:
        query = query.where(API_KEYS.c.revoked_at.is_(None))
    with store.transaction("read") as connection:
        return [_read_row(row) for row in connection.execute(query)]


def revoke_key(store: Store, identifier: str) -> ApiKey:
    """Revoke a key for good and return it; one that is revoked already stays as it is. Raises NotFoundError."""
    with store.transaction("write", writes=True) as connection:
        query = select(API_KEYS).where(API_KEYS.c.id == identifier)
        row = connection.execute(query).one_or_none() if is_storable(identifier) else None
        if row is None:
            raise NotFoundError(f"no key {shorten(identifier)!r}; the ids of all stand in: glossalign key list")
        if row.revoked_at is None:
            connection.execute(update(API_KEYS).where(API_KEYS.c.id == row.id).values(revoked_at=make_time()))
            row = connection.execute(query).one()
    return _read_row(row)


class Keyring:
    """The keys that are good, as the store had them at most `FRESH_SECONDS` ago. Safe for threads."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: Mapping[str, ApiKey] = {}
        self._until = float("-inf")

    @property
    def is_fresh(self) -> bool:
        """Whether `find` answers from memory, at once."""
        return self._clock() < self._until

    def find(self, token: str) -> ApiKey | None:
        """Return the key that a token is of; None for one that is malformed, unknown, wrong or revoked.

        Raises StoreError where the store has to be asked and can't be.
        """
        if not self.is_fresh:
            self._read()
        prefix, _, rest = token.partition("_")
        identifier, _, secret = rest.partition("_")
        if prefix != PREFIX or len(token) > _TOKEN_LENGTH:
            return None
        key = self._keys.get(identifier)
        # An unknown id takes as long as a wrong secret.
        is_right = hmac.compare_digest(_digest(secret), _NOBODY if key is None else key.digest)
        return key if is_right else None

    def _read(self) -> None:
        with self._lock:
            if self.is_fresh:  # another thread was quicker
                return
            asked = self._clock()  # before the store is read: what is revoked after that counts a second later at most
            self._keys = {key.id: key for key in find_keys(self._store, revoked=False)}
            self._until = asked + FRESH_SECONDS


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


def _read_row(row: Row[tuple[object, ...]]) -> ApiKey:
    return ApiKey(row.id, row.name, Scope(row.scope), row.created_at, row.revoked_at, row.digest)


_NOBODY = _digest(secrets.token_urlsafe(_SECRET_BYTES))
