"""Campaigns: one template to a list of contacts, checked before anything is sent.

Begin with `read_file` (the campaign file), then `run`, which calls `enter` for each portion of a
list, or of the people of a segment (`from_segment`).
"""
