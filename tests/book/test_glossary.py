"""The glossary: in order, each word once, and each a word of the book."""

import re

from tests.project import ROOT

GLOSSARY = (ROOT / "book/glossary.md").read_text(encoding="utf8")
ENTRIES = re.findall(r"^(\S.*)\n  (\S.*)$", GLOSSARY, re.MULTILINE)


def test_terms_are_in_order_and_defined_once():
    terms = [re.sub(r"[^a-z0-9 ]", "", term.lower().replace("-", " ")) for term, _ in ENTRIES]
    assert len(terms) > 80
    assert terms == sorted(set(terms))


def test_each_term_is_used_in_a_chapter():
    chapters = [path.read_text(encoding="utf8") for path in (ROOT / "book").glob("*.ipynb")]
    text = re.sub(r"\W+", " ", " ".join(chapters).lower().replace("\\n", " "))
    used = [re.sub(r"\W+", " ", term.lower()).strip() for term, _ in ENTRIES]
    assert [term for term in used if term not in text] == []
