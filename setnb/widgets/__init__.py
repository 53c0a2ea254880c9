"""Widgets for teaching: `from setnb.widgets import PushApart, EquivarianceProbe`."""

from importlib import import_module
from typing import Any

MODULES = {"PushApart": "push_apart", "EquivarianceProbe": "equivariance_probe"}

__all__ = ["EquivarianceProbe", "PushApart"]


def __getattr__(name: str) -> Any:
    """Import a widget on first use: `import setnb.widgets` needs neither anywidget nor a kernel."""
    if name not in MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{MODULES[name]}"), name)
