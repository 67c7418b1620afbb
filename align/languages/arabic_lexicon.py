"""What a bare Arabic word form may be: closed classes, and evidence about all other forms from a frequency list.

No freely licensed lexicon tells Arabic nouns from verbs, so the forms tell it themselves: only a nominal takes the
article, only a verb stands beside its other persons, and an adjective has a feminine as frequent as itself.
"""

import re
from functools import cache

from align.languages.phrases import WordClass


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PREPOSITIONS = _words(
    "في من إلى الى على عن حول بشأن بين ضد نحو لدى تجاه عبر ضمن داخل خارج خلال أثناء وفق وفقا حسب بحسب مع "
    "منذ بعد قبل تحت فوق أمام وراء خلف عند دون بدون رغم بسبب حتى بالإضافة بالنسبة بالتزامن بالرغم بواسطة"
)
LINKING_PREPOSITIONS = _words("في على حول بشأن بين ضد داخل خارج عبر تجاه لدى ضمن")
CLOSE_PREPOSITIONS = _words("من إلى الى عن مع")
QUANTIFIERS = _words("كل جميع كافة بعض معظم سائر مختلف شتى عدد عديد")
LINKING_PARTICIPLES = _words("تابع خاص متعلق مرتبط معني")
_PARTICLES = _words(
    "هو هي هم هن هما أنا انا نحن أنت انت أنتم إياه هذا هذه ذلك تلك هؤلاء هذان هاتان هذين هاتين أولئك ذاك "
    "هنا هناك هنالك الذي التي الذين اللذان اللتان اللذين اللتين اللواتي اللاتي ذي ذو ذا ذات ذوي ما ماذا "
    "من متى كيف أين لماذا كم أن إن ان أنه انه إنه أنها انها إنها أنهم إنهم أنني إنني لأن لأنه لأنها لأنهم "
    "لكن لكنه لكنها ولكن كأن لعل ليت إذا اذا إذ لو لولا لما كلما حيث حيثما بينما كما بما مما عما فيما "
    "ربما إنما أما إما أم أو او ثم بل لا لم لن ليس ليست ليسوا قد لقد سوف هل ألا إلا الا سوى كي لكي لذا "
    "لذلك كذلك أيضا ايضا فقط جدا معا أبدا الآن حاليا أحيانا غالبا عادة تقريبا تماما دائما جميعا سويا مثلا "
    "حقا فعلا وخاصة لاسيما بأن سيما كان كانت كانوا يكون تكون يكونوا أصبح أصبحت يصبح تصبح ظل ظلت صار مازال "
    "زال يزال تزال يا أيها أيتها نعم كلا اليوم أمس غدا هكذا هيا منهم ومن بالتالي خصوصا عموما سابقا مؤخرا "
    "نظرا بدلا فضلا كنت كنا لابد بلا مثلما ممن للأسف لأنني بصفته بصفتها باعتباره باعتبارها بكونه بكونها "
    "إلخ بالضبط للتو حوالي قرابة حينما عندما بعدما قبلما طالما مهما أينما لي ها إياها يجب يمكن ينبغي"
)
_NUMERALS = _words(
    "واحد واحدة اثنان اثنين اثنتان اثنتين ثلاث ثلاثة أربع أربعة خمس خمسة ست ستة سبع سبعة ثمان ثماني "
    "ثمانية تسع تسعة عشر عشرة عشرون عشرين ثلاثون ثلاثين أربعون أربعين خمسون خمسين ستون ستين سبعون سبعين "
    "ثمانون ثمانين تسعون تسعين مائة مئة مائتي مائتين ألف ألفي الف آلاف ملايين مليون مليار مليارات عشرات "
    "مئات"
)
_ORDINALS = _words("ثان ثاني ثالث رابع خامس سادس سابع ثامن تاسع عاشر حادي أخير")
IRREGULAR_ADJECTIVES = {
    "أولى": "أول",
    "أول": "أول",
    "أخرى": "آخر",
    "آخر": "آخر",
    "كبرى": "أكبر",
    "صغرى": "أصغر",
    "عظمى": "أعظم",
    "عليا": "أعلى",
    "دنيا": "أدنى",
    "قصوى": "أقصى",
    "وسطى": "أوسط",
    "جدد": "جديد",
    "كبار": "كبير",
}
TENS = _words("عشر عشرة")
_MONTHS = _words(
    "يناير فبراير مارس أبريل إبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر شباط آذار نيسان "
    "أيار حزيران تموز آب أيلول تشرين كانون رمضان شعبان رجب محرم شوال"
)
NAME_PARTICLES = _words("بن ابن بنت أبو أبي آل عبد دي دا دو فان فون")
TITLES = _words("رفيق سيد سيدة دكتور أستاذ مهندس شيخ أمير ملك عقيد عميد لواء جنرال آنسة زميل أخ")
_PRONOUN_BASES = _words(
    "أن إن لأن لكن كأن بأن ل ب في من علي إلي الي عن مع لدي عند بين فوق تحت أمام حول بعد قبل كل بعض نفس أنفس وحد"
)
ENCLITICS = ("هما", "هم", "هن", "ها", "كم", "نا", "ه", "ك")
BOUND_SUFFIXES = frozenset({"ها", "نا", "ه", "ك"})
"""The enclitics that are no pronouns by themselves."""
GENERAL = _words(
    "كل جميع بعض كافة سائر أي أية عدد عدة عديد غير مثل نفس ذات خلال شكل جانب وقت حين آن آونة حال حالة كلا "
    "كلتا معظم أغلب أكثر أقل أكبر أفضل أحسن أهم مجموعة جملة مزيد كثير كثرة قليل قلة نوع طريقة صورة صدد "
    "إطار ناحية جهة بعيد قرب شيء أمر شأن سبيل مدى حد نحو بضع طرف أثناء ضوء بداية نهاية أول آخر ثاني ثان "
    "ثالث أخير ختام مرة يوم صباح مساء أسبوع شهر عام سنة ساعة جزء نصف ربع ثلث باب أجل سبب رغم فضل طيلة "
    "طوال مختلف شتى حوالي قرابة تقريب فور غضون ذلك أحد إحدى واحد كبير صغير جديد قديم هام مهم آتي تالي "
    "سابق حالي جاري ماضي قادم مقبل خاص عبارة عدم مجرد مدة فترة لحظة"
)
DOCUMENT_NOUNS = _words(
    "قانون مرسوم قرار توجيه تعميم لائحة نظام دستور اتفاقية اتفاق معاهدة بروتوكول ميثاق إعلان مذكرة خطة برنامج "
    "استراتيجية تقرير وثيقة أمر تعليمة استنتاج بيان حكم منشور عهد"
)
"""Nouns for documents: with a number after them they name one."""
NUMBER_SIGNS = _words("رقم")
_FEMININE = _words("أرض شمس حرب نار نفس دار سوق بئر عين يد سماء صحراء روح رياح طريق ساق أذن كأس فأس ريح مصر")
_PERSONS = frozenset("يتنأ")
_MASDAR = re.compile(r"ت..?ي.|[اإ]..ا.|است..?ا.|ان..ا.|ا.ت.ا.|ت.ا?..")
_BROKEN_PLURAL = re.compile(
    r"[أا]..ا.|أ.ا.ي?.|..[اآ].ي?.|...?اء|أ...?اء|أ...ة|.ا.ة|..و.|..ا.|..ايا|...ى|...|..ا.|آ.ا.|[^اإ]..ان"
)
_SURELY_PLURAL = re.compile(r"أ..ا[^ةي]|..ائ[^ةي]|[^مت].ا.ي[^ة]")
_ADJECTIVE = re.compile(r"..ي.|.ا..|.ائ.|.ي.|م..و.|م..+|..ا.|..|.ا.|...")
MIN_ARTICLE_SHARE = 0.02
_MIN_PLURAL_SHARE = 0.03
_FEMININE_COLOR = re.compile("[^اأ]{3}اء")
_HAMZA = str.maketrans("أإآى", "اااي")


