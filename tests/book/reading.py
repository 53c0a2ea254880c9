"""Reading numbers in what a chapter printed."""

import re

NUMBER = r"([+-]?\d+(?:\.\d+)?(?:e[+-]\d+)?)"


def numbers(pattern: str, text: str) -> list[float]:
    """Return the numbers that stand at each # of the pattern's first hit."""
    found = re.search(pattern.replace("#", NUMBER), text)
    assert found, pattern
    return [float(number) for number in found.groups()]
