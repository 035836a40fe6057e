"""People who are written to: one contact per person, how to reach them, whether it is worth it.

Begin with `save.find_or_add`. Their lists are cleaned in `lists`, what they agreed to is `consent`.
"""
