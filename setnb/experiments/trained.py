"""A trained model by name: built as its experiment builds it, with the shipped weights."""

from torch import nn

from setnb import weights
from setnb.experiments.registry import find_experiment


def load_trained(name: str) -> nn.Module:
    """Return the model whose weights ship as `name`, on the CPU and in eval mode.

    `setnb.weights.manifest()[name]` says which run trained it. Raises ValueError for a name that
    is not there and for a damaged file.
    """
    state = weights.load_weights(name)
    facts = weights.manifest()[name]
    experiment = find_experiment(facts["experiment"])
    model = experiment.make_model(experiment.Config(**facts["config"]))
    model.load_state_dict(state)
    return model.eval()
