"""Experiments: one file each, run by name, stored by what was run."""

from setnb.experiments.registry import EXPERIMENTS
from setnb.experiments.running import Session, run
from setnb.experiments.sweeping import sweep
from setnb.experiments.trained import load_trained

__all__ = ["EXPERIMENTS", "Session", "load_trained", "run", "sweep"]
