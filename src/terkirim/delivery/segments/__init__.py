"""Segments: contacts chosen by what is known of them, in a small language.

Begin with `parse` (the language), then `keep` (segments by name) and `preview` (how many people one
is, and what stands against writing to whom). What an expression means is `store/conditions.py`.
"""
