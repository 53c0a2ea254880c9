"""Data: loaders of the shipped files and generators of made tasks, one family per file."""

from setnb.data.digits import LabelledImages, load_digits
from setnb.data.files import data_path, load_json, load_npz, sources

__all__ = ["LabelledImages", "data_path", "load_digits", "load_json", "load_npz", "sources"]
