"""Documents are read with every sentence in its place, and with everything left out that is no running text."""

import textwrap
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from align.documents import MAX_LINE, Document, LeftOutReason, read_documents
from align.manifest import MAX_FILE_BYTES
from glossary.errors import InputError, UsageError

LANGUAGES = ("pl", "ru", "ar", "el")
SEEDS = Path(__file__).parents[2] / "seeds"
POLISH = "Komitet zatwierdził plan pracy na przyszły rok. Rada przyjmie budżet w grudniu."
RUSSIAN = "Комитет утвердил план работы на будущий год. Совет примет бюджет в декабре."
ARABIC = "وافقت اللجنة على خطة العمل للعام المقبل. وسيعتمد المجلس الميزانية في ديسمبر."
GREEK = "Η επιτροπή ενέκρινε το σχέδιο εργασίας για το επόμενο έτος. Το συμβούλιο θα εγκρίνει τον προϋπολογισμό."
CHROME, REPEATED = LeftOutReason.CHROME, LeftOutReason.REPEATED


def _read(folder: Path, text: str, name: str = "a.txt") -> Document:
    (folder / name).write_text(text, encoding="utf-8", newline="")
    return read_documents(folder / name, LANGUAGES)[0]


def _sentences(document: Document) -> list[str]:
    return [segment.text for segment in document.segments]


def _left_out(document: Document) -> list[tuple[str, LeftOutReason]]:
    return [(piece.text, piece.reason) for piece in document.left_out]


@pytest.fixture(scope="module")
def seeds() -> dict[str, Document]:
    """Return the seed articles by the number that their names begin with."""
    return {document.id[:3]: document for document in read_documents(SEEDS, LANGUAGES)}


# -- the seed articles ---------------------------------------------------------------------------------------------


def test_seed_manifest_says_what_the_articles_say(seeds: dict[str, Document]) -> None:
    """Language, publisher, date and address stand in the manifest, in its order."""
    assert [(d.language, d.publisher, d.date) for d in seeds.values()] == [
        ("pl", "Vietnam.vn", "2023-07-18"),
        ("ru", "Vietnam.vn", "2023-12-27"),
        ("ar", None, None),
        ("el", "nhandan.vn", None),
        ("ru", "Baonghean.vn", "2023-06-23"),
    ]
    assert seeds["003"].url is not None
    assert seeds["003"].url in seeds["003"].text
    assert seeds["000"].id == "000_5d61ab061fae0b25"
    assert seeds["000"].title.startswith("Poprawa umiejętności zawodowych personelu")


def test_every_offset_of_the_seeds_points_at_its_text(seeds: dict[str, Document]) -> None:
    """Sentences and what was left out stand in the file exactly where they are said to."""
    for document in seeds.values():
        assert document.text == (SEEDS / document.file).read_text(encoding="utf-8")
        for segment in document.segments:
            assert segment.positions is None
            assert document.text[segment.start : segment.source_offset(len(segment.text))] == segment.text
        for piece in document.left_out:
            assert document.text[piece.start : piece.end] == piece.text


def test_every_letter_of_the_seeds_is_read_or_reported(seeds: dict[str, Document]) -> None:
    """Nothing is lost in silence."""
    for document in seeds.values():
        spans = [(s.start, s.start + len(s.text)) for s in document.segments]
        spans += [(piece.start, piece.end) for piece in document.left_out]
        covered = {i for start, end in spans for i in range(start, end)}
        assert {i for i, letter in enumerate(document.text) if letter.isalnum()} <= covered
        assert sum(end - start for start, end in spans) == len(covered)


def test_all_paragraphs_of_the_seeds_are_kept(seeds: dict[str, Document]) -> None:
    """Every line of the articles that ends in a full stop is running text, but for repeats and related headlines."""
    counts = {number: len(document.segments) for number, document in seeds.items()}
    assert counts == {"000": 22, "001": 30, "002": 24, "003": 18, "004": 35}
    long_left_out = [
        piece.text
        for document in seeds.values()
        for piece in document.left_out
        if piece.reason is CHROME and len(piece.text.split()) > 12 and piece.text.endswith(".")
    ]
    assert long_left_out == ["„Wielka powódź” na rzece Thu Bon przewyższyła historyczną powódź z 1964 r. o 0,14 m."]


