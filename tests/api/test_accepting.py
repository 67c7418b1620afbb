"""Choosing a media type by the Accept field."""

import pytest

from api.accepting import choose_media_type

OFFERED = ("application/json", "application/ld+json", "text/turtle")


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/turtle", "text/turtle"),
        ("TEXT/Turtle; q=0.5, application/json;q=0.4", "text/turtle"),
        ("text/*", "text/turtle"),
        ("application/json;q=0, */*", "application/ld+json"),
        ("*/*;q=0.1, application/ld+json", "application/ld+json"),
        ("text/turtle;q=nonsense", None),
        ("image/png", None),
        ("text/turtle;q=0", None),
    ],
)
def test_the_best_liked_type_is_chosen(accept: str, chosen: str | None) -> None:
    """The type of the highest quality is chosen, where the most specific range counts; none where none is accepted."""
    assert choose_media_type(accept, OFFERED) == chosen
