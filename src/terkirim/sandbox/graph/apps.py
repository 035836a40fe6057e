"""The app a bot belongs to: its token, what tokens are worth, and its webhook address."""

from terkirim.sandbox.graph.call import Call, Json, decoded
from terkirim.sandbox.graph.fields import select
from terkirim.sandbox.graph.handshake import Answer, Handshake, is_web
from terkirim.sandbox.graph.health import APP_ID, APP_NAME
from terkirim.sandbox.refusals import Refusal, invalid, required
from terkirim.sandbox.state import State
from terkirim.sandbox.webhooks.fields import FIELDS

_OBJECT = "whatsapp_business_account"
_ISSUED_AT = 1_780_000_000


def app_token(state: State) -> str:
    """The app's own access token."""
    return f"{APP_ID}|{state.world.app_secret}"


def check_app_may(parts: list[str]) -> None:
    """What the app's own token is for; raises Refusal (10) for everything else."""
    if parts[:1] not in ([APP_ID], ["debug_token"]):
        raise Refusal(10, "", message="(#10) Application does not have permission for this action")


def hand_out_token(state: State, call: Call) -> Json:
    """GET /oauth/access_token: the app's own token for its secret."""
    given = call.parameters()
    for name in ("client_id", "client_secret"):
        if not given.get(name):
            raise required(name)
    if given["client_id"] != APP_ID or given["client_secret"] != state.world.app_secret:
        raise Refusal(1, "", message="Error validating client secret.", http_status=400)
    return {"access_token": app_token(state), "token_type": "bearer"}


def debug_token(state: State, _node: str, call: Call) -> Json:
    """GET /debug_token: whether a token is good, until when and for what."""
    token = call.query.get("input_token")
    if not token:
        raise required("input_token")
    if token not in (state.world.token, app_token(state)):
        error = {"code": 190, "message": "Invalid OAuth access token."}
        return {"data": {"error": error, "is_valid": False, "scopes": []}}
    of_app = token == app_token(state)
    facts: Json = {
        "app_id": APP_ID,
        "type": "APP" if of_app else "SYSTEM_USER",
        "application": APP_NAME,
        "is_valid": True,
    }
    if not of_app:
        world = state.world
        targets = list(world.accounts)
        scopes = world.token_permissions
        facts |= {
            "expires_at": int(world.token_expires_at or 0),
            "data_access_expires_at": 0,
            "issued_at": _ISSUED_AT,
            "scopes": [*scopes],
            "granular_scopes": [{"scope": one, "target_ids": targets} for one in scopes],
            "user_id": "700000000000001",
        }
    return {"data": facts}


def get_app(_state: State, node: str, call: Call) -> Json:
    """GET /{app_id}."""
    return select(call, {"id": node, "name": APP_NAME, "link": "https://example.com/"}, ("name",))


def subscribe(state: State, _node: str, call: Call) -> Answer:
    """POST /{app_id}/subscriptions: set the webhook address after its handshake.

    `fields` are the ones to be told; without any, all are.
    """
    given = call.parameters()
    if given.get("object") != _OBJECT:
        raise invalid(f"Param object must be one of {{{_OBJECT}}}")
    url = given.get("callback_url")
    if not isinstance(url, str) or not is_web(url):
        raise invalid("Param callback_url must be a valid URL.")

    fields = _fields(given)

    def settle() -> Json:
        state.world.webhook_url, state.world.webhook_fields = url, fields or None
        return {"success": True}

    return Handshake(url, str(given.get("verify_token", "")), settle)


def subscriptions(state: State, _node: str, _call: Call) -> Json:
    """GET /{app_id}/subscriptions."""
    if state.world.webhook_url is None:
        return {"data": []}
    found = {
        "object": _OBJECT,
        "callback_url": state.world.webhook_url,
        "active": True,
        "fields": [{"name": name, "version": "v25.0"} for name in _subscribed(state)],
    }
    return {"data": [found]}


def unsubscribe(state: State, _node: str, call: Call) -> Json:
    """DELETE /{app_id}/subscriptions: no more webhooks, or none of the `fields` named."""
    world, gone = state.world, _fields(call.parameters())
    world.webhook_fields = [one for one in _subscribed(state) if one not in gone] if gone else None
    if not world.webhook_fields:
        world.webhook_url, world.webhook_fields = None, None
    return {"success": True}


def _subscribed(state: State) -> list[str]:
    fields = state.world.webhook_fields
    return [*FIELDS] if fields is None else fields


def _fields(given: Json) -> list[str]:
    """The webhook fields named, with commas between them or as a JSON array."""
    wish = given.get("fields") or []
    if isinstance(wish, str) and not wish.startswith("["):
        wish = [one.strip() for one in wish.split(",")]
    wish = decoded("fields", wish)
    if not isinstance(wish, list) or any(one not in FIELDS for one in wish):
        raise invalid(f"Param fields must be some of {{{', '.join(FIELDS)}}}.")
    return list(dict.fromkeys(wish))