@pytest.mark.parametrize(
    ("number", "text", "reason"),
    [
        ("000", "System polityczny", CHROME),
        ("000", "Źródło", CHROME),
        ("000", "Komentarz (0)", CHROME),
        ("000", "(Źródło: VNA)", CHROME),
        ("000", "Báo Quốc TếBáo Quốc Tế18/07/2023", CHROME),
        ("000", "Historyczne powodzie w Hoi An widziane z samolotu wojskowego Ministerstwa Obrony Narodowej", CHROME),
        (
            "000",
            "Nâng cao nghiệp vụ cho đội ngũ cán bộ làm công tác dân vận Khối các cơ quan Trung ương",
            LeftOutReason.OTHER_LANGUAGE,
        ),
        ("001", "Киеу Минь", CHROME),
        ("001", "Политическая система", CHROME),
        ("001", "No videos available", LeftOutReason.OTHER_LANGUAGE),
        ("001", "Крупный план порта Куинён, крупного торгового порта в Центральном нагорье.", CHROME),
        ("002", "ها لينه", CHROME),
        ("002", "مصدر", CHROME),
        ("002", "|", CHROME),
        ("003", "![]() |", CHROME),
        ("003", "[διαφήμιση_2]", LeftOutReason.ADVERTISEMENT),
        ("003", "Σχόλιο (0)", CHROME),
        ("004", "Цветение сливы June 23, 2023 12:04", CHROME),
        ("004", "(Baonghean.vn) -", CHROME),
        ("004", "bna_ MH21.jpg", LeftOutReason.FILE_NAME),
        ("004", "bna_MH22.jpg", LeftOutReason.FILE_NAME),
        ("004", "Фото: МХ", CHROME),
        ("004", "Последний", CHROME),
        ("004", "ПИТАТЬСЯ ОТОДИНCMS- ПРОДУКТНЕКО", CHROME),
    ],
)
def test_noise_of_the_seeds_is_left_out(
    seeds: dict[str, Document], number: str, text: str, reason: LeftOutReason
) -> None:
    """Each trap in the articles is left out for its reason."""
    assert (text, reason) in _left_out(seeds[number])
    assert text not in _sentences(seeds[number])


def test_headlines_and_captions_are_read_once(seeds: dict[str, Document]) -> None:
    """A headline is text the first time, and captions that say something new are text."""
    headline = "Комплексное, синхронное и эффективное проведение работы по массовой мобилизации"
    assert _sentences(seeds["001"]).count(headline) == 1
    assert _left_out(seeds["001"]).count((headline, REPEATED)) == 5
    assert "Сцена учебной конференции." in _sentences(seeds["004"])
    assert "Уточнение обязанностей и содержания правительственной работы по массовой мобилизации" in _sentences(
        seeds["004"]
    )
    assert "مندوبي المؤتمر." in _sentences(seeds["002"])


def test_reading_without_a_manifest_finds_the_same_text(tmp_path: Path, seeds: dict[str, Document]) -> None:
    """The languages of the articles are detected, and the captions in others are still left out."""
    for document in seeds.values():
        (tmp_path / document.file).write_text(document.text, encoding="utf-8")
    found = {document.id[:3]: document for document in read_documents(tmp_path, LANGUAGES)}
    assert [document.language for document in found.values()] == ["pl", "ru", "ar", "el", "ru"]
    assert {n: _sentences(d) for n, d in found.items()} == {n: _sentences(d) for n, d in seeds.items()}
    assert found["003"].url == seeds["003"].url


# -- articles that no rule has seen --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (POLISH, ["Źródło: PAP", "Dodaj komentarz", "Sport", "Kultura", "Nauka"]),
        (POLISH, ["Źródło: https://example.org/artykul", "Mistrz świata wrócił do kraju po trzech latach"]),
        (RUSSIAN, ["Иван Петров", "Источник", "Комментарии (12)", "Мы видели это. Это было очень странно, друзья."]),
        (RUSSIAN, ["Поделиться", "© 2024 Все права защищены."]),
        (ARABIC, ["المصدر: وكالات", "التعليقات", "رياضة", "اقتصاد"]),
        (GREEK, ["Πηγή: ΑΠΕ-ΜΠΕ", "Σχόλια", "Αθλητισμός", "Οικονομία"]),
    ],
)
def test_what_follows_an_article_is_chrome(tmp_path: Path, text: str, lines: list[str]) -> None:
    """Source, comments, buttons and menus behind an article are left out in all languages."""
    document = _read(tmp_path, "\n\n".join([text, text.replace(".", " nr 2.", 1), *lines]))
    assert [line for line, reason in _left_out(document) if reason is CHROME] == lines
    assert len(document.segments) >= 3


