"""Shared pure values: phone numbers, identifiers, text in two languages, causes, scopes, time.

Begin with `causes` and `scopes`: their names are a public contract.
"""
