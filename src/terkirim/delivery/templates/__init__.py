"""Message templates: what the account has, and whether a message fits one.

Begin with `rules` (pure checks); `sync` reads the registry from Meta.
"""