@pytest.mark.parametrize(
    "line",
    [
        "Czytaj także: Powódź na Odrze zalała trzy wsie",
        "Strona główna > Wiadomości > Kraj",
        "Gazeta.pl - Wiadomości z kraju i ze świata",
        "Jan Kowalski 12.03.2024, 14:05",
        "Autor: Jan Kowalski",
        "rada-przyjela-budzet-na-rok-2024",
        "https://example.org/a/b?c=d",
        "redakcja@example.org",
        "Tagi: rada, budżet",
        "Udostępnij",
        "Fot. / Zdjęcie"[:4] + ": Jan Kowalski / PAP",
    ],
)
def test_service_lines_within_an_article_are_chrome(tmp_path: Path, line: str) -> None:
    """A line that serves the page is left out, and the text around it stays."""
    document = _read(tmp_path, f"Rada obraduje nad planem\n\n{POLISH}\n\n{line}\n\nPlan wejdzie w życie w styczniu.")
    assert _left_out(document) == [(line, CHROME)]
    assert _sentences(document)[-1] == "Plan wejdzie w życie w styczniu."


@pytest.mark.parametrize(
    "line",
    [
        "Nowe zadania komitetów partyjnych w 2024 roku",
        "Uchwała nr 43 z 7 stycznia 2019 r.",
        "Źródłem problemu jest brak kadr w terenie.",
        "Zdjęcie: to słowo oznacza też uwolnienie kogoś od obowiązku, zakazu lub kary nałożonej przez sąd.",
        "- budowa szkół",
        "„Lud jest korzeniem”.",
        "Komisja (MKK) obradowała.",
    ],
)
def test_headings_items_and_short_sentences_are_kept(tmp_path: Path, line: str) -> None:
    """What only resembles chrome is running text."""
    document = _read(tmp_path, f"Rada obraduje nad planem\n\n{POLISH}\n\n{line}\n\nPlan wejdzie w życie w styczniu.")
    assert document.left_out == ()
    assert line.removeprefix("- ") in _sentences(document)


def test_a_source_below_a_picture_ends_no_article(tmp_path: Path) -> None:
    """What follows a source line in the middle is still the article."""
    rest = " ".join([POLISH.replace("plan", "projekt"), "Posiedzenie odbędzie się w siedzibie rady w Warszawie."])
    document = _read(tmp_path, f"{POLISH}\n\nŹródło: PAP\n\n{rest}")
    assert _left_out(document) == [("Źródło: PAP", CHROME)]
    assert _sentences(document)[-1] == "Posiedzenie odbędzie się w siedzibie rady w Warszawie."


def test_a_counter_above_the_article_ends_nothing(tmp_path: Path) -> None:
    """Many pages link to their comments from the top."""
    paragraphs = [f"{POLISH} To jest akapit numer {number}, który mówi o planie." for number in range(5)]
    document = _read(tmp_path, "\n\n".join(["Rada przyjmuje plan pracy.", "Komentarze (12)", *paragraphs]))
    assert _left_out(document) == [("Komentarze (12)", CHROME)]
    assert len(document.segments) == 1 + 3 * len(paragraphs)


def test_a_menu_before_the_article_is_chrome(tmp_path: Path) -> None:
    """A run of short lines is a menu; the first line that is none is the title."""
    document = _read(tmp_path, f"Kraj\nŚwiat\nSport\nKultura\n\nRada Miasta obraduje nad planem pracy\n\n{POLISH}")
    assert [text for text, _ in _left_out(document)] == ["Kraj", "Świat", "Sport", "Kultura"]
    assert document.title == "Rada Miasta obraduje nad planem pracy"


