"""Consent: who agreed to what, when, where, in which words; and who wants no more."""
