"""Webhooks: written down raw before they are understood, then applied in batches.

Begin with `receive`, then `apply`. Statuses come late, twice and out of order; `statuses` brings a
message to the same state whatever their order.
"""