def test_a_list_of_terms_is_no_menu(tmp_path: Path) -> None:
    """Where there is no sentence, short lines are the text."""
    lines = ["komitet partyjny", "mobilizacja masowa", "rada miejska", "źródło", "reklama", "Jan Kowalski"]
    assert _sentences(_read(tmp_path, "\n".join(lines))) == lines


def test_a_wrapped_text_is_put_together(tmp_path: Path) -> None:
    """Sentences that run over lines stay whole, and their offsets hold."""
    paragraphs = [f"{POLISH} {RUSSIAN}", f"{GREEK} {POLISH}", f"{RUSSIAN} {GREEK}"]
    document = _read(tmp_path, "\n\n".join(textwrap.fill(paragraph, 60) for paragraph in paragraphs))
    assert [" ".join(text.split()) for text in _sentences(document)][:2] == POLISH.replace(". ", ".\n").split("\n")
    assert any("\n" in text for text in _sentences(document))
    assert all(document.text[s.start : s.start + len(s.text)] == s.text for s in document.segments)


# -- languages -----------------------------------------------------------------------------------------------------


def test_each_paragraph_has_its_own_language(tmp_path: Path) -> None:
    """Without a manifest, paragraphs in other languages that were asked for are read in those; the rest is left out."""
    english = "The committee has approved the plan of work for the coming year, and it takes effect soon."
    ukrainian = "Комітет затвердив план роботи на наступний рік, і він набуде чинності найближчим часом."
    document = _read(
        tmp_path, "\n\n".join([POLISH, POLISH.replace("Rada", "Sejm"), RUSSIAN, english, ARABIC, ukrainian])
    )
    assert document.language == "pl"
    assert [segment.language for segment in document.segments] == ["pl"] * 4 + ["ru"] * 2 + ["ar"] * 2
    assert _left_out(document) == [(text, LeftOutReason.OTHER_LANGUAGE) for text in (english, ukrainian)]


def test_manifest_language_leaves_the_others_out(tmp_path: Path) -> None:
    """Where a person says that a text is Polish, a Russian caption is not."""
    (tmp_path / "a.txt").write_text(f"{POLISH}\n\n{RUSSIAN}", encoding="utf-8")
    (tmp_path / "corpus.toml").write_text('[[document]]\nfile = "a.txt"\nlanguage = "pl"\n', encoding="utf-8")
    document = read_documents(tmp_path, LANGUAGES)[0]
    assert [segment.language for segment in document.segments] == ["pl", "pl"]
    assert _left_out(document) == [(RUSSIAN, LeftOutReason.OTHER_LANGUAGE)]


def test_a_corpus_in_no_language_asked_for_is_refused(tmp_path: Path) -> None:
    """A text that is only in another language is no corpus."""
    (tmp_path / "a.txt").write_text(RUSSIAN, encoding="utf-8")
    with pytest.raises(InputError, match="no running text in pl, el; check the files"):
        read_documents(tmp_path, ["pl", "el"])


def test_languages_must_be_named(tmp_path: Path) -> None:
    """No languages is a fault of the caller."""
    with pytest.raises(UsageError, match="name at least one"):
        read_documents(tmp_path, [])


# -- markup --------------------------------------------------------------------------------------------------------

MARKDOWN = """# Η επιτροπή **ενέκρινε** το σχέδιο

Η [Κεντρική Επιτροπή](https://example.org/x_y) ενέκρινε *τον* προϋπολογισμό &amp; το
σχέδιο εργασίας. Τι θα γίνει τώρα;

```python
print("κόμμα")
```

- πρώτο σημείο του προγράμματος
- δεύτερο `σημείο`

| Έτος | Ποσό |
|------|------|
| 2023 | πέντε εκατομμύρια |

![φωτογραφία](a.jpg)

Δεύτερη ενότητα
---------------
Το 2 * 3 * 4 μένει, <b>το</b> snake\\_case_name επίσης.
"""


