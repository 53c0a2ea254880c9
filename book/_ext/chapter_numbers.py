"""A chapter is numbered by its file: `book/10_push_apart` is chapter 10, whatever comes before."""

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx_external_toc.collectors import TocTreeCollectorWithStyles

FILE = re.compile(r"(?:.*/)?(\d\d)_[^/]*")


def number_by_file_name(app: Sphinx) -> None:
    """Let Sphinx number as it does, then put each chapter's own number in the first place.

    Sphinx offers no event between numbering sections and numbering what stands in them.
    """
    original = TocTreeCollectorWithStyles.assign_section_numbers

    def assign_section_numbers(
        self: TocTreeCollectorWithStyles, env: BuildEnvironment
    ) -> list[str]:
        rewrite = original(self, env)
        for page, numbers in env.toc_secnumbers.items():
            if chapter := FILE.fullmatch(page):
                renumber(env, page, numbers, int(chapter[1]))
        return rewrite

    TocTreeCollectorWithStyles.assign_section_numbers = assign_section_numbers


def renumber(env: BuildEnvironment, page: str, numbers: dict, chapter: int) -> None:
    """Replace the first part of all section numbers on a page, also where they are displayed."""
    for anchor, number in numbers.items():
        numbers[anchor] = number and (chapter, *number[1:])
    for node in [
        env.titles[page],
        *env.tocs[page].findall(nodes.reference),
    ]:
        if number := node.get("secnumber"):
            node["secnumber"] = (chapter, *number[1:])
