"""galaxy20k.npz: redshift and ugrizy magnitudes of 20,000 simulated galaxies, from ``pzflow``.

The package stores a pickled table. A pickle can run code when it is opened, so only this script
opens it, at a pinned version; what ships is plain arrays.
"""

import fetch
import numpy as np
import pandas as pd
import save


def build() -> dict[str, np.ndarray]:
    table = pd.read_pickle(
        fetch.pypi("pzflow", "4.0.0") / "pzflow" / "example_files" / "galaxy-data.pkl"
    )
    # The legacy generator's stream is frozen by numpy's compatibility policy.
    chosen = np.random.RandomState(0).permutation(len(table))[:20_000]
    return {
        column: table[column].to_numpy()[chosen].astype(np.float32)
        for column in ("redshift", "u", "g", "r", "i", "z", "y")
    }


if __name__ == "__main__":
    save.main("galaxy20k.npz", build)