def test_markdown_is_read_as_a_reader_sees_it(tmp_path: Path) -> None:
    """Markup is no text, code is left out, and cells and items are texts of their own."""
    document = _read(tmp_path, MARKDOWN, "a.md")
    assert document.title == "Η επιτροπή ενέκρινε το σχέδιο"
    assert _sentences(document) == [
        "Η επιτροπή ενέκρινε το σχέδιο",
        "Η Κεντρική Επιτροπή ενέκρινε τον προϋπολογισμό & το σχέδιο εργασίας.",
        "Τι θα γίνει τώρα;",
        "πρώτο σημείο του προγράμματος",
        "δεύτερο σημείο",
        "Έτος",
        "Ποσό",
        "2023",
        "πέντε εκατομμύρια",
        "Δεύτερη ενότητα",
        "Το 2 * 3 * 4 μένει, το snake_case_name επίσης.",
    ]
    assert _left_out(document) == [('```python\nprint("κόμμα")\n```', LeftOutReason.CODE)]


def test_terms_in_a_table_are_no_buttons(tmp_path: Path) -> None:
    """A word that is a button elsewhere is a term in a list or a table."""
    document = _read(tmp_path, f"{RUSSIAN}\n\n- печать\n- источник\n\n| реклама |\n", "a.md")
    assert _sentences(document)[2:] == ["печать", "источник", "реклама"]


@pytest.mark.parametrize("piece", ["a_", "a.", "a@", "[", "![", "<", "& ", " |", "( ", "1 r. ", "` "])
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_hostile_lines_take_no_squared_time(tmp_path: Path, piece: str, name: str) -> None:
    """A long line of one repeated mark is read in time: a squared number of steps would take minutes."""
    start = time.process_time()
    _read(tmp_path, f"{POLISH}\n\n{piece * 100_000}", name)
    assert time.process_time() - start < 10


def test_markdown_front_matter_names_the_title(tmp_path: Path) -> None:
    """Front matter is no text, but its title counts."""
    document = _read(tmp_path, f'---\ntitle: "Plan pracy"\n---\n{POLISH}\n', "a.md")
    assert document.title == "Plan pracy"
    assert _sentences(document)[0] == "Komitet zatwierdził plan pracy na przyszły rok."


HTML = f"""<!DOCTYPE html>
<html lang="pl"><head><title>Rada przyjęła budżet – Gazeta</title>
<meta property="og:site_name" content="Gazeta"><link rel="canonical" href="https://example.org/a">
<meta property="article:published_time" content="2024-02-03T10:00:00Z">
<script>var a = "komitet skryptu";</script><style>p {{color: red}}</style></head>
<body><nav><ul><li><a>System polityczny</a></li><li><a>Sport</a></li></ul></nav>
<article><h1>Rada przyjęła bud&#380;et</h1>
<p>Rada Miasta <b>przyjęła w&nbsp;czwartek</b> bud&#x17c;et na 2024 r. dla wszystkich dzielnic. Koszty &amp; dochody są
   równe, a deficyt wyniesie tylko 3 mln zł.</p>
<p>{POLISH}<br/>Przewodniczący podkreślił, że <a href="/x">budowa nowej szkoły</a> jest najważniejszym zadaniem.</p>
<script>document.write("drugi skrypt")</script></article>
<aside><a>Powódź na Odrze zalała trzy wsie</a></aside>
<footer>Wszystko o nas i o naszej redakcji</footer></body></html>
"""


def test_html_is_the_article_without_the_page(tmp_path: Path) -> None:
    """Menus, asides and footers are left out, scripts and styles are not even mentioned, and metadata is read."""
    document = _read(tmp_path, HTML, "a.html")
    assert _sentences(document) == [
        "Rada przyjęła budżet",
        "Rada Miasta przyjęła w czwartek budżet na 2024 r. dla wszystkich dzielnic.",
        "Koszty & dochody są równe, a deficyt wyniesie tylko 3 mln zł.",
        *POLISH.replace(". ", ".\n").split("\n"),
        "Przewodniczący podkreślił, że budowa nowej szkoły jest najważniejszym zadaniem.",
    ]
    assert [text for text, _ in _left_out(document)] == [
        "System polityczny",
        "Sport",
        "Powódź na Odrze zalała trzy wsie",
        "Wszystko o nas i o naszej redakcji",
    ]
    assert (document.title, document.publisher) == ("Rada przyjęła budżet", "Gazeta")
    assert (document.date, document.url) == ("2024-02-03", "https://example.org/a")


