"""The trained model that numbers multisets in the widget."""

from setnb.experiments.class_numbering import Config, make_model
from setnb.nn import SetCompleter
from setnb.weights import load_weights, manifest

NAME = "numbering_idspn"


def default_model() -> SetCompleter:
    """Return the iDSPN that the experiment `class_numbering` trained, as its own run built it.

    Source: zhang2022, section 4.1
    Chapter: ch-numbering
    """
    state = load_weights(NAME)
    model = make_model(Config(**manifest()[NAME]["config"]))
    model.load_state_dict(state)
    return model.eval()
