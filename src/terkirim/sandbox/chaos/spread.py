"""Amounts of time left to chance: fixed, evenly spread, or lognormal; drawn with named dice."""

import math

import msgspec

from terkirim.sandbox.amounts import LONGEST_S, Seconds
from terkirim.sandbox.chance import Dice


class Lognormal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Most near the median, few far above it: one in six is over `median * e^sigma`."""

    median: Seconds
    sigma: float = 0.5
    at_most: Seconds = LONGEST_S

    def __post_init__(self) -> None:
        if not 0 <= self.sigma <= 5:
            msg = "sigma is between 0 and 5"
            raise ValueError(msg)


class Spread(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """`{"uniform": [1, 5]}` or `{"lognormal": {"median": 2, "sigma": 0.8, "at_most": 60}}`."""

    uniform: tuple[Seconds, Seconds] | None = None
    lognormal: Lognormal | None = None

    def __post_init__(self) -> None:
        if (self.uniform is None) == (self.lognormal is None):
            msg = "a spread is either uniform or lognormal"
            raise ValueError(msg)
        if self.uniform is not None and self.uniform[0] > self.uniform[1]:
            msg = "uniform goes from the smaller to the larger number"
            raise ValueError(msg)


Amount = Seconds | Spread  # in orders: a plain number is fixed


def draw(amount: float | Spread, dice: Dice) -> float:
    """So many seconds, as these dice fall."""
    if not isinstance(amount, Spread):
        return amount
    if amount.uniform is not None:
        return dice.between(*amount.uniform)
    return _lognormal(amount.lognormal or Lognormal(0.0), dice)


def _lognormal(shape: Lognormal, dice: Dice) -> float:
    height = math.sqrt(-2.0 * math.log(1.0 - dice.roll()))
    normal = height * math.cos(2.0 * math.pi * dice.roll())
    return min(shape.median * math.exp(shape.sigma * normal), shape.at_most)
