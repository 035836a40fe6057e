"""Alerts: what only a person can do, said once, and again when it is resolved.

Begin with `raise_alert`; `tell` passes alerts on to the configured services.
"""
