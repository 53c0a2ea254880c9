"""Figures for the book, JupyterLab and Colab: one palette, one style, one way to show them."""

from setnb.viz.palette import colour, colour_map
from setnb.viz.panel import probe_panel
from setnb.viz.show import show
from setnb.viz.theme import use_theme

__all__ = ["colour", "colour_map", "probe_panel", "show", "use_theme"]
