"""Settings: options before environment variables before a file before defaults, faults named."""

import pickle
import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from api.settings import LogFormat, LogLevel, Reads, Settings, load_settings
from glossary.errors import UsageError


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"GLOSSALIGN_{name.upper()}", raising=False)


def test_defaults_serve_a_local_glossary() -> None:
    """Without any setting, the store is a file here and the server is local."""
    settings = load_settings()
    assert (settings.store, settings.host, settings.port) == ("glossary.db", "127.0.0.1", 8000)
    assert settings.encoder is None
    assert settings.languages == ("ar", "el", "pl", "ru")
    assert settings.cache.name == "glossalign"
    assert (settings.reads, settings.rate, settings.workers, settings.trusted_proxies) == (Reads.OPEN, 0, 1, ())
    assert (settings.max_body, settings.max_upload) == (1024**2, 64 * 1024**2)
    assert (settings.log_format, settings.log_level, settings.access_log) == (LogFormat.CONSOLE, LogLevel.INFO, True)


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
        ("GLOSSALIGN_READS", "all", "GLOSSALIGN_READS='all' is not valid: input should be 'open' or 'key'"),
        ("GLOSSALIGN_WORKERS", "0", "GLOSSALIGN_WORKERS='0' is not valid: input should be greater than or equal to 1"),
        (
            "GLOSSALIGN_ACCESS_LOG",
            "maybe",
            "GLOSSALIGN_ACCESS_LOG='maybe' is not valid: input should be a valid boolean",
        ),
        (
            "GLOSSALIGN_TRUSTED_PROXIES",
            "10.0.0.0/8,proxy",
            "GLOSSALIGN_TRUSTED_PROXIES='10.0.0.0/8,proxy' is not valid: 'proxy' is no address and no network; write",
        ),
        (
            "GLOSSALIGN_CORS_ORIGINS",
            "example.org",
            "GLOSSALIGN_CORS_ORIGINS='example.org' is not valid: 'example.org' is no origin; write one like https://",
        ),
        ("GLOSSALIGN_CONFIG", "no.toml", "cannot read the settings 'no.toml': No such file or directory; name another"),
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


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the path of a file of settings."""
    path = tmp_path / "glossalign.toml"
    path.write_text('port = 9100\nstore = "a.db"\nlanguages = ["pl", "ru-RU"]\nreads = "key"\nrate = 2.5\n', "utf-8")
    return path


def test_a_file_stands_before_the_defaults_and_behind_all_else(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable or an option names it; a variable, then an option, stands before what it says."""
    settings = load_settings(config=file)
    assert (settings.port, settings.store, settings.languages) == (9100, "a.db", ("pl", "ru"))
    assert (settings.reads, settings.rate, settings.config) == (Reads.KEY, 2.5, file)
    monkeypatch.setenv("GLOSSALIGN_CONFIG", str(file))
    monkeypatch.setenv("GLOSSALIGN_PORT", "9200")
    assert (load_settings().port, load_settings().store) == (9200, "a.db")
    assert (load_settings(port=9300).port, load_settings(store="b.db").store) == (9300, "b.db")
    monkeypatch.setenv("GLOSSALIGN_CONFIG", "")
    assert load_settings().store == "glossary.db"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("port = 'x'", "FILE: port='x' is not valid: input should be a valid integer"),
        ("prot = 1", "FILE: prot='1' is not valid: there is no such setting; choose among config, store, "),
        ("languages = ['xx']", "FILE: languages=\"['xx']\" is not valid: unknown language 'xx'; choose among ar"),
        ("port = ", "the settings 'FILE' are no TOML: "),
        ("store = '\udcff'", "the settings 'FILE' are no TOML: "),
        ("config = 'b.toml'", "the settings 'FILE' name another file of settings; leave config out"),
    ],
)
def test_a_fault_in_a_file_is_named_with_the_file(file: Path, text: str, message: str) -> None:
    """Who wrote it learns where, and what it may be."""
    file.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(UsageError) as caught:
        load_settings(config=file)
    assert str(caught.value).startswith(message.replace("FILE", str(file)))
    assert "\n" not in str(caught.value)


def test_a_file_is_small(file: Path) -> None:
    """A glossary that is named by mistake is not read."""
    file.write_bytes(b"#" * 1_000_001)
    with pytest.raises(UsageError, match=r"have more than 1,000,000 bytes; name another --config$"):
        load_settings(config=file)


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Empty means none."""
    monkeypatch.setenv("GLOSSALIGN_CORS_ORIGINS", "https://example.org, http://localhost:3000")
    monkeypatch.setenv("GLOSSALIGN_TRUSTED_PROXIES", "::1,10.0.0.0/8")
    assert load_settings().cors_origins == ("https://example.org", "http://localhost:3000")
    assert load_settings().trusted_proxies == ("::1", "10.0.0.0/8")
    monkeypatch.setenv("GLOSSALIGN_CORS_ORIGINS", "")
    assert load_settings().cors_origins == ()


def test_settings_can_be_handed_to_another_process() -> None:
    """Workers get them as they are."""
    settings = load_settings(port=9000, reads="key")
    assert pickle.loads(pickle.dumps(settings)) == settings


def test_the_readme_has_every_setting_in_one_table() -> None:
    """With its variable, and nothing that is no setting."""
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `GLOSSALIGN_([A-Z_]+)` \|", readme, re.MULTILINE)
    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)
