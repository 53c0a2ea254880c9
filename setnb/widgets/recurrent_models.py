"""The recorded trainings that the recurrent-invariance explorer shows when it is given none."""

from setnb.experiments.trained import load_trained
from setnb.nn import SequenceModel

STRENGTHS = (0.0, 0.1, 1.0, 10.0, 100.0, 1000.0)


def default_models() -> dict[float, SequenceModel]:
    """Return a GRU for each lambda of SIRE, trained to add four digits, as shipped; 0 is without.

    Runs of `sire_vs_sub`, alike but for the penalty. They train on 40 lists, so few that without
    the penalty the answer depends on order.

    Source: cohenkarlik2020, appendix C
    Chapter: ch-recurrence
    """
    return {strength: load_trained(f"sums_of_four_{strength:g}") for strength in STRENGTHS}
