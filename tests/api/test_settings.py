"""Settings: options before environment variables before defaults, faults named."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from api.settings import load_settings
from glossary.errors import UsageError


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STORE", "HOST", "PORT", "ENCODER", "CACHE", "LANGUAGES"):
        monkeypatch.delenv(f"GLOSSALIGN_{name}", raising=False)


def test_defaults_serve_a_local_glossary() -> None:
    """Without any setting, the store is a file here and the server is local."""
    settings = load_settings()
    assert (settings.store, settings.host, settings.port) == ("glossary.db", "127.0.0.1", 8000)
    assert settings.encoder is None
    assert settings.languages == ("ar", "el", "pl", "ru")
    assert settings.cache.name == "glossalign"


def test_a_variable_stands_before_the_default_and_an_option_before_the_variable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The nearer to the command, the stronger."""
    monkeypatch.setenv("GLOSSALIGN_PORT", "9000")
    monkeypatch.setenv("GLOSSALIGN_LANGUAGES", "ru, pl-PL")
    monkeypatch.setenv("GLOSSALIGN_CACHE", str(tmp_path))
    monkeypatch.setenv("GLOSSALIGN_ENCODER", "")
    assert load_settings().port == 9000
    assert load_settings(port=9001).port == 9001
    assert load_settings(port=None).port == 9000
    assert load_settings().languages == ("ru", "pl")
    assert load_settings().cache == tmp_path
    assert load_settings().encoder is None


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("GLOSSALIGN_PORT", "abc", "GLOSSALIGN_PORT='abc' is not valid: input should be a valid integer"),
        (
            "GLOSSALIGN_PORT",
            "70000",
            "GLOSSALIGN_PORT='70000' is not valid: input should be less than or equal to 65535",
        ),
        ("GLOSSALIGN_LANGUAGES", "pl,xx", "GLOSSALIGN_LANGUAGES='pl,xx' is not valid: unknown language 'xx'"),
        ("GLOSSALIGN_STORE", "", "GLOSSALIGN_STORE='' is not valid"),
    ],
)
def test_a_wrong_variable_is_named_with_its_value(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, message: str
) -> None:
    """Who set a variable wrong learns which one, to what, and what it may be."""
    monkeypatch.setenv(variable, value)
    with pytest.raises(UsageError) as caught:
        load_settings()
    assert str(caught.value).startswith(message)


def test_a_wrong_option_is_named_as_an_option() -> None:
    """A fault on the command line is not blamed on the environment."""
    with pytest.raises(UsageError, match=r"^--languages='xx' is not valid: unknown language 'xx'; choose among ar"):
        load_settings(languages="xx")


def test_settings_do_not_change() -> None:
    """Settings are passed in and stay as they are."""
    settings = load_settings()
    with pytest.raises(ValidationError, match="frozen"):
        settings.port = 1
