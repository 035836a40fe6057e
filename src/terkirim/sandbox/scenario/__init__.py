"""Scenarios: a world and a story in one TOML file, for the sandbox to play.

Begin with `model` (what a scenario is), then `read` (from a file, every fault told with its line)
and `play` (each entry is an order to the control plane, given at its time).
"""

from terkirim.sandbox.scenario.faulty import BadScenario
from terkirim.sandbox.scenario.model import Scenario
from terkirim.sandbox.scenario.play import play
from terkirim.sandbox.scenario.read import load_scenario, read_scenario

__all__ = ["BadScenario", "Scenario", "load_scenario", "play", "read_scenario"]
