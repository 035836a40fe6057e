"""Campaigns: one template to a list of contacts, checked before anything is sent.

Begin with `read_file` (the campaign file), then `run`, which calls `enter` for each portion.
"""
