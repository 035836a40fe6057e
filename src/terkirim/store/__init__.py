"""The database: tables, migrations, the engine, and every SQL statement of the product.

Begin with `tables`. The other modules hold the statements of one table or one subject each and
answer with the frozen records of `records`.
"""

from terkirim.store.engine import Store, open_store
from terkirim.store.records import (
    Account,
    Alert,
    Attempt,
    Campaign,
    Contact,
    Event,
    Hold,
    Message,
    Sender,
    Template,
    Webhook,
)

__all__ = [
    "Account",
    "Alert",
    "Attempt",
    "Campaign",
    "Contact",
    "Event",
    "Hold",
    "Message",
    "Sender",
    "Store",
    "Template",
    "Webhook",
    "open_store",
]
