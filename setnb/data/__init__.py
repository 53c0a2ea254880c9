"""Data: loaders of the shipped files and generators of made tasks, one family per file."""

from setnb.data.cifar import load_cifar10
from setnb.data.deformations import deform_images, warp_images
from setnb.data.digit_sums import digit_sum_batch, digit_sum_stream, make_digit_sums
from setnb.data.digits import LabelledImages, load_digits
from setnb.data.files import data_path, load_json, load_npz, sources
from setnb.data.mosaic_images import MosaicImages, load_mosaic_images
from setnb.data.photographs import cut_patches, load_photograph_patches
from setnb.data.point_sets import digit_points, make_polygons
from setnb.data.populations import make_populations

__all__ = [
    "LabelledImages",
    "MosaicImages",
    "cut_patches",
    "data_path",
    "deform_images",
    "digit_points",
    "digit_sum_batch",
    "digit_sum_stream",
    "load_cifar10",
    "load_digits",
    "load_json",
    "load_mosaic_images",
    "load_npz",
    "load_photograph_patches",
    "make_digit_sums",
    "make_polygons",
    "make_populations",
    "sources",
    "warp_images",
]
