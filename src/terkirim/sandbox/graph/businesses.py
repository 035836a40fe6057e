"""Business portfolios: which accounts they own."""

from terkirim.sandbox.graph.accounts import get_account
from terkirim.sandbox.graph.call import Call, Json
from terkirim.sandbox.graph.fields import select
from terkirim.sandbox.graph.paging import page
from terkirim.sandbox.state import State


def get_business(state: State, node: str, call: Call) -> Json:
    """GET /{business_id}."""
    owned = [one for one in state.world.accounts.values() if one.business_id == node]
    facts: Json = {
        "id": node,
        "name": state.world.portfolio(owned[0]).name,
        "verification_status": owned[0].verification,
        "timezone_id": int(owned[0].timezone_id),
        "owned_whatsapp_business_accounts": lambda inner: list_accounts(state, node, inner),
        "client_whatsapp_business_accounts": lambda inner: page(inner, []),
    }
    return select(call, facts, ("name",))


def list_accounts(state: State, node: str, call: Call) -> Json:
    """GET /{business_id}/owned_whatsapp_business_accounts."""
    owned = [one for one in state.world.accounts.values() if one.business_id == node]
    return page(call, [get_account(state, one, call) for one in owned])


def list_client_accounts(_state: State, _node: str, call: Call) -> Json:
    """GET /{business_id}/client_whatsapp_business_accounts: none; nobody shares one here."""
    return page(call, [])