class Lexicon:
    """Evidence about bare forms (no clitics, no diacritics); every answer is cached by form."""

    def __init__(self) -> None:
        from simplemma.strategies import DictionaryLookupStrategy  # noqa: PLC0415 - unpacks its dictionary
        from wordfreq import get_frequency_dict  # noqa: PLC0415 - loads its word lists; only analysis needs them

        self._frequencies: dict[str, float] = get_frequency_dict("ar", "best")
        self._dictionary = DictionaryLookupStrategy()
        self._broken_plurals: dict[str, list[str]] | None = None
        for name in ("is_nominal", "find_plurals", "is_verbal", "is_composed", "find_masculine", "lemmatize_noun"):
            setattr(self, name, cache(getattr(self, name)))

    def frequency(self, form: str) -> float:
        """Return the relative frequency of a form in general texts, 0.0 if unknown."""
        return self._frequencies.get(form, 0.0)

    def mass(self, form: str) -> float:
        """Return the frequency of a nominal with and without the article."""
        return self.frequency(form) + self.frequency("ال" + form)

    def look_up(self, form: str) -> str | None:
        """Return the dictionary's lemma of a form: right for plurals, but a verb for verbal nouns."""
        found: str | None = self._dictionary.get_lemma(form, "ar")
        return found

    def is_nominal(self, form: str) -> bool:
        """Whether a form is a noun or adjective: it takes the article, or ends as only nouns do."""
        bare, articled = self.frequency(form), self.frequency("ال" + form)
        if len(form) < 2 or bare + articled < 2e-7:
            return False
        if form in GENERAL or (len(form) >= 4 and form.endswith(("ة", "ات")) and not self.is_composed(form)):
            return True
        if articled / (bare or articled) >= MIN_ARTICLE_SHARE:
            return True
        return form.endswith(("ين", "ون", "ي")) and self.find_masculine_plural(form) is not None

    def is_verbal(self, form: str) -> bool:
        """Whether a form has a verb's other persons beside it."""
        bare = self.frequency(form)
        if bare == 0.0 or len(form) < 2 or form.endswith(("ة", "ء")):
            return False
        least = max(5e-8, bare * 0.02, min(bare, 1e-6) * 0.3)
        return self._is_imperfect(form, least) or self._is_perfect(form, least)

    def _is_imperfect(self, form: str, least: float) -> bool:
        if form[0] not in _PERSONS or len(form) < 3:
            return False
        others = sum(self.frequency(person + form[1:]) for person in _PERSONS if person != form[0])
        plural = form[0] in "يت" and form.endswith(("ون", "وا")) and self.frequency(form[:-2]) > 0
        return plural or (others >= least and not form.endswith("ين"))

    def _is_perfect(self, form: str, least: float) -> bool:
        if form.endswith("ات") and len(form) >= 5:
            return False
        if form[0] == "ا" and len(form) >= 4 and self.frequency("ي" + form[1:]) >= least:
            return True
        if form.endswith(("وا", "ت")) and len(form) >= 3:
            stem = form[: -2 if form.endswith("وا") else -1]
            singulars = (stem, stem + "ى", stem + "ا", stem[:-1] + "ا" + stem[-1:])
            return any(self.frequency(singular) > 0 for singular in singulars)
        if form.endswith("ى"):
            return self.frequency(form[:-1] + "ت") >= least
        return self.frequency(form + "ت") >= least and self.frequency(form + "وا") + self.frequency("ي" + form) > 0

    def is_possessed(self, form: str) -> bool:
        """Whether pronouns follow the form as they follow a noun or verb, but not a name: مقتله, عدمها."""
        pronouns = sum(self.frequency(form + pronoun) for pronoun in ("ه", "ها", "هم"))
        own = self.frequency(form)
        return pronouns > max(5e-8, 0.01 * own) or (own > 1e-7 and self.look_up(form) not in (None, form))

    def is_composed(self, form: str) -> bool:
        """Whether a form is rather a proclitic before a more frequent word."""
        own, rest = self.frequency(form), form[1:]
        if len(rest) < 3:
            return False
        unknown = self.look_up(form) is None
        if form[0] in "وف":
            whole = max(self.frequency(rest) - max(own, 1e-8), self.frequency(rest.removeprefix("ال")) - own)
            return whole >= 0 or (unknown and self.is_composed(rest))
        if form[0] not in "بكل" or self._takes_article(form):
            return False
        likely = self.mass(rest) > (0.1 if unknown else 3) * own and self.is_nominal(rest)
        return likely or self._is_composed_with_article(form, own, unknown)

    def _is_composed_with_article(self, form: str, own: float, unknown: bool) -> bool:
        rest = form[1:]
        if form.startswith("لل"):
            return self.mass(form[2:]) + self.frequency("ال" + rest) > 3 * own
        return rest.startswith("ال") and (self.frequency(rest) > 3 * own or (unknown and self.is_nominal(rest[2:])))

    def _takes_article(self, form: str) -> bool:
        return self.frequency("ال" + form) >= MIN_ARTICLE_SHARE * self.frequency(form) > 0

    def find_masculine(self, form: str) -> str | None:
        """Return the masculine singular if the form may be an adjective, else None."""
        if form in IRREGULAR_ADJECTIVES:
            return IRREGULAR_ADJECTIVES[form]
        if _FEMININE_COLOR.fullmatch(form) and self.is_color("أ" + form[:3]):
            return "أ" + form[:3]
        if form in _ORDINALS or form.removesuffix("ة") in _ORDINALS:
            return form.removesuffix("ة")
        if re.fullmatch(r"أ[^اأ]{2}[^اأة]", form) and self.is_nominal(form) and not self.frequency(form + "ة") > 1e-7:
            return form
        for suffix in ("ة", "ات", ""):
            masculine = form.removesuffix(suffix)
            if form.endswith(suffix) and self._is_adjective(masculine):
                return masculine
        plural_of = self.find_masculine_plural(form) if form.endswith(("ون", "ين")) else None
        return plural_of if plural_of and self._is_adjective(plural_of) else None

    def is_color(self, masculine: str) -> bool:
        """Whether an adjective is one of color or defect: أسود, which has سوداء beside it and is no comparative.

        >>> load_lexicon().is_color("أسود"), load_lexicon().is_color("أكبر")
        (True, False)
        """
        feminine = self.mass(masculine[1:] + "اء")
        return len(masculine) == 4 and masculine[0] == "أ" and feminine > max(5e-7, 0.1 * self.mass(masculine))

    def _is_adjective(self, masculine: str) -> bool:
        own, feminine = self.mass(masculine), self.mass(masculine + "ة")
        if self.lemmatize_noun(masculine)[0] != masculine:
            return False
        if own + feminine < 2e-8:
            return masculine.endswith("ي") and len(masculine) >= 5 and self.is_nominal(masculine[:-1])
        share = min(own, feminine) / max(own, feminine)
        if masculine.endswith("ي") and len(masculine) >= 4:
            base = max(self.mass(masculine[:-1]), self.mass(masculine[:-1] + "ة"))
            return share >= 0.03 or (own > 0 and len(masculine) >= 5 and base > max(20 * own, 1e-6))
        if not _ADJECTIVE.fullmatch(masculine) or not (self.is_nominal(masculine) or own > 1e-6):
            return False
        if masculine.startswith("م") and feminine > 1e-6:
            return share >= 0.02
        return share >= (0.3 if len(masculine) <= 3 and "ا" not in masculine else 0.04)

    def find_masculine_plural(self, form: str) -> str | None:
        """Return the singular of a sound masculine plural (ون، ين) or its construct (و، ي), else None.

        >>> load_lexicon().find_masculine_plural("قوانين") is None
        True
        """
        stem = form[:-2] if form.endswith(("ون", "ين")) else form[:-1]
        if not form.endswith(("ون", "ين", "ي", "و")) or len(stem) < 3 or self.mass(stem) < 1e-7:
            return None
        if form.endswith(("ي", "و")):
            construct = self.frequency(form) > 20 * self.frequency("ال" + form)
            plural = self.frequency(stem + "ين") + self.frequency(stem + "ون")
            known = self.look_up(form) == stem or 4 * plural > self.frequency(form)
            return stem if construct and plural > 0 and known and self.is_nominal(stem) else None
        if self.look_up(form) == stem and self.is_nominal(stem):
            return stem
        both = self.frequency(stem + "ون") + self.frequency("ال" + stem + "ون") > 0 < self.mass(stem + "ين")
        return stem if both and self.is_nominal(stem) and self.look_up(form) in (None, form) else None

    def lemmatize_noun(self, form: str) -> tuple[str, str, str]:
        """Return the singular of a noun with the number and gender of the form (Sing, Dual, Plur; Masc, Fem)."""
        if form.endswith("ات") and len(form) >= 4:
            return self._lemmatize_feminine_plural(form)
        dual_of = self._find_dual(form)
        if dual_of is not None:
            return dual_of, "Dual", "Fem" if dual_of.endswith("ة") else "Masc"
        singular = self.find_masculine_plural(form) or self._find_broken_plural(form)
        if singular is not None:
            return singular, "Plur", "Fem" if singular.endswith("ة") else "Masc"
        return form, "Sing", "Fem" if form.endswith("ة") or form in _FEMININE else "Masc"

    def find_plurals(self, singular: str) -> tuple[str, ...]:
        """Return the plurals of a noun that texts have, the most frequent first.

        >>> load_lexicon().find_plurals("مشكلة")
        ('مشاكل', 'مشكلات')
        """
        if self._broken_plurals is None:
            self._broken_plurals = self._index_broken_plurals()
        stem = singular.removesuffix("ة")
        candidates = {*self._broken_plurals.get(singular, ()), stem + "ات"}
        if self.mass(singular + "ين") > 0.3 * self.mass(singular + "ون"):
            candidates.add(singular + "ون")
        if singular.endswith("ى"):
            candidates.add(singular[:-1] + "يات")
        if len(singular) == 2:
            candidates.add(f"{singular}و{singular[1]}")
        found = [form for form in candidates if self._is_plural_of(form, singular)]
        found.sort(key=lambda form: (-self.mass(form), form))
        # What ends like an accusative, a dual or a construct is one; texts often leave the hamza out.
        inflected = {form + ending for form in (singular, *found) for ending in ("ا", "ين", "و", "ي")}
        inflected |= {stem + "تا", stem + "تي"}
        least = max(_MIN_PLURAL_SHARE * self.mass(found[0]), 1e-8) if found else 0.0
        kept = [form for form in found if form not in inflected and self.mass(form) >= least]
        return tuple({form.translate(_HAMZA): form for form in reversed(kept)}.values())[::-1]

    def _is_plural_of(self, form: str, singular: str) -> bool:
        is_same = form.translate(_HAMZA) == singular.translate(_HAMZA)
        is_verb = form[0] in "ين" and singular[0] != form[0] and form.endswith("ى")
        is_other = is_same or is_verb or form.startswith("ال")
        return not is_other and self.lemmatize_noun(form)[:2] == (singular, "Plur")

    def _index_broken_plurals(self) -> dict[str, list[str]]:
        """Return the forms that may be broken plurals by the lemma that the dictionary gives them."""
        index: dict[str, list[str]] = {}
        for form in self._frequencies:
            if _BROKEN_PLURAL.fullmatch(form):
                lemma = self.look_up(form)
                if lemma is not None and lemma != form:
                    index.setdefault(lemma, []).append(form)
        return index

    def _find_dual(self, form: str) -> str | None:
        feminine, masculine = form[:-3] + "ة", form[:-2]
        if form.endswith(("تان", "تين")) and self.is_nominal(feminine) and self.mass(feminine) > 1e-6:
            return feminine
        is_dual = form.endswith("ان") and len(form) >= 5 and self.is_nominal(masculine)
        return masculine if is_dual and self.mass(masculine) > 20 * self.mass(form) else None

    def _find_broken_plural(self, form: str) -> str | None:
        """Return the singular of a broken plural, or the form itself if it is surely one of unknown singular."""
        found = self.look_up(form)
        if found in (None, form) and re.fullmatch(r"(.)([^ي])و\2", form) and self.mass(form[:2]) > self.mass(form):
            found = form[:2]
        if found and found != form and self._is_broken_plural(form, found):
            return found
        return form if found is None and _SURELY_PLURAL.fullmatch(form) else None

    def _lemmatize_feminine_plural(self, form: str) -> tuple[str, str, str]:
        stem = form[:-2]
        feminine, masculine = self.mass(stem + "ة"), self.mass(stem)
        if stem.endswith("ي") and self.mass(stem[:-1] + "ى") > max(feminine, masculine):
            return stem[:-1] + "ى", "Plur", "Masc"
        if max(feminine, masculine) < 1e-7:
            return form, "Plur", "Fem"
        if _MASDAR.fullmatch(stem) and masculine > feminine:
            return stem, "Plur", "Masc"
        if self.look_up(form) == stem + "ة" or feminine > 0.2 * masculine:
            return stem + "ة", "Plur", "Fem"
        return (stem, "Plur", "Masc") if self.is_nominal(stem) else (form, "Plur", "Fem")

    def _is_broken_plural(self, form: str, singular: str) -> bool:
        if not _BROKEN_PLURAL.fullmatch(form) or singular + "ي" == form or not self.is_nominal(singular):
            return False
        if form[0] in "مت" and singular[0] != form[0]:
            return False
        if form.endswith("ة"):
            return singular != form[:-1]
        if len(form) == 3:
            return singular.endswith("ة") or singular == form[:2] + "ي" + form[2]
        least = 0.1 if self.is_verbal(singular) or singular[1] == "ا" else 0.03
        return len(form) > 4 or self.frequency("ال" + singular) >= least * self.frequency("ال" + form)


@cache
def load_lexicon() -> Lexicon:
    """Return the lexicon, reading the frequency list at the first call (1.5 s)."""
    return Lexicon()


@cache
def find_closed_class(form: str) -> WordClass | None:
    """Return the class of a function word with or without a pronoun and conjunction, else None."""
    if len(form) == 1:
        return WordClass.OTHER
    for bare in (form, form[1:] if form[:1] in ("و", "ف") and len(form) > 2 else form):
        if bare in PREPOSITIONS:
            return WordClass.PREPOSITION
        if bare in _NUMERALS or bare in _MONTHS:
            return WordClass.NUMBER
        if bare in _PARTICLES or is_pronoun_preposition(bare):
            return WordClass.OTHER
        if bare[:1] in ("ب", "ك", "ل") and len(bare) >= 4 and bare[1:] in _PARTICLES:
            return WordClass.OTHER
    return None


def is_pronoun_preposition(form: str) -> bool:
    """Whether a form is a preposition or quantifier with a pronoun: منه، عليها، كلهم."""
    return any(form.endswith(pronoun) and form.removesuffix(pronoun) in _PRONOUN_BASES for pronoun in ENCLITICS)
