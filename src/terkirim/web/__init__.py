"""Four doors that do not know each other: receiver, gateway, api, dashboard.

Begin with `app`, which puts them side by side.
"""
