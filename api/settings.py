"""The settings of every way in: one frozen object, from options, GLOSSALIGN_ variables and a TOML file."""

import ipaddress
import os
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from platformdirs import user_cache_path
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from align.languages import LANGUAGES
from api.tags import resolve_tags, split_list
from glossary.errors import UsageError
from glossary.text import shorten

_PREFIX = "GLOSSALIGN_"
_CONFIG = "config"
_CONFIG_BYTES = 1_000_000
MIB = 1024 * 1024


class Reads(StrEnum):
    """Who may read: everybody, or who shows a key."""

    OPEN = "open"
    KEY = "key"


class LogFormat(StrEnum):
    """How lines of the log are written: for people, or an object of JSON each."""

    CONSOLE = "console"
    JSON = "json"


class LogLevel(StrEnum):
    """The least that a line must matter to be written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Settings(BaseSettings):
    """What an operator can set: by an option of a command, by GLOSSALIGN_<NAME>, or by <name> in the file."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, extra="forbid")

    config: Path | None = Field(None, description="file of settings, in TOML; variables and options stand before it")
    store: str = Field("glossary.db", min_length=1, description="path or URL of the glossary store")
    cache: Path = Field(
        default_factory=lambda: user_cache_path("glossalign", appauthor=False), description="folder of rebuildable data"
    )
    languages: Annotated[tuple[str, ...], NoDecode] = Field(
        LANGUAGES, min_length=1, description="languages that `build` reads, comma-separated"
    )
    encoder: str | None = Field(
        None, description="name or path of a sentence-transformers model; none: the bundled one"
    )
    semantic: bool = Field(True, description="whether `serve` looks up by meaning, for which it loads the encoder")
    host: str = Field("127.0.0.1", min_length=1, description="address that `serve` listens at")
    port: int = Field(8000, ge=0, le=65535, description="port that `serve` listens at; 0 takes a free one")
    workers: int = Field(1, ge=1, le=256, description="processes that serve")
    reads: Reads = Field(Reads.OPEN, description="who may read: open, or key (every request needs a key)")
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        ("*",), description="sites whose scripts may read, comma-separated; * is all of them, empty none"
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="addresses and networks of proxies whose X-Forwarded-For and -Proto are believed"
    )
    rate: float = Field(0, ge=0, le=1e6, description="requests a second of a key or address, in a process; 0: no limit")
    burst: int = Field(50, ge=1, le=1_000_000, description="requests that may come at once before the rate counts")
    max_body: int = Field(MIB, ge=1024, le=1024 * MIB, description="bytes of a request; a text may have eight times")
    max_upload: int = Field(64 * MIB, ge=1024, le=16 * 1024 * MIB, description="bytes of a file that is uploaded")
    concurrency: int = Field(512, ge=1, le=100_000, description="requests that a process works on at once")
    keep_alive_seconds: int = Field(5, ge=1, le=3600, description="for how long an idle connection is kept")
    shutdown_seconds: int = Field(20, ge=0, le=3600, description="for how long requests may go on at shutdown")
    log_format: LogFormat = Field(LogFormat.CONSOLE, description="console, or json: an object a line")
    log_level: LogLevel = Field(LogLevel.INFO, description="debug, info, warning or error")
    access_log: bool = Field(True, description="whether every request is a line of the log")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put options before variables before the file that either of them names."""
        assert isinstance(init_settings, InitSettingsSource)
        named = _find_config(init_settings.init_kwargs)
        values = _read_config(named) if named else {}
        return init_settings, env_settings, InitSettingsSource(settings_cls, values)

    @field_validator("languages", mode="before")
    @classmethod
    def _read_languages(cls, value: object) -> object:
        """Accept a comma-separated list; a UsageError would pass pydantic by and lose the variable's name."""
        try:
            values = [value] if isinstance(value, str) else value
            if isinstance(values, list | tuple) and all(isinstance(item, str) for item in values):
                return resolve_tags(values, LANGUAGES, "languages")
        except UsageError as error:
            raise ValueError(str(error).removeprefix("languages: ")) from None
        return value  # which is no list of texts, as pydantic tells

    @field_validator("cors_origins", "trusted_proxies", mode="before")
    @classmethod
    def _read_list(cls, value: object) -> object:
        """Accept a comma-separated list."""
        return tuple(item for item in split_list([value]) if item) if isinstance(value, str) else value

    @field_validator("cors_origins")
    @classmethod
    def _check_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            scheme, found, host = origin.partition("://")
            if origin != "*" and (not found or not scheme or not host or "/" in host or not origin.isascii()):
                raise ValueError(f"{shorten(origin)!r} is no origin; write one like https://example.org")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _check_proxies(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for proxy in value:
            try:
                ipaddress.ip_network(proxy)
            except ValueError:
                raise ValueError(
                    f"{shorten(proxy)!r} is no address and no network; write 10.0.0.1 or 10.0.0.0/8"
                ) from None
        return value

    @field_validator("encoder", "config", mode="before")
    @classmethod
    def _read_empty(cls, value: object) -> object:
        """Take an empty variable for an unset one."""
        return value or None


def load_settings(**options: str | int | Path | None) -> Settings:
    """Return the settings; an option that is not None stands before its variable, and that before the file.

    Raises UsageError that names the option, the variable or the file, the value and what it may be.
    """
    given: Mapping[str, Any] = {name: value for name, value in options.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        fault = error.errors()[0]
        name = str(fault["loc"][0])
        message = fault["msg"].removeprefix("Value error, ").partition(", unable to")[0]
        if fault["type"] == "extra_forbidden":
            message = f"there is no such setting; choose among {', '.join(Settings.model_fields)}"
        source, value = _find_source(name, given)
        raise UsageError(f"{source}={str(value)[:100]!r} is not valid: {message[:1].lower()}{message[1:]}") from None


def _find_config(given: Mapping[str, Any]) -> str:
    """Return the path of the file of settings; empty where none is named."""
    return str(given.get(_CONFIG) or os.environ.get(f"{_PREFIX}{_CONFIG.upper()}", ""))


def _read_config(path: str) -> dict[str, Any]:
    """Return what a file of settings says. Raises UsageError where it can't be read or isn't TOML."""
    try:
        with Path(path).open("rb") as stream:
            text = stream.read(_CONFIG_BYTES + 1)
        if len(text) > _CONFIG_BYTES:
            raise UsageError(f"the settings {path!r} have more than {_CONFIG_BYTES:,} bytes; name another --config")
        values = tomllib.loads(text.decode())
    except OSError as error:
        raise UsageError(f"cannot read the settings {path!r}: {error.strerror}; name another --config") from None
    except ValueError as error:
        raise UsageError(f"the settings {path!r} are no TOML: {str(error).splitlines()[0]}; mend them") from None
    if _CONFIG in values:
        raise UsageError(f"the settings {path!r} name another file of settings; leave {_CONFIG} out")
    return values


def _find_source(name: str, given: Mapping[str, Any]) -> tuple[str, object]:
    """Return where a setting comes from, as a message names it, and what it was given as."""
    variable = f"{_PREFIX}{name.upper()}"
    if name in given:
        return f"--{name.replace('_', '-')}", given[name]
    if variable in os.environ:
        return variable, os.environ[variable]
    named = _find_config(given)
    return (f"{named}: {name}", _read_config(named).get(name)) if named else (variable, "")
