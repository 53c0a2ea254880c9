"""fashion10k.npz: 10,000 of the 60,000 Fashion-MNIST training images, drawn at random."""

import gzip

import fetch
import numpy as np
import save


def build() -> dict[str, np.ndarray]:
    package = fetch.debian("dataset-fashion-mnist", "0.0~git20200523.55506a9-1")
    folder = package / "usr" / "share" / "datasets" / "fashion-mnist"
    images = idx(folder / "train-images-idx3-ubyte.gz", header=16).reshape(-1, 28, 28)
    labels = idx(folder / "train-labels-idx1-ubyte.gz", header=8)
    chosen = np.random.default_rng(0).permutation(len(images))[:10_000]
    return {"x": images[chosen], "y": labels[chosen]}


def idx(path, header: int) -> np.ndarray:
    return np.frombuffer(gzip.decompress(path.read_bytes()), np.uint8, offset=header)


if __name__ == "__main__":
    save.main("fashion10k.npz", build)
