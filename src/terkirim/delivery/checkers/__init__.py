"""Checkers: what others know of numbers, asked rarely, kept with its age, off by default.

Begin with `model`, then `rules` (what is asked, how fast, when it is given up). `run` says what
asking would cost, asks, and writes down what it paid for before it asks for more. `recall` tells
what earlier runs found.
"""
