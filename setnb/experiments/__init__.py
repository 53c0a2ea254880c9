"""Experiments: one file each, run by name, stored by what was run."""

from setnb.experiments.registry import EXPERIMENTS
from setnb.experiments.running import Session, run
from setnb.experiments.sweeping import sweep

__all__ = ["EXPERIMENTS", "Session", "run", "sweep"]
