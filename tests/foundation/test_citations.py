"""The table of sources can be read, printed and asked."""

from __future__ import annotations

import pytest

from contention.foundation.citations import all_citations, cite
from contention.foundation.errors import ContentionError


def test_an_article_as_text_and_bibtex():
    source = cite("hawkes-1971")
    assert source.text == (
        "Hawkes, Alan G. (1971). Spectra of some self-exciting and mutually exciting point "
        "processes. Biometrika 58: 83-90. https://doi.org/10.1093/biomet/58.1.83"
    )
    assert source.bibtex.splitlines()[:3] == [
        "@article{hawkes-1971,",
        "  author = {Hawkes, Alan G.},",
        "  title = {Spectra of some self-exciting and mutually exciting point processes},",
    ]


def test_a_body_as_author_keeps_its_braces_in_bibtex_only():
    source = cite("swp-1957")
    assert source.text.startswith("National Committee of the Socialist Workers Party (1957).")
    assert "author = {{National Committee" in source.bibtex


@pytest.mark.parametrize("name", all_citations())
def test_every_source_is_complete(name: str):
    source = cite(name)
    assert source.authors
    assert source.title
    assert str(source.year) in name
    assert source.bibtex.count("{") == source.bibtex.count("}")


def test_an_unknown_source_is_answered_with_near_ones():
    with pytest.raises(ContentionError, match="did you mean swp-1957") as caught:
        cite("swp-1956")
    assert caught.value.codes == ("F003",)
