"""One person: who they are, what they agreed to, whether and how they can be reached, and why.

Begin with `look_up`, which reads; `rules` says what follows from it.
"""
