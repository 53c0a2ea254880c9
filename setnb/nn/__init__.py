"""Modules: parameters plus one call into `setnb.functional`."""

from setnb.nn.attention import SelfAttentionBlock
from setnb.nn.deepsets import DeepSet, EquivariantDeepSet, EquivariantLayer
from setnb.nn.recurrent import BiLSTM, RecurrentEncoder

__all__ = [
    "BiLSTM",
    "DeepSet",
    "EquivariantDeepSet",
    "EquivariantLayer",
    "RecurrentEncoder",
    "SelfAttentionBlock",
]
