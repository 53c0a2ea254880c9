"""Modules: parameters plus one call into `setnb.functional`."""

from setnb.nn.attention import SelfAttentionBlock
from setnb.nn.deepsets import DeepSet, EquivariantDeepSet
from setnb.nn.equivariant import (
    EquivariantLayer,
    FactoredEquivariantLayer,
    ScalarEquivariantLayer,
)
from setnb.nn.fspool import FSPool, FSUnpool
from setnb.nn.images import DigitEncoder
from setnb.nn.readout import Readout
from setnb.nn.recurrent import BiLSTM, RecurrentEncoder
from setnb.nn.sequence import SequenceModel

__all__ = [
    "BiLSTM",
    "DeepSet",
    "DigitEncoder",
    "EquivariantDeepSet",
    "EquivariantLayer",
    "FSPool",
    "FSUnpool",
    "FactoredEquivariantLayer",
    "Readout",
    "RecurrentEncoder",
    "ScalarEquivariantLayer",
    "SelfAttentionBlock",
    "SequenceModel",
]
