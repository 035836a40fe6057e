"""Checkers: services that say something of a number. Nobody here can ask Meta.

Begin with `model` (what is asked and answered); `contacts_endpoint` and `line_lookup` are the two
kinds there are, `fetch` is the request both make.
"""
