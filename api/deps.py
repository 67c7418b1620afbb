"""What routes ask for, as Annotated aliases."""

from hashlib import sha256
from typing import Annotated

from fastapi import Depends, Request

from api import lookups, settings
from api.middleware import ETAG_KEY
from api.version import read_version
from glossary import store


def _get_store(request: Request) -> store.Store:
    found: store.Store = request.app.state.store
    return found


def _get_finder(request: Request) -> lookups.Finder:
    found: lookups.Finder = request.app.state.finder
    return found


def _get_settings(request: Request) -> settings.Settings:
    found: settings.Settings = request.app.state.settings
    return found


Store = Annotated[store.Store, Depends(_get_store)]
Finder = Annotated[lookups.Finder, Depends(_get_finder)]
Settings = Annotated[settings.Settings, Depends(_get_settings)]


def make_etag(revision: str, encoder: str | None) -> str:
    """Return the strong validator of an answer that is made of a glossary of that revision.

    An answer depends on nothing but its address, the glossary, the program's version and, for semantic lookups, the
    encoder.
    """
    parts = "\0".join((revision, read_version(), encoder or ""))
    return f'"{sha256(parts.encode()).hexdigest()[:32]}"'


def note_revision(request: Request, glossary: Store, configured: Settings) -> None:
    """Note the validator of every answer that is made of the glossary as it is now."""
    request.scope.setdefault("state", {})[ETAG_KEY] = make_etag(glossary.revision, configured.encoder)


OfGlossary = Depends(note_revision)
