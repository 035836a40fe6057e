"""Shared pure values: phone numbers, identifiers, text in two languages, causes, scopes, time,
and how owners' TOML files are read.

Begin with `causes` and `scopes`: their names are a public contract.
"""
