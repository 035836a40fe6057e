"""Contact lists: read as people keep them, cleaned row by row, every refusal explained.

Begin with `clean`: it names the steps. `model` holds what comes out, `rules` the decisions.
"""
