"""Consent: who agreed to what, when, where, in which words; and who wants no more.

Begin with `rules` (what all that was said comes to), then `record`, which writes it down.
"""
