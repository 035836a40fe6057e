"""Phone numbers at file scale: a column of cells in, a column of verdicts out.

Begin with `judge.py`.
"""

from terkirim.delivery.lists.numbers.judge import judge_numbers, verdicts
from terkirim.delivery.lists.numbers.tables import TABLES

__all__ = ["TABLES", "judge_numbers", "verdicts"]
