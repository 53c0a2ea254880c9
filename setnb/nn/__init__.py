"""Modules: parameters plus one call into `setnb.functional`."""

from setnb.nn.attention import SelfAttentionBlock
from setnb.nn.deepsets import DeepSet, EquivariantDeepSet
from setnb.nn.dspn import DSPN, IDSPN
from setnb.nn.equivariant import (
    EquivariantLayer,
    FactoredEquivariantLayer,
    ScalarEquivariantLayer,
)
from setnb.nn.fspool import FSPool, FSUnpool
from setnb.nn.images import DigitEncoder
from setnb.nn.mosaic import MosaicSolver, TileEncoder
from setnb.nn.parity import ParityRNN
from setnb.nn.permutation import LinearAssignment, PairCosts, PermutationOptimizer
from setnb.nn.readout import Readout
from setnb.nn.recurrent import BiLSTM, RecurrentEncoder
from setnb.nn.sequence import SequenceModel
from setnb.nn.set_encoder import SetEncoder
from setnb.nn.set_to_set import SetAutoencoder, SetCompleter, SetTransformer
from setnb.nn.sharing import SoftSharing

__all__ = [
    "DSPN",
    "IDSPN",
    "BiLSTM",
    "DeepSet",
    "DigitEncoder",
    "EquivariantDeepSet",
    "EquivariantLayer",
    "FSPool",
    "FSUnpool",
    "FactoredEquivariantLayer",
    "LinearAssignment",
    "MosaicSolver",
    "PairCosts",
    "ParityRNN",
    "PermutationOptimizer",
    "Readout",
    "RecurrentEncoder",
    "ScalarEquivariantLayer",
    "SelfAttentionBlock",
    "SequenceModel",
    "SetAutoencoder",
    "SetCompleter",
    "SetEncoder",
    "SetTransformer",
    "SoftSharing",
    "TileEncoder",
]