@pytest.mark.parametrize(
    ("word", "source"),
    [
        ("przyjęła w czwartek", "przyjęła w&nbsp;czwartek"),
        ("budżet na", "bud&#x17c;et na"),
        ("Koszty & dochody", "Koszty &amp; dochody"),
        ("są równe", "są\n   równe"),
        ("budowa nowej szkoły", "budowa nowej szkoły"),
    ],
)
def test_html_offsets_point_into_the_source(tmp_path: Path, word: str, source: str) -> None:
    """The offsets of a phrase hold for the source, whatever entities and tags stand there."""
    document = _read(tmp_path, HTML, "a.html")
    segment = next(segment for segment in document.segments if word in segment.text)
    start = segment.text.index(word)
    stretch = document.text[segment.source_offset(start) : segment.source_offset(start + len(word))]
    assert stretch == source
    assert segment.positions is not None
    assert len(segment.positions) == len(segment.text) + 1


# -- files and folders ---------------------------------------------------------------------------------------------


def test_a_folder_is_read_in_a_stable_order(tmp_path: Path) -> None:
    """All readable files below a folder are read by name; hidden ones and those of other kinds are not."""
    (tmp_path / "sub").mkdir()
    (tmp_path / ".git").mkdir()
    names = ["sub/b.txt", "a.md", "a.txt", "c.htm", ".hidden.txt", ".git/d.txt", "e.csv"]
    for name in names:
        (tmp_path / name).write_text(POLISH, encoding="utf-8")
    documents = read_documents(tmp_path, LANGUAGES)
    assert [document.file for document in documents] == ["a.md", "a.txt", "c.htm", "sub/b.txt"]
    assert [document.id for document in documents] == ["a.md", "a.txt", "c", "sub/b"]
    assert documents == read_documents(tmp_path, LANGUAGES)


def test_a_manifest_may_be_named_itself(tmp_path: Path) -> None:
    """The path of a manifest means its folder, and its order counts."""
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(POLISH, encoding="utf-8")
    manifest = tmp_path / "other.toml"
    manifest.write_text(
        '[[document]]\nfile = "c.txt"\ntitle = "Trzeci"\ndate = 2024-05\n'.replace("2024-05", '"2024-05"')
        + '[[document]]\nfile = "a.txt"\n',
        encoding="utf-8",
    )
    documents = read_documents(manifest, LANGUAGES)
    assert [(d.file, d.title, d.date) for d in documents] == [
        ("c.txt", "Trzeci", "2024-05"),
        ("a.txt", "Komitet zatwierdził plan pracy na przyszły rok.", None),
    ]


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    """Offsets count from behind the mark, and carriage returns stay in the text."""
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbf" + POLISH.encode() + b"\r\n\r\nDrugi akapit tekstu.\r\n")
    document = read_documents(tmp_path, LANGUAGES)[0]
    assert document.segments[0].start == 0
    assert document.text == f"{POLISH}\r\n\r\nDrugi akapit tekstu.\r\n"
    assert document.text[document.segments[-1].start :] == "Drugi akapit tekstu.\r\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"Rada \xb3 Gmina", r"a\.txt: not UTF-8, byte b'\\xb3' at offset 5; save the file as UTF-8"),
        ("Rada".encode("utf-16"), r"a\.txt: the file is UTF-16 .*save it as UTF-8"),
        (b"Rada\x00Gmina", r"a\.txt: NUL byte b'\\x00' at offset 4"),
        (b"x" * (MAX_FILE_BYTES + 1), rf"a\.txt: the file has {MAX_FILE_BYTES + 1} bytes, more than .* split it"),
        (b"Rada\n" + b"x" * (MAX_LINE + 1), rf"a\.txt, line 2: {MAX_LINE + 1} characters, more than .* break it"),
        (b" \n", r"no running text in pl, ru, ar, el"),
    ],
)
def test_a_file_that_is_no_text_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    """Bad bytes are an error with the file, the value, its place and the remedy."""
    (tmp_path / "a.txt").write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_documents(tmp_path, LANGUAGES)


