"""The other ways out: SMS, alerts to people, and the wallets of prepaid providers.

SMS and alerts go through Apprise, which speaks to some hundred services by one URL each.
"""
