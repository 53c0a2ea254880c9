"""Each chapter has exercises with folded solutions, whose code the build has executed."""

import re
from pathlib import Path

import pytest

from tests.book.pages import CHAPTERS, read
from tests.browser import watch

START = re.compile(r"^`{3,}\{(exercise|solution)(?:-start)?\}[^\n]*\n((?::\w[^\n]*\n)*)", re.M)
END = "{solution-end}"


def gates(cells: list) -> list[tuple[str, str]]:
    """Return what opens, in order: exercise or solution, and its options."""
    text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return START.findall(text)


@pytest.mark.parametrize("name", CHAPTERS)
def test_chapter_has_three_to_five_exercises_with_folded_solutions(executed_chapters, name):
    found = gates(executed_chapters[Path(name).name].cells)
    kinds = [kind for kind, _ in found]
    assert 3 <= kinds.count("exercise") <= 5
    assert kinds == ["exercise", "solution"] * kinds.count("exercise")
    assert all(":class: dropdown" in options for kind, options in found if kind == "solution")


@pytest.mark.parametrize("name", CHAPTERS)
def test_code_of_solutions_was_executed(executed_chapters, name):
    inside, code = False, []
    for cell in executed_chapters[Path(name).name].cells:
        if cell.cell_type == "markdown":
            starts, ends = (cell.source.rfind(gate) for gate in ("{solution-start}", END))
            inside = starts > ends or (inside and ends == -1)
        elif inside:
            code.append(cell)
    assert code
    assert all(cell.execution_count for cell in code)
    assert not [o for cell in code for o in cell.outputs if o.output_type == "error"]


@pytest.mark.parametrize("name", CHAPTERS)
def test_solutions_unfold_by_keyboard(browser, served_book, name):
    watched = watch(browser)
    page = watched.page
    read(page, f"{served_book}/{name}.html")
    solutions = page.locator(".solution.dropdown").all()
    assert 3 <= len(solutions) <= 5
    for solution in solutions:
        text = solution.locator("> :not(.admonition-title)").first
        button = solution.locator(".toggle-button").first
        assert not text.is_visible()
        for key, shows in (("Enter", True), ("Space", False)):
            button.press(key)
            assert text.is_visible() == shows
    watched.context.close()
