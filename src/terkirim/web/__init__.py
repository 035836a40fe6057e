"""Four doors that do not know each other: receiver, gateway, dashboard (and, later, api).

Begin with `app`, which puts them side by side.
"""