def test_missing_and_empty_folders_are_named(tmp_path: Path) -> None:
    """A path with nothing to read is an error that says what would be read."""
    with pytest.raises(InputError, match="none: no such file or folder"):
        read_documents(tmp_path / "none", LANGUAGES)
    with pytest.raises(InputError, match=r"nothing to read in the folder; put \.txt, \.md, \.html, \.htm files there"):
        read_documents(tmp_path, LANGUAGES)
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    with pytest.raises(InputError, match=r"files of the kind '\.pdf' can't be read"):
        read_documents(tmp_path / "a.pdf", LANGUAGES)


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ("[[document]]\nfile = \n", r"malformed TOML: .*line 2"),
        ('title = "Korpus"\n', "unknown key 'title'"),
        ("", r"no documents; add a \[\[document\]\] table"),
        ("document = 3", r"no documents; add a \[\[document\]\] table"),
        ('[[document]]\ntitle = "x"\n', "document 1: no file"),
        ('[[document]]\nfile = "a.txt"\nautor = "x"\n', "document 1: unknown key 'autor'; choose among file, language"),
        ('[[document]]\nfile = "a.txt"\ntitle = 3\n', "document 1: title is 3"),
        ('[[document]]\nfile = "a.txt"\ndate = "18/07/2023"\n', "date is '18/07/2023'; write it as 2023-07-18"),
        ('[[document]]\nfile = "a.txt"\nlanguage = "de"\n', "unknown language 'de'; choose among ar, el, pl, ru"),
        ('[[document]]\nfile = "a.txt"\n[[document]]\nfile = "b.txt"\n', "document 2: file 'b.txt' does not exist"),
        (
            '[[document]]\nfile = "a.txt"\n[[document]]\nfile = "./a.txt"\n',
            "document 2: file './a.txt' stands there twice",
        ),
        ('[[document]]\nfile = "../a.txt"\n', "file '../a.txt' lies outside"),
        ('[[document]]\nfile = "/etc/hostname"\n', "file '/etc/hostname' lies outside"),
        ('[[document]]\nfile = "a.pdf"\n', "file 'a.pdf' can't be read; put"),
    ],
)
def test_a_wrong_manifest_is_named(tmp_path: Path, manifest: str, message: str) -> None:
    """Each fault in a manifest names the manifest, the table, the value and the remedy."""
    (tmp_path / "a.txt").write_text(POLISH, encoding="utf-8")
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    (tmp_path / "corpus.toml").write_text(manifest, encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        read_documents(tmp_path, LANGUAGES)
    assert "corpus.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_documents_of_languages_that_are_not_asked_for_are_passed_over(tmp_path: Path) -> None:
    """A manifest of several languages can be read for some of them; where none is left, that is said."""
    for name, text in (("a.txt", POLISH), ("b.txt", RUSSIAN)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    tables = '[[document]]\nfile = "a.txt"\nlanguage = "pl"\n[[document]]\nfile = "b.txt"\nlanguage = "ru"\n'
    (tmp_path / "corpus.toml").write_text(tables, encoding="utf-8")
    assert [document.file for document in read_documents(tmp_path, ["ru"])] == ["b.txt"]
    with pytest.raises(InputError, match="no running text in el; check the files, and the languages asked for"):
        read_documents(tmp_path, ["el"])


_PIECES = st.sampled_from(
    [
        POLISH,
        RUSSIAN,
        GREEK,
        ARABIC,
        "Źródło",
        "Sport",
        "a_1.jpg",
        "[reklama_1]",
        "|",
        "![]() |",
        "- punkt",
        "**x**",
        "#",
        "&",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(_PIECES, st.sampled_from(["\n", "\n\n", "\r\n", " ", " | "])), max_size=12),
    st.sampled_from(["a.txt", "a.md", "a.html"]),
)
def test_offsets_hold_for_any_text(tmp_path: Path, pieces: list[tuple[str, str]], name: str) -> None:
    """Whatever is read, offsets ascend and stay inside the source, and plain text is where it is said to be."""
    text = POLISH + "\n\n" + "".join(piece + gap for piece, gap in pieces)
    document = _read(tmp_path, text, name)
    for segment in document.segments:
        positions = [segment.source_offset(i) for i in range(len(segment.text) + 1)]
        assert positions == sorted(positions)
        assert positions[-1] <= len(text)
        if name == "a.txt":
            assert text[positions[0] : positions[-1]] == segment.text
    starts = [segment.start for segment in document.segments]
    assert starts == sorted(set(starts))
