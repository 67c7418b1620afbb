"""Tell running text from what surrounds an article: menus, bylines, counters, file names, captions that repeat.

Most rules look at the shape of a block and at its neighbours, so they hold for any site and language. The words
listed here are what news sites in general call their source, their comments and their buttons.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby

import regex

from align.markup import Block, BlockKind
from align.segments import LeftOutReason

_SOURCE = "źródł[oa]|źródło informacji|источники?|(?:ال)?مصدر|(?:ال)?مصادر|πηγ(?:ή|ές)|sources?|nguồn"
_CREDIT = (
    r"fot(?:o|ografia|\.)?|zdjęci[ea]|rys\.|autor(?:ka|zy)? zdjęcia|фото(?:графия)?|снимок|(?:ال)?صورة|تصوير|"
    r"φωτο(?:γραφία|γραφίες)?|φωτ\.|photos?|images?|ảnh"
)
_AUTHOR = (
    r"autor(?:ka|zy)?|tekst|opracował[ao]?|автор(?:ы)?|текст|подготовил[аи]?|بقلم|كتب|كتبت|إعداد|"
    r"συντάκτ(?:ης|ρια)|γράφει|by|author|tác giả"
)
_COMMENTS = (
    r"(?:dodaj |zobacz )?komentarz[ey]?|комментари[ийев]{1,2}|оставить комментарий|(?:ال)?تعليق(?:ات)?|أضف تعليقا?|"
    r"σχόλι[αο]|comments?|leave a comment|bình luận"
)
_ADVERTISEMENT = (
    r"reklama|materiał sponsorowany|ogłoszenie|"
    r"реклама|на правах рекламы|إعلان(?:ات)?|διαφήμιση|διαφημίσεις|advertisement|quảng cáo"
)
_BUTTONS = (
    r"udostępnij|drukuj|wydrukuj|wyślij|skopiuj link|polub|obserwuj|zaloguj się|zarejestruj się|subskrybuj|"
    r"strona główna|wróć|powrót|więcej|поделиться|распечатать|печать|отправить|подписаться|"
    r"войти|регистрация|главная|назад|ещё|далее|"
    r"مشاركة|شارك|طباعة|اشترك|تسجيل الدخول|الرئيسية|المزيد|"
    r"κοινοποίηση|κοινοποίησε|εκτύπωση|εγγραφή|σύνδεση|αρχική|περισσότερα|"
    r"share|print|subscribe|log in|sign up|home|back|more|facebook|twitter|x|telegram|whatsapp|viber|instagram|youtube"
)
_SEE_ALSO = (
    r"czytaj (?:też|także|również|więcej)|przeczytaj (?:też|także|również)|zobacz (?:też|także|również|więcej)|"
    r"polecamy|powiązane artykuły|читайте (?:также|ещё)|смотрите также|подробнее|اقرأ (?:أيض[اً]+|المزيد)|"
    r"مواضيع ذات صلة|διαβάστε (?:επίσης|ακόμα|ακόμη|περισσότερα)|δείτε (?:επίσης|ακόμα|ακόμη)|σχετικά άρθρα|"
    r"read (?:more|also)|see also|related (?:articles|news)"
)
_TAGS = r"tagi|теги|метки|(?:ال)?وسوم|ετικέτες|tags"
_RIGHTS = r"©|\(c\)|copyright|wszelkie prawa zastrzeżone|все права защищены|جميع الحقوق محفوظة|με επιφύλαξη παντός"

_EXTENSION = r"(?:jpe?g|png|gif|webp|svg|bmp|tiff?|avif|heic|mp[34]|avi|mov|webm|pdf|docx?|xlsx?|pptx?|zip|rar)"
_DOMAIN = r"(?:www\.)?(?:[\p{L}\p{N}-]+\.)+[a-z]{2,6}"
_MONTH = r"\p{L}{3,12}\.?"
_TIME = r"(?:,?\s*(?:[-–|,]\s*)?\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s*[ap]m)?)"
_DATE = (
    rf"(?:\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}}|{_MONTH}\s\d{{1,2}},\s\d{{4}}|"
    rf"\d{{1,2}}\s{_MONTH}\s\d{{4}}(?:\s?(?:r|г)\.?)?){_TIME}?"
)


def _compile(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern, regex.IGNORECASE)


_HAS_TEXT = regex.compile(r"[\p{L}\p{N}]")
_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}.'’-]*")
_SENTENCE_END = regex.compile(r"[.!?…؟;:\u037e]+[\"'»”’)\]]*(?:\s|$)")
_ENDS_SENTENCE = regex.compile(r"[.!?…؟;:\u037e][\"'»”’)\]]*$")
_BULLET = regex.compile(r"(?:[-–—•*·▪]|\p{N}+[.)])\s")

_SOURCE_ALONE = _compile(rf"[(\[]?(?:{_SOURCE})\s*:?[)\]]?")
_SOURCE_LINE = _compile(rf"[(\[]?(?:{_SOURCE})\s*:\s*(?P<what>.+)")
_COMMENT_LINE = _compile(rf"(?:{_COMMENTS})\s*:?\s*(?:\(\s*\d*\s*\)|\d+)?")
_CREDIT_LINE = _compile(rf"[(\[/]?(?:(?:{_CREDIT})\s*[:/|©]|(?:{_SOURCE})\s*:)\s*(?P<what>.*)")
_AUTHOR_LINE = _compile(rf"(?:{_AUTHOR})\s*:\s*(?P<what>.+)")
_COUNTER = _compile(r"\p{L}+(?:\s\p{L}+)?\s\(\d{1,3}\)")
_CHROME_WORDS = _compile(rf"(?:{_BUTTONS})\s*[:>»…]*|(?:{_SEE_ALSO})\b.*|(?:{_TAGS})\s*:.*|(?:{_RIGHTS}).*")
_ADVERTISEMENT_LINE = _compile(rf"[\[(]?(?:{_ADVERTISEMENT})[\])]?")
_AD_SLOT = _compile(r"\[[^\[\]\s]+(?:\s\w+=[^\[\]]*)?\]|\{\{?[^{}]+\}\}?|<<?[^<>]+>>?")
_FILE_NAME = _compile(rf"[\p{{L}}\p{{N}}_()&+.~-]+(?:\s[\p{{L}}\p{{N}}_()&+.~-]+){{0,5}}\.{_EXTENSION}")
_ADDRESS = _compile(
    rf"(?:https?://|www\.)\S+|{_DOMAIN}(?:/\S*)?|\S+@{_DOMAIN}|[\p{{Ll}}\p{{N}}]+(?:[-_][\p{{Ll}}\p{{N}}]+){{3,}}"
)
_SITE_NAME = _compile(rf"{_DOMAIN}\s*[-–—|:].*")
_BREADCRUMB = _compile(r"[^.!?]{1,40}(?:\s[>»›/→]\s[^.!?]{1,40}){1,8}")
_DATELINE = _compile(rf"(?P<before>.*?){_DATE}\s*(?P<after>.*)")
_MIXED_SCRIPT = regex.compile(
    r"(?:\p{Latin}(?:\p{Cyrillic}|\p{Greek}|\p{Arabic})|(?:\p{Cyrillic}|\p{Greek}|\p{Arabic})\p{Latin})"
)
_PREFIX = _compile(
    rf"\([^()]*\p{{L}}{{2}}[^()]{{0,30}}\)\s*[-–—]\s+|[\p{{L}}\p{{N}}_-]*[_\d][\p{{L}}\p{{N}}_-]*\.{_EXTENSION}\s+"
)

_LONGEST_PREFIX, _LONGEST_LINE = 100, 1_000  # code points; no pattern has to look further
_LINE_WORDS = 12  # a source, author or date line has at most so many
_SHORT_WORDS = 8  # the longest heading that may be taken for a menu item at the end of a page
_MENU_WORDS = 4
_RUN = 3  # blocks of one sort in a row that make a menu or a list of headlines
_PARAGRAPH_WORDS = 30
_LONGEST_COMMENTS = 4  # times the length of the article


def trim(block: Block) -> Iterator[Block]:
    """Yield a block in one part, or its agency or file name and then the rest: "(site.pl) - Rada ..."."""
    prefix = _PREFIX.match(block.text, 0, _LONGEST_PREFIX)
    if prefix and prefix.end() < len(block.text):
        yield block.cut(0, prefix.end())
        yield block.cut(prefix.end(), len(block.text))
    else:
        yield block


def has_sentences(blocks: Sequence[Block]) -> bool:
    """Whether there is running text among the blocks; if not, they may be a list of terms."""
    return any(map(_is_sentence, blocks))


def judge_block(block: Block, *, is_prose: bool = True) -> LeftOutReason | None:
    """Return why a block is no running text by what stands in it alone; None where it may be.

    In a list or a table, and where nothing is prose, words such as "print" or "source" may be terms.
    """
    text = block.text
    if block.kind is BlockKind.CODE:
        return LeftOutReason.CODE
    if block.kind is BlockKind.CHROME or not _HAS_TEXT.search(text):
        return LeftOutReason.CHROME
    if len(text) > _LONGEST_LINE:
        return None
    if _FILE_NAME.fullmatch(text):
        return LeftOutReason.FILE_NAME
    may_be_term = not is_prose or block.kind in (BlockKind.CELL, BlockKind.ITEM)
    if _AD_SLOT.fullmatch(text) or (not may_be_term and _ADVERTISEMENT_LINE.fullmatch(text)):
        return LeftOutReason.ADVERTISEMENT
    is_address = _ADDRESS.fullmatch(text) or _PREFIX.fullmatch(text + " ")
    return LeftOutReason.CHROME if is_address or (not may_be_term and _is_service_line(text)) else None


def is_credit(sentence: str) -> bool:
    """Whether a sentence only names who took a picture or where it is from.

    >>> is_credit("(Źródło: PAP)"), is_credit("Фото: MH"), is_credit("Zdjęcie przedstawia salę obrad.")
    (True, True, False)
    """
    match = _CREDIT_LINE.fullmatch(sentence.strip())
    return bool(match) and _count_words(match["what"]) <= _SHORT_WORDS  # type: ignore[index] # a match has groups


def find_address(text: str) -> str | None:
    """Return the address that a source line names, or None."""
    line = _SOURCE_LINE.fullmatch(text)
    address = regex.match(r"https?://\S+", line["what"]) if line else None
    return address.group() if address else None


def judge_places(blocks: Sequence[Block], reasons: Sequence[LeftOutReason | None]) -> list[LeftOutReason | None]:
    """Return the reasons with those added that follow from where a block stands and what is repeated.

    Nothing is judged in a text without sentences: a list of short lines is then all there is to it.
    """
    result = list(reasons)
    _mark_repeated(blocks, result)
    if any(reason is None and _is_sentence(block) for block, reason in zip(blocks, result, strict=True)):
        # The end first: what follows the article must not pass for a neighbour of it.
        _mark_end(blocks, result)
        _mark_runs(blocks, result)
        _mark_tail(blocks, result)
        _mark_byline(blocks, result)
    return result


def _is_service_line(text: str) -> bool:
    """Whether a line is a date line, a counter, a button or the like."""
    if any(pattern.fullmatch(text) for pattern in (_SOURCE_ALONE, _COMMENT_LINE, _COUNTER)):
        return True
    words = _count_words(text)
    if words <= 2 * _LINE_WORDS and _CHROME_WORDS.fullmatch(text):
        return True
    if words > _LINE_WORDS:
        return False
    if is_credit(text) or _SOURCE_LINE.fullmatch(text) or _AUTHOR_LINE.fullmatch(text):
        return True
    if _ENDS_SENTENCE.search(text):
        return False
    return bool(_SITE_NAME.fullmatch(text) or _BREADCRUMB.fullmatch(text) or _is_dateline(text) or _is_junk(text))


def _is_dateline(text: str) -> bool:
    """Whether a line is a date with at most a name beside it; a time of day, or nothing else, must make it sure."""
    match = _DATELINE.fullmatch(text)
    if not match:
        return False
    before, after = match["before"].strip(), match["after"].strip()
    others = _count_words(before) + _count_words(after)
    is_numeric = regex.search(r"\d[./-]\d", text) is not None
    has_time = regex.search(r"\d:\d\d", text) is not None
    is_glued = bool(before) and not match["before"][-1:].isspace()
    return not others or ((has_time or is_glued or (is_numeric and others <= _MENU_WORDS)) and others <= _SHORT_WORDS)


def _is_junk(text: str) -> bool:
    """Whether a line without a sentence holds a word of two alphabets, as broken templates leave them."""
    return bool(_MIXED_SCRIPT.search(text))


def _count_words(text: str) -> int:
    return len(_WORD.findall(text))


def _is_sentence(block: Block) -> bool:
    """Whether a block reads as running text rather than as a title or a menu item."""
    words = _count_words(block.text)
    return (words >= 3 and bool(_ENDS_SENTENCE.search(block.text))) or words >= _PARAGRAPH_WORDS


def _is_paragraph(block: Block) -> bool:
    """Whether a block can be nothing but the text of an article."""
    ends = len(_SENTENCE_END.findall(block.text))
    words = _count_words(block.text)
    return bool(_ENDS_SENTENCE.search(block.text)) and (words >= _PARAGRAPH_WORDS or (ends >= 2 and words >= 12))


def _is_title_like(block: Block, most_words: int) -> bool:
    return (
        block.kind in (BlockKind.TEXT, BlockKind.HEADING)
        and _count_words(block.text) <= most_words
        and not _ENDS_SENTENCE.search(block.text)
        and not _BULLET.match(block.text)
    )


def _mark_repeated(blocks: Sequence[Block], reasons: list[LeftOutReason | None]) -> None:
    """Mark what was said before; menus and captions may be repeated too, but have their own reason."""
    seen = set()
    for i, block in enumerate(blocks):
        if reasons[i] is None and block.kind is not BlockKind.CELL:
            key = " ".join(_WORD.findall(block.text.casefold())).rstrip(".")
            if key in seen:
                reasons[i] = LeftOutReason.REPEATED
            seen.add(key)


def _mark_end(blocks: Sequence[Block], reasons: list[LeftOutReason | None]) -> None:
    """Mark everything behind the line that ends the article: its source, or the comments."""
    words = list(accumulate((_count_words(b.text) if _is_sentence(b) else 0 for b in blocks), initial=0))
    last_paragraph = max((i for i, block in enumerate(blocks) if _is_paragraph(block)), default=-1)
    for i, block in enumerate(blocks):
        before, after = words[i], words[-1] - words[i]
        if reasons[i] is not LeftOutReason.CHROME or not before:
            continue
        if _COMMENT_LINE.fullmatch(block.text):  # a counter may stand near the top; what people say may be long
            is_end = _LONGEST_COMMENTS * before >= after
        elif _SOURCE_ALONE.fullmatch(block.text):
            is_end = before >= after
        else:  # "Source: agency" also stands below pictures, so no paragraph may follow
            is_end = i >= last_paragraph and bool(_SOURCE_LINE.fullmatch(block.text))
        if is_end:
            reasons[i + 1 :] = [reason or LeftOutReason.CHROME for reason in reasons[i + 1 :]]
            return


def _mark_runs(blocks: Sequence[Block], reasons: list[LeftOutReason | None]) -> None:
    """Mark runs of menu items."""

    def is_item(i: int) -> bool:
        is_open = reasons[i] is None and blocks[i].kind is BlockKind.TEXT
        return is_open and _is_title_like(blocks[i], _MENU_WORDS)

    for is_menu, group in groupby(range(len(blocks)), is_item):
        run = list(group)
        if is_menu and len(run) >= _RUN:
            for i in run:
                reasons[i] = LeftOutReason.CHROME


def _mark_tail(blocks: Sequence[Block], reasons: list[LeftOutReason | None]) -> None:
    """Mark titles and menu items behind the last sentence of the article."""
    titles: list[int] = []
    for i in reversed(range(len(blocks))):
        if reasons[i] is not None:
            continue
        if not _is_title_like(blocks[i], _PARAGRAPH_WORDS):
            break
        titles.append(i)
    for i in titles:
        if len(titles) >= _RUN or _count_words(blocks[i].text) <= _SHORT_WORDS:
            reasons[i] = LeftOutReason.CHROME


def _mark_byline(blocks: Sequence[Block], reasons: list[LeftOutReason | None]) -> None:
    """Mark a name that stands alone between the headline and the first sentence."""
    kept = [i for i, reason in enumerate(reasons) if reason is None]
    for i in kept[1:]:
        words = blocks[i].text.split()
        if _is_sentence(blocks[i]):
            break
        is_name = 2 <= len(words) <= _MENU_WORDS and all(word[:1].isupper() and word[1:].islower() for word in words)
        if is_name and blocks[i].kind is BlockKind.TEXT:
            reasons[i] = LeftOutReason.CHROME
