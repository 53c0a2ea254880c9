"""The claims table names tests and chapters that exist."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "book/claims.md").read_text(encoding="utf8")


def test_every_claim_names_a_test_that_exists():
    named = re.findall(r"`(tests/\S+\.py)::(\w+)`", TABLE)
    rows = [line for line in TABLE.splitlines() if line.startswith("| ")][1:]
    assert len(named) == len(rows)
    for path, name in named:
        tree = ast.parse((ROOT / path).read_text(encoding="utf8"))
        functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert name in functions, f"{path} has no test {name}"


def test_every_claim_names_a_section_that_exists():
    chapters = {}
    for path in (ROOT / "book").glob("*.ipynb"):
        text = path.read_text(encoding="utf8")
        label = re.search(r"\((ch-[\w-]+)\)=", text)
        chapters[label[1]] = text
    for label, section in re.findall(r"\{ref\}`(ch-[\w-]+)`, \*([^*]+)\*", TABLE):
        assert f"## {section}" in chapters[label], f"{label} has no section {section!r}"
    for label, number in re.findall(r"\{ref\}`(ch-[\w-]+)`, exercise (\d+)", TABLE):
        assert chapters[label].count("```{exercise}") >= int(number)
