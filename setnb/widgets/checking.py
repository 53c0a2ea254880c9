"""Checks that several widgets make of what Python sets."""

import math

from setnb.checks import reject


def check_two_numbers(values: list[float], limit: float) -> list[float]:
    """Return `values` if they are two numbers from -limit to limit; ValueError otherwise."""
    if len(values) != 2 or not all(math.isfinite(v) and abs(v) <= limit for v in values):
        reject("values", expected=f"two numbers from -{limit} to {limit}", got=values)
    return values


def check_between(value: float, name: str, low: float, high: float) -> float:
    """Return `value` if it lies from low to high; ValueError otherwise."""
    if not low <= value <= high:
        reject(name, expected=f"a number from {low} to {high}", got=value)
    return value
