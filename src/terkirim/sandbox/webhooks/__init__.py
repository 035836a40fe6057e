"""Webhooks out: packed, signed, posted, and posted again."""
