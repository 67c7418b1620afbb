"""PDF for print (ISO 32000): what `pdf_pages` lays out, loaded when it is needed."""

from typing import BinaryIO

from glossary.errors import UsageError
from glossary.formats.content import Content

LOSSES = (
    "a book to read, which can't be read back",
    "sentences, inflected forms, frequency, termhood, links, and the reasons of statuses are left out",
    "pictures are addresses",
    "proposals, and concepts and languages without terms, are left out",
    "letters of other scripts than Latin, Greek, Cyrillic and Arabic, and signs that the fonts lack, become U+FFFD",
    "line breaks become spaces, and characters without a shape are left out",
    "Arabic looks right, but may come out in another order where it is copied from the page",
)


def write_pdf(content: Content, stream: BinaryIO) -> None:
    """Write a glossary as PDF on A4: title, columns by language, bookmarks by letter, an index of each language.

    The concepts stand in the alphabetical order of the source language of the pair, otherwise of the language that
    most of them have. The library holds all pages in memory, so that the concepts are held as well. It carries no time:
    the bytes are repeatable. Raises UsageError where the library is not installed.
    """
    try:
        from glossary.formats.pdf_pages import Press  # noqa: PLC0415 - a third of a second that only this format needs
    except ModuleNotFoundError as error:
        raise UsageError(f"PDF needs {error.name}; install it with: pip install 'glossalign[pdf]'") from error

    Press(content.concepts, content).print(stream)
