"""Widgets for teaching: `from setnb.widgets import PushApart, EquivarianceProbe`."""

from importlib import import_module
from typing import Any

MODULES = {
    "ContinuityExplorer": "continuity_explorer",
    "DSPNInnerLoop": "dspn_inner_loop",
    "EquivarianceProbe": "equivariance_probe",
    "FSPoolWeights": "fspool_weights",
    "ImplicitGradients": "implicit_gradients",
    "Numbering": "numbering",
    "PartitionDistance": "partition_distance",
    "PermutationOptimiser": "permutation_optimiser",
    "PushApart": "push_apart",
    "RecurrentInvariance": "recurrent_invariance",
    "SharingReplay": "sharing_replay",
    "SumDecomposition": "sum_decomposition",
    "ThetaPainter": "theta_painter",
    "VerdictGallery": "verdict_gallery",
}

__all__ = [
    "ContinuityExplorer",
    "DSPNInnerLoop",
    "EquivarianceProbe",
    "FSPoolWeights",
    "ImplicitGradients",
    "Numbering",
    "PartitionDistance",
    "PermutationOptimiser",
    "PushApart",
    "RecurrentInvariance",
    "SharingReplay",
    "SumDecomposition",
    "ThetaPainter",
    "VerdictGallery",
]


def __getattr__(name: str) -> Any:
    """Import a widget on first use: `import setnb.widgets` needs neither anywidget nor a kernel."""
    if name not in MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{MODULES[name]}"), name)
