"""A small glossary in a real store, and the application over it."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import load_settings
from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptKind,
    Context,
    Evidence,
    Form,
    FormOrigin,
    Glossary,
    GrammaticalGender,
    LanguageSection,
    Link,
    PartOfSpeech,
    SourceDocument,
    Term,
)
from glossary.store import Store

SENTENCES = {
    "d-pl": "Kanał spławny łączy port z rzeką, a kanału spławnego strzeże śluza.",
    "d-ru": "Вдоль судоходного канала растут тополя.",
    "d-ar": "تمر السفن في القناة الملاحية كل يوم.",
}
DOCUMENTS = (
    SourceDocument("d-pl", "kanal.txt", "pl", "O kanałach <nowe>", url="https://example.org/kanal"),
    SourceDocument("d-ru", "kanal_ru.txt", "ru", "О каналах"),
    SourceDocument("d-ar", "kanal_ar.txt", "ar", "عن القنوات"),
)


def _occurrence(document: str, text: str) -> Context:
    sentence = SENTENCES[document]
    start = sentence.index(text)
    return Context(document, 100 + start, 100 + start + len(text), sentence, start, start + len(text))


CANAL = Concept(
    "canal",
    (
        LanguageSection(
            "ar",
            (
                Term(
                    "القناة الملاحية",
                    AdministrativeStatus.PREFERRED,
                    frequency=3,
                    forms=(Form("القناة الملاحية", FormOrigin.SEEN, 3),),
                    contexts=(_occurrence("d-ar", "القناة الملاحية"),),
                ),
            ),
        ),
        LanguageSection(
            "pl",
            (
                Term(
                    "kanał spławny",
                    AdministrativeStatus.PREFERRED,
                    PartOfSpeech.NOUN,
                    GrammaticalGender.MASCULINE,
                    frequency=7,
                    nested=1,
                    termhood=2.5,
                    reason="most frequent of 2 variants",
                    forms=(Form("Kanał spławny", FormOrigin.SEEN, 4), Form("kanału spławnego", FormOrigin.SEEN, 3)),
                    contexts=(_occurrence("d-pl", "kanału spławnego"),),
                ),
                Term("spławny kanał", AdministrativeStatus.ADMITTED, frequency=2, reason="another word order"),
            ),
        ),
        LanguageSection(
            "ru",
            (
                Term(
                    "судоходный канал",
                    AdministrativeStatus.PREFERRED,
                    frequency=5,
                    forms=(Form("судоходного канала", FormOrigin.SEEN, 5),),
                    contexts=(_occurrence("d-ru", "судоходного канала"),),
                ),
            ),
        ),
    ),
    confidence=0.875,
    links=(
        Link(
            "pl",
            "kanał spławny",
            "ru",
            "судоходный канал",
            "embedding",
            0.9,
            (Evidence("csls", 0.5), Evidence("coverage", 1.0)),
        ),
    ),
)
LOCK = Concept(
    "lock",
    (
        LanguageSection("pl", (Term("śluza", AdministrativeStatus.PREFERRED, frequency=4),)),
        LanguageSection("ru", (Term("шлюз", AdministrativeStatus.PREFERRED, frequency=1),)),
    ),
    confidence=0.6,
)
NAMES = tuple(
    Concept(
        f"name{number}",
        (LanguageSection("pl", (Term(f"Jan Kowalski {number}", AdministrativeStatus.PREFERRED),)),),
        ConceptKind.PERSON,
    )
    for number in range(3)
)
GLOSSARY = Glossary((CANAL, LOCK, *NAMES), DOCUMENTS)


@pytest.fixture
def location(tmp_path: Path) -> str:
    """Return the path of a store with the small glossary."""
    path = tmp_path / "glossary.db"
    with Store.create(str(path)) as store:
        store.write_glossary(GLOSSARY)
    return str(path)


@pytest.fixture
def client(location: str, tmp_path: Path) -> Iterator[TestClient]:
    """Give a client of the application over the small glossary."""
    settings = load_settings(store=location, cache=tmp_path / "cache")
    with TestClient(create_app(settings), raise_server_exceptions=False) as found:
        yield found


@pytest.fixture
def in_an_empty_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Stand in an empty folder, without a setting from outside."""
    for name in ("STORE", "PORT", "LANGUAGES", "ENCODER", "CACHE"):
        monkeypatch.delenv(f"GLOSSALIGN_{name}", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """Take back what an entry point set up, or its handlers would write to the closed streams of a test that ended."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
