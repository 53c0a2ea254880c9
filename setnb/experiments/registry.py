"""Every experiment by name. A literal table, so that it can be read and searched."""

import difflib
import importlib
from types import ModuleType

EXPERIMENTS = {
    "arithmetic": "setnb.experiments.arithmetic",
    "class_numbering": "setnb.experiments.class_numbering",
    "denoising": "setnb.experiments.denoising",
    "digit_sum_image": "setnb.experiments.digit_sum_image",
    "digit_sum_text": "setnb.experiments.digit_sum_text",
    "gaussian_sharing": "setnb.experiments.gaussian_sharing",
    "locally_perturbed_mnist": "setnb.experiments.locally_perturbed_mnist",
    "mosaics": "setnb.experiments.mosaics",
    "parity": "setnb.experiments.parity",
    "population_statistics": "setnb.experiments.population_statistics",
    "random_multisets": "setnb.experiments.random_multisets",
    "shift_equivariance": "setnb.experiments.shift_equivariance",
    "sire_vs_sub": "setnb.experiments.sire_vs_sub",
    "sort_numbers": "setnb.experiments.sort_numbers",
    "sum_augerino": "setnb.experiments.sum_augerino",
    "sum_decomposition": "setnb.experiments.sum_decomposition",
    "sum_of_numbers": "setnb.experiments.sum_of_numbers",
}


def find_experiment(name: str) -> ModuleType:
    """Return the module of an experiment; ValueError naming the nearest one if there is none."""
    if name not in EXPERIMENTS:
        raise ValueError(_unknown("experiment", name, tuple(EXPERIMENTS)))
    return importlib.import_module(EXPERIMENTS[name])


def make_config(experiment: ModuleType, preset: str, overrides: dict):
    """Return the preset's config with fields replaced; ValueError for an unknown preset or field.

    Text is converted to the type of the field's preset value, so that the command line and Python
    share this function.
    """
    if preset not in experiment.PRESETS:
        raise ValueError(_unknown("preset", preset, tuple(experiment.PRESETS)))
    config = experiment.PRESETS[preset]
    fields = {field: getattr(config, field) for field in config.__dataclass_fields__}
    for field in overrides:
        if field not in fields:
            raise ValueError(_unknown("field", field, tuple(fields)))
    values = {name: _like(fields[name], value, name) for name, value in overrides.items()}
    return type(config)(**{**fields, **values})


def _like(example, value, name: str):
    if not isinstance(value, str) or isinstance(example, str):
        return value
    try:
        if isinstance(example, bool):
            return {"true": True, "false": False}[value.lower()]
        if isinstance(example, tuple):
            return tuple(type(example[0])(part) for part in value.split("+"))
        return type(example)(value)
    except (KeyError, ValueError):
        kind = type(example).__name__
        raise ValueError(f"{name}: expected {kind} like {example!r}, got {value!r}.") from None


def _unknown(kind: str, name: str, known: tuple[str, ...]) -> str:
    nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.0)[0]
    return f"no {kind} {name!r}. Did you mean {nearest!r}? There are: {', '.join(known)}."
