"""Phrases as trees, and the parts that may stand on their own."""

from align.languages.phrases import Agreement, Phrase, PhraseWord, Relation, WordClass

N, A, P, C = WordClass.NOUN, WordClass.ADJECTIVE, WordClass.PREPOSITION, WordClass.CONJUNCTION
NAME = WordClass.NAME
GENITIVE = frozenset({Agreement("Gen", "Sing", "Masc3")})


def make_phrase(*rows: tuple[str, WordClass, Relation, int]) -> Phrase:
    """Return a phrase of words given as text, class, relation and governor."""
    words, at = [], 10
    for text, word_class, relation, governor in rows:
        words.append(PhraseWord(text, text.lower(), word_class, relation, governor, at, at + len(text), GENITIVE))
        at += len(text) + 1
    head = next(i for i, row in enumerate(rows) if row[2] is Relation.HEAD)
    return Phrase(tuple(words), head)


def read_parts(phrase: Phrase, max_content_words: int = 8) -> list[str]:
    """Return the text of every part."""
    return [" ".join(word.text for word in part.words) for part in phrase.find_subphrases(max_content_words)]


COMMITTEE = make_phrase(
    ("członek", N, Relation.HEAD, -1),
    ("komitetu", N, Relation.GENITIVE, 0),
    ("partyjnego", A, Relation.MODIFIER, 1),
    ("prowincji", N, Relation.GENITIVE, 1),
)


def test_parts_are_connected_runs() -> None:
    """Every connected run of words with a noun as its head is a part; "partyjnego prowincji" is none."""
    assert read_parts(COMMITTEE) == [
        "członek",
        "członek komitetu",
        "członek komitetu partyjnego",
        "członek komitetu partyjnego prowincji",
        "komitetu",
        "komitetu partyjnego",
        "komitetu partyjnego prowincji",
        "prowincji",
    ]


def test_an_adjective_keeps_its_noun() -> None:
    """In لجنة الحزب الإقليمية the adjective belongs to the committee: the party alone does not take it."""
    phrase = make_phrase(
        ("لجنة", N, Relation.HEAD, -1), ("الحزب", N, Relation.GENITIVE, 0), ("الإقليمية", A, Relation.MODIFIER, 0)
    )
    assert read_parts(phrase) == ["لجنة", "لجنة الحزب", "لجنة الحزب الإقليمية", "الحزب"]


def test_a_part_neither_begins_nor_ends_with_a_function_word() -> None:
    """A preposition comes along only between the two nouns that it joins."""
    phrase = make_phrase(
        ("praca", N, Relation.HEAD, -1),
        ("w", P, Relation.FUNCTION, 3),
        ("zakresie", P, Relation.FUNCTION, 3),
        ("mobilizacji", N, Relation.LINKED, 0),
        ("masowej", A, Relation.MODIFIER, 3),
    )
    assert read_parts(phrase) == [
        "praca",
        "praca w zakresie mobilizacji",
        "praca w zakresie mobilizacji masowej",
        "mobilizacji",
        "mobilizacji masowej",
    ]


def test_coordinated_nouns_are_one_part_or_two() -> None:
    """Two nouns joined by a conjunction are a part together and each alone."""
    phrase = make_phrase(
        ("agencje", N, Relation.HEAD, -1), ("i", C, Relation.FUNCTION, 2), ("jednostki", N, Relation.COORDINATED, 0)
    )
    assert read_parts(phrase) == ["agencje", "agencje i jednostki", "jednostki"]


def test_a_name_is_never_cut() -> None:
    """Neither the parts of a name nor the adjective of a place name are left off."""
    person = make_phrase(("Nguyen", NAME, Relation.HEAD, -1), ("Van", NAME, Relation.NAME, 0))
    place = make_phrase(("Ameryka", NAME, Relation.HEAD, -1), ("Północna", A, Relation.MODIFIER, 0))
    party = make_phrase(
        ("partia", N, Relation.HEAD, -1),
        ("Korei", NAME, Relation.GENITIVE, 0),
        ("Północnej", A, Relation.MODIFIER, 1),
    )
    assert read_parts(person) == ["Nguyen Van"]
    assert read_parts(place) == ["Ameryka Północna"]
    assert read_parts(party) == ["partia", "partia Korei Północnej", "Korei Północnej"]


def test_an_adjective_is_no_part() -> None:
    """A part has a noun or a name as its head."""
    phrase = make_phrase(("nowa", A, Relation.MODIFIER, 1), ("praca", N, Relation.HEAD, -1))
    assert read_parts(phrase) == ["nowa praca", "praca"]


def test_content_words_are_limited() -> None:
    """Parts of more content words than asked for are left out; function words don't count."""
    assert max(len(part.split()) for part in read_parts(COMMITTEE, 2)) == 2
    linked = make_phrase(
        ("praca", N, Relation.HEAD, -1), ("nad", P, Relation.FUNCTION, 2), ("ustawą", N, Relation.LINKED, 0)
    )
    assert "praca nad ustawą" in read_parts(linked, 2)


def test_a_part_is_a_phrase_of_its_own() -> None:
    """The head of a part has no governor, the others point to their governor in the part; offsets stay."""
    part = next(p for p in COMMITTEE.find_subphrases(8) if len(p.words) == 3 and p.words[0].text == "komitetu")
    assert part.head == 0
    assert [word.governor for word in part.words] == [-1, 0, 0]
    assert [word.relation for word in part.words] == [Relation.HEAD, Relation.MODIFIER, Relation.GENITIVE]
    assert (part.start, part.end) == (18, 18 + len("komitetu partyjnego prowincji"))
    assert part.words[0].agreement == GENITIVE


def test_a_phrase_knows_its_content_and_whether_it_is_a_name() -> None:
    """Content leaves out function words; a phrase is a name when its head is."""
    phrase = make_phrase(
        ("wojna", N, Relation.HEAD, -1), ("w", P, Relation.FUNCTION, 2), ("Wietnamie", NAME, Relation.LINKED, 0)
    )
    assert [word.text for word in phrase.content()] == ["wojna", "Wietnamie"]
    assert not phrase.is_name
    assert [part.is_name for part in phrase.find_subphrases(8)] == [False, False, True]


def test_a_quotation_keeps_its_marks_only_where_a_part_holds_it_whole() -> None:
    """Inside a longer part the marks stay; a part of the quotation, or all of it by itself, has none."""
    phrase = make_phrase(
        ("model", N, Relation.HEAD, -1), ("„okna", N, Relation.GENITIVE, 0), ("miasta”", N, Relation.GENITIVE, 1)
    )
    assert read_parts(phrase) == ["model", "model okna", "model „okna miasta”", "okna", "okna miasta", "miasta"]
    (inner,) = [part for part in phrase.find_subphrases(8) if len(part.words) == 2 and part.words[0].text == "okna"]
    assert (inner.start, inner.end) == (17, 28)
