"""Read Sweet Home 3D furniture catalogues (``.sh3f`` zip files) and sample their meshes."""

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np


class Model(NamedTuple):
    """One catalogue entry."""

    source: str
    ident: str
    name: str
    creator: str
    rotation: np.ndarray
    archive: zipfile.ZipFile
    path: str

    def triangles(self) -> np.ndarray:
        """Corners of the mesh's triangles, (m, 3, 3), y pointing up."""
        text = self.archive.read(self.path).decode("latin-1")
        return read_obj(text) @ self.rotation.T


def catalogue(path) -> Iterator[Model]:
    """Entries in the catalogue's own order. A property line reads ``key#number=value``."""
    archive = zipfile.ZipFile(path)
    entries: dict[int, dict[str, str]] = {}
    for line in archive.read("PluginFurnitureCatalog.properties").decode("latin-1").splitlines():
        if found := re.match(r"(\w+)#(\d+)=(.*)", line):
            entries.setdefault(int(found[2]), {})[found[1]] = found[3].strip()
    for _, entry in sorted(entries.items()):
        rotation = np.array(entry.get("modelRotation", "1 0 0 0 1 0 0 0 1").split(), dtype=float)
        yield Model(
            source=path.stem,
            ident=entry["id"].split("#")[1],
            name=entry["name"],
            creator=entry["creator"],
            rotation=rotation.reshape(3, 3),
            archive=archive,
            path=entry["model"].lstrip("/"),
        )


def read_obj(text: str) -> np.ndarray:
    """Triangles of a Wavefront OBJ file; a polygon becomes a fan of them."""
    vertices: list[list[str]] = []
    corners: list[tuple[int, int, int]] = []
    for line in io.StringIO(text):
        if line.startswith("v "):
            vertices.append(line.split()[1:4])
        elif line.startswith("f "):
            face = [int(corner.split("/")[0]) for corner in line.split()[1:]]
            # Indices count from 1, or back from the latest vertex when negative.
            face = [i - 1 if i > 0 else len(vertices) + i for i in face]
            corners += [(face[0], b, c) for b, c in pairwise(face[1:])]
    return np.array(vertices, dtype=float)[np.array(corners)]


def sample(triangles: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """n points spread uniformly over the surface, (n, 3)."""
    a, b, c = triangles.transpose(1, 0, 2)
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    edges = np.cumsum(area)
    chosen = np.searchsorted(edges, rng.random(n) * edges[-1], side="right")
    u, v = rng.random((2, n, 1))
    # Fold the unit square onto its lower triangle: uniform inside the mesh triangle.
    u, v = np.where(u + v > 1, 1 - u, u), np.where(u + v > 1, 1 - v, v)
    return a[chosen] + u * (b - a)[chosen] + v * (c - a)[chosen]


def normalise(points: np.ndarray) -> np.ndarray:
    """Mean at the origin, farthest point at distance 1."""
    centred = points - points.mean(axis=0)
    return centred / np.linalg.norm(centred, axis=1).max()
