"""Holds: one mechanism for every stop, from one recipient's rest to a whole account's.

Begin with `rules` (what a hold reaches), then `place`, `probe` and `lift`.
"""
