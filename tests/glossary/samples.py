"""A small glossary with everything in it, and strategies that make any glossary."""

from hypothesis import strategies as st

from glossary.model import (
    AdministrativeStatus,
    Concept,
    ConceptKind,
    ConceptStatus,
    Context,
    Evidence,
    Form,
    FormOrigin,
    Glossary,
    GrammaticalGender,
    GrammaticalNumber,
    LanguageSection,
    Link,
    PartOfSpeech,
    Proposal,
    SourceDocument,
    Term,
    TermType,
)

SENTENCE = "Mosty zwodzone i most kolejowy."

BRIDGE = Concept(
    "bridge",
    (
        LanguageSection(
            "pl",
            (
                Term(
                    "most zwodzony",
                    AdministrativeStatus.PREFERRED,
                    PartOfSpeech.NOUN,
                    GrammaticalGender.MASCULINE,
                    frequency=5,
                    nested=1,
                    termhood=3.25,
                    reason="most frequent",
                    forms=(
                        Form("mosty zwodzone", FormOrigin.SEEN, 4),
                        Form("mostem zwodzonym", FormOrigin.GENERATED),
                    ),
                    contexts=(
                        Context("d1", 40, 54, SENTENCE, 0, 14),
                        Context("d1", 240, 254, SENTENCE, 0, 14),
                        Context("lost", 7, 21, "Dwa mosty zwodzone.", 4, 18),
                    ),
                    number=GrammaticalNumber.SINGULAR,
                    term_type=TermType.FULL_FORM,
                    geographical_usage="PL",
                    do_not_translate=True,
                    is_case_sensitive=True,
                    note="older than the swing bridge",
                ),
                Term("zwodzony most", AdministrativeStatus.PROPOSED, frequency=1),
            ),
            definition="Most, który się podnosi.",
            note="not of every hinged bridge",
        ),
        LanguageSection("ru", (Term("разводной мост", AdministrativeStatus.PREFERRED, frequency=2),)),
        LanguageSection(
            "ar", (Term("الجسر المتحرك", AdministrativeStatus.PREFERRED, forms=(Form("للجسر المتحرك", count=2),)),)
        ),
        LanguageSection("el", (Term("κινητή γέφυρα", AdministrativeStatus.PREFERRED),)),
    ),
    status=ConceptStatus.APPROVED,
    confidence=0.875,
    subject_field="engineering",
    definition="A bridge that moves & lets <ships> pass.",
    note="See also: swing bridge",
    links=(Link("pl", "most zwodzony", "ru", "разводной мост", "embedding", 0.75, (Evidence("csls", 0.5),)),),
    images=("https://example.org/bridge.png",),
    external_links=("https://example.org/wiki/Bridge_(movable)#kinds", "urn:isbn:9788301000000"),
)
RAILWAY_BRIDGE = Concept(
    "railway-bridge",
    (
        LanguageSection(
            "pl",
            (
                Term("most kolejowy", AdministrativeStatus.PREFERRED, frequency=9),
                Term("kolejowy most zwodzony", AdministrativeStatus.REJECTED, forms=(Form("mosty zwodzone", count=1),)),
            ),
        ),
    ),
)
NEWTON = Concept(
    "newton",
    (
        LanguageSection("pl", (Term("Izaak Newton", part_of_speech=PartOfSpeech.PROPER_NOUN),)),
        LanguageSection("el", (Term("Ισαάκ Νεύτων"),)),
    ),
    ConceptKind.PERSON,
)
DOCUMENT = SourceDocument("d1", "bridges.txt", "pl", "O mostach", "Wydawnictwo", "2019-05-04", "https://example.org/m")
GLOSSARY = Glossary(
    (BRIDGE, RAILWAY_BRIDGE, NEWTON), (DOCUMENT, SourceDocument("d2", "geschichte.txt", "ru", "История"))
)

_texts = st.text(max_size=12)
_words = st.text(alphabet="aążßŁ ё-Ёйا لتْءςώΐ'\"«”=+@\n\r\t\x00\u200b\U0001f600", max_size=8) | _texts
_numbers = st.integers(0, 2**31 - 1)
_scores = st.floats(allow_nan=False, allow_infinity=False)
_languages = st.sampled_from(["pl", "ru", "ar", "el", "pt-BR", "zh-Hant"])
_optional = st.none() | _texts
_urls = st.lists(_words | _words.map(lambda text: f"https://example.org/{text}"), max_size=2).map(tuple)

_forms = st.builds(Form, _words, st.sampled_from(FormOrigin), _numbers)
_contexts = st.builds(Context, _texts, _numbers, _numbers, _words, _numbers, _numbers)
_terms = st.builds(
    Term,
    _words,
    st.sampled_from(AdministrativeStatus),
    st.none() | st.sampled_from(PartOfSpeech),
    st.none() | st.sampled_from(GrammaticalGender),
    _numbers,
    _numbers,
    _scores,
    _texts,
    st.lists(_forms, max_size=3).map(tuple),
    st.lists(_contexts, max_size=3).map(tuple),
    st.none() | st.sampled_from(GrammaticalNumber),
    st.none() | st.sampled_from(TermType),
    _optional,
    st.booleans(),
    st.booleans(),
    _optional,
)
_sections = st.builds(LanguageSection, _languages, st.lists(_terms, max_size=3).map(tuple), _optional, _optional)
_evidence = st.builds(Evidence, _texts, _scores)
_links = st.builds(
    Link, _languages, _words, _languages, _words, _texts, _scores, st.lists(_evidence, max_size=2).map(tuple)
)
_concepts = st.builds(
    Concept,
    _texts,
    st.lists(_sections, max_size=3).map(tuple),
    st.sampled_from(ConceptKind),
    st.sampled_from(ConceptStatus),
    _scores,
    _optional,
    _optional,
    _optional,
    st.lists(_links, max_size=2).map(tuple),
    _urls,
    _urls,
)
_documents = st.builds(SourceDocument, _texts, _texts, _languages, _texts, _optional, _optional, _optional)

_proposals = st.builds(Proposal, _links, _texts, _texts)

glossaries = st.builds(
    Glossary,
    st.lists(_concepts, max_size=4, unique_by=lambda concept: concept.id).map(tuple),
    st.lists(_documents, max_size=3, unique_by=lambda document: document.id).map(tuple),
    st.lists(_proposals, max_size=3).map(tuple),
)
