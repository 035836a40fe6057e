"""Phone numbers at file scale: a column of cells in, a column of verdicts out.

Begin with `judge.py`.
"""

from terkirim.delivery.lists.numbers.judge import judge_numbers, verdicts

__all__ = ["judge_numbers", "verdicts"]
