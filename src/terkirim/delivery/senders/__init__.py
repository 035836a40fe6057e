"""Business phone numbers and the accounts they belong to.

Begin with `sync` (what Meta says of them) and `verify` (bring a number into service).
"""
