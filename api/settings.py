"""The settings of every way in: one frozen object, from GLOSSALIGN_ variables and command-line options."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from platformdirs import user_cache_path
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from align.languages import LANGUAGES
from api.tags import resolve_tags
from glossary.errors import UsageError

_PREFIX = "GLOSSALIGN_"


class Settings(BaseSettings):
    """What an operator can set; each is read from GLOSSALIGN_<NAME> where a command gives no option for it."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, extra="forbid")

    store: str = Field("glossary.db", min_length=1, description="path or URL of the glossary store")
    host: str = Field("127.0.0.1", min_length=1, description="address that `serve` listens at")
    port: int = Field(8000, ge=0, le=65535, description="port that `serve` listens at; 0 takes a free one")
    encoder: str | None = Field(
        None, description="name or path of a sentence-transformers model; none: the bundled one"
    )
    cache: Path = Field(
        default_factory=lambda: user_cache_path("glossalign", appauthor=False), description="folder of rebuildable data"
    )
    languages: Annotated[tuple[str, ...], NoDecode] = Field(
        LANGUAGES, min_length=1, description="languages that `build` reads, comma-separated"
    )

    @field_validator("languages", mode="before")
    @classmethod
    def _read_languages(cls, value: object) -> object:
        """Accept a comma-separated list; a UsageError would pass pydantic by and lose the variable's name."""
        try:
            return resolve_tags([value], LANGUAGES, "languages") if isinstance(value, str) else value
        except UsageError as error:
            raise ValueError(str(error).removeprefix("languages: ")) from None

    @field_validator("encoder", mode="before")
    @classmethod
    def _read_encoder(cls, value: object) -> object:
        """Take an empty variable for an unset one."""
        return value or None


def load_settings(**options: str | int | Path | None) -> Settings:
    """Return the settings; an option that is not None stands before its environment variable.

    Raises UsageError that names the option or the variable, its value and what it may be.
    """
    given: Mapping[str, Any] = {name: value for name, value in options.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        fault = error.errors()[0]
        name = str(fault["loc"][0])
        source = f"--{name}" if name in given else f"{_PREFIX}{name.upper()}"
        value = given[name] if name in given else os.environ.get(source, "")
        message = fault["msg"].removeprefix("Value error, ").partition(", unable to")[0]
        raise UsageError(f"{source}={str(value)[:100]!r} is not valid: {message[:1].lower()}{message[1:]}") from None
