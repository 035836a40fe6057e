"""From a path to what answers it: `/v25.0/{node}/{edge}`, the version left out or not."""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response

from terkirim.sandbox.answers import JSON, json_answer
from terkirim.sandbox.chaos.calls import components
from terkirim.sandbox.graph import (
    access,
    accounts,
    apps,
    blocking,
    businesses,
    library,
    marketing_messages,
    media,
    messages,
    numbers,
    previews,
    profile,
    registration,
    template_making,
    templates,
    uploads,
)
from terkirim.sandbox.graph.call import Call, Json
from terkirim.sandbox.graph.handshake import Answer, Handshake
from terkirim.sandbox.graph.health import APP_ID
from terkirim.sandbox.graph.multipart import read_form
from terkirim.sandbox.graph.number_edges import AROUND_NUMBER
from terkirim.sandbox.graph.qr_codes import ALL, ONE
from terkirim.sandbox.graph.standing import check_access
from terkirim.sandbox.graph.strikes import (
    FATE,
    Fate,
    Interrupted,
    befall,
    kept_waiting,
    note,
    strike_after,
    strike_before,
)
from terkirim.sandbox.graph.usage import admit_call, usage_headers
from terkirim.sandbox.graph.versions import check_version, unknown_path
from terkirim.sandbox.refusals import Refusal, no_such_object
from terkirim.sandbox.state import State
from terkirim.sandbox.webhooks.courier import Courier
from terkirim.sandbox.world.media import DOWNLOAD, Media
from terkirim.sandbox.world.model import Account, Sender, Template
from terkirim.sandbox.world.uploads import PREFIX, Upload

_CANNOT_PARSE = "Invalid OAuth access token - Cannot parse access token"
HANDS_OUT_TOKENS = ["oauth", "access_token"]
SCHEMES = ("bearer", "oauth")
BODY_MAX = media.LARGEST + 1024 * 1024
Thing = TypeVar("Thing")

ON_SENDER: dict[tuple[str, str], Callable[[State, Sender, Call], Answer]] = {
    ("POST", "messages"): messages.post_message,
    ("POST", "marketing_messages"): marketing_messages.post_marketing,
    ("POST", "media"): media.upload,
    ("GET", "whatsapp_business_profile"): profile.get_profile,
    ("POST", "whatsapp_business_profile"): profile.update_profile,
    ("GET", "block_users"): blocking.list_blocked,
    ("POST", "block_users"): blocking.block,
    ("DELETE", "block_users"): blocking.unblock,
    ("GET", ""): numbers.get_number,
    ("POST", ""): numbers.update_number,
    ("POST", "request_code"): registration.request_code,
    ("POST", "verify_code"): registration.verify_code,
    ("POST", "register"): registration.register,
    ("POST", "deregister"): registration.deregister,
    **AROUND_NUMBER,
}
ON_ACCOUNT: dict[tuple[str, str], Callable[[State, Account, Call], Answer]] = {
    ("GET", ""): accounts.get_account,
    ("POST", ""): accounts.update_account,
    ("GET", "phone_numbers"): numbers.list_numbers,
    ("POST", "phone_numbers"): numbers.add_number,
    ("GET", "subscribed_apps"): accounts.subscriptions,
    ("POST", "subscribed_apps"): accounts.subscribe,
    ("DELETE", "subscribed_apps"): accounts.unsubscribe,
    ("GET", "message_templates"): templates.list_templates,
    ("POST", "message_templates"): template_making.create_template,
    ("DELETE", "message_templates"): templates.delete_template,
    ("POST", "upsert_message_templates"): template_making.upsert_templates,
    ("GET", "message_template_previews"): previews.preview_templates,
}
ON_TEMPLATE: dict[tuple[str, str], Callable[[State, Template, Call], Answer]] = {
    ("GET", ""): templates.get_template,
    ("POST", ""): template_making.edit_template,
    ("POST", "unpause"): templates.unpause_template,
}
ON_MEDIA: dict[tuple[str, str], Callable[[State, Media, Call], Answer]] = {
    ("GET", ""): media.get_media,
    ("DELETE", ""): media.delete_media,
}
ON_APP: dict[tuple[str, str], Callable[[State, str, Call], Answer]] = {
    ("GET", ""): apps.get_app,
    ("POST", "uploads"): uploads.open_session,
    ("GET", "subscriptions"): apps.subscriptions,
    ("POST", "subscriptions"): apps.subscribe,
    ("DELETE", "subscriptions"): apps.unsubscribe,
}
ON_UPLOAD: dict[tuple[str, str], Callable[[State, Upload, Call], Answer]] = {
    ("GET", ""): uploads.get_session,
    ("POST", ""): uploads.receive,
}
ON_BUSINESS: dict[tuple[str, str], Callable[[State, str, Call], Answer]] = {
    ("GET", ""): businesses.get_business,
    ("GET", "owned_whatsapp_business_accounts"): businesses.list_accounts,
    ("GET", "client_whatsapp_business_accounts"): businesses.list_client_accounts,
}
LIBRARY = "message_template_library"
ON_LIBRARY: dict[tuple[str, str], Callable[[State, str, Call], Answer]] = {
    ("GET", ""): library.list_library,
}
ROOT = ("debug_token",)
ON_ROOT: dict[tuple[str, str], Callable[[State, str, Call], Answer]] = {
    ("GET", ""): apps.debug_token,
}


class Graph:
    """The Graph surface over one state."""

    def __init__(self, state: State, courier: Courier) -> None:
        self._state = state
        self._courier = courier

    async def answer(self, request: Request) -> Response:
        """Answer any request as Meta would: with what was asked for, or its error envelope."""
        self._state.record.requests += 1
        fate, at = Fate(), self._state.now()
        FATE.set(fate)
        parts = components(request.scope["path"])
        answer = await kept_waiting(self._state, fate, await self._answer(request, parts))
        if fate.body is None:
            with suppress(Refusal):
                await _read_body(request)
        note(self._state.traffic, at, request, answer, fate)
        if answer.media_type == JSON:  # what an order has a proxy say is not Meta's
            answer.raw_headers += usage_headers(self._state, parts[0] if parts else "")
        return answer

    async def _answer(self, request: Request, parts: list[str]) -> Response:
        try:
            reply = await self._reply(request, parts)
            return reply if isinstance(reply, Response) else json_answer(reply)
        except Refusal as refusal:
            trace = (self._state.seed, "trace", self._state.record.requests)
            return json_answer(refusal.envelope(*trace), refusal.http_status)
        except Interrupted as interrupted:
            return interrupted.answer

    async def _reply(self, request: Request, parts: list[str]) -> Json | Response:
        check_version(self._state.world, request.scope["path"], parts)
        if parts == HANDS_OUT_TOKENS:
            return apps.hand_out_token(self._state, await _read_call(request, parts))
        token = _token_of(request) or await _token_within(request, parts)
        self._check_token(token, parts)
        rule = self._state.faults.find_call(request.method, parts, self._state.now())
        if rule is not None:
            name = f"{request.method} {'/'.join(parts)}"
            befall(self._state, rule, name, self._state.record.count(name))
            strike_before(self._state, rule)
            self._state.faults.spend(rule)
        answer = await self._serve(request, parts, token)
        if rule is not None:
            strike_after(self._state, rule)
        return answer

    async def _serve(self, request: Request, parts: list[str], token: str) -> Json | Response:
        """A download, what must ask the webhook's receiver first, or everything else."""
        if parts == DOWNLOAD:
            return media.download(self._state, dict(request.query_params))
        call = await _read_call(request, parts, token)
        answer = self._dispatch(call)
        if isinstance(answer, Handshake):
            await self._courier.shake_hands(answer.url, answer.verify_token)
            return answer.then()
        return answer

    def _check_token(self, token: str, parts: list[str]) -> None:
        if not token:
            raise Refusal(104, "")
        if token == apps.app_token(self._state):
            apps.check_app_may(parts)
        elif token != self._state.world.token:
            raise Refusal(190, "", message=_CANNOT_PARSE)
        if token == self._state.world.token:
            access.check_expiry(self._state)

    def _dispatch(self, call: Call) -> Answer:
        state, node = self._state, call.node
        access.check_permission(state, call)
        admit_call(state, call)
        check_access(state.world, call.method, node)
        world = state.world
        answer = (
            self._ask(ON_SENDER, world.senders.get(node), call)
            or self._ask(ON_ACCOUNT, world.accounts.get(node), call)
            or self._ask(ON_MEDIA, state.media.find(node, state.now()), call)
            or self._ask(ON_TEMPLATE, world.template_by_id(node), call)
            or self._ask(ON_APP, node if node == APP_ID else None, call)
            or self._ask(ON_UPLOAD, state.uploads.find(node), call)
            or self._ask(ON_BUSINESS, node if world.is_business(node) else None, call)
            or self._ask(ON_ROOT, node if node in ROOT else None, call)
            or self._ask(ON_LIBRARY, node if node == LIBRARY else None, call)
        )
        if answer is None:
            raise no_such_object(call.method, node)
        return answer

    def _ask(
        self,
        table: dict[tuple[str, str], Callable[[State, Thing, Call], Answer]],
        thing: Thing | None,
        call: Call,
    ) -> Answer | None:
        """What the object answers; None when it is not there or knows no such question."""
        answer = None if thing is None else table.get((call.method, call.edge))
        return None if thing is None or answer is None else answer(self._state, thing, call)


def _token_of(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    token = token.strip() if scheme.lower() in SCHEMES else ""
    return token or request.query_params.get("access_token", "")


async def _token_within(request: Request, parts: list[str]) -> str:
    """The token among the parameters of the body, where Graph takes it too."""
    call = await _read_call(request, parts)
    with suppress(Refusal):
        return str(call.parameters().get("access_token") or "")
    return ""


async def _read_call(request: Request, parts: list[str], token: str = "") -> Call:
    path = request.scope["path"]
    if not parts or len(parts) > 2 + (parts[1:2] == [ALL]):
        raise unknown_path(parts[1:])
    call = Call(
        method=request.method,
        node=parts[0],
        edge=ONE if len(parts) == 3 else "".join(parts[1:]),
        query=dict(request.query_params) if request.scope["query_string"] else {},
        raw=await _read_body(request),
        content_type=request.headers.get("content-type", ""),
        base_url=f"{request.scope['scheme']}://{request.headers.get('host', '')}",
        version=first if (first := path.split("/", 2)[1]) != parts[0] else "",
        token=token,
        leaf="".join(parts[2:]),
    )
    if call.node.startswith(PREFIX):
        call.file_offset = request.headers.get("file_offset")
    if call.content_type.startswith("multipart/form-data"):
        call.form, call.files = await read_form(call.content_type, call.raw)
    return call


async def _read_body(request: Request) -> bytes:
    """The body; one larger than any file may be is read to its end and refused (131053)."""
    read = FATE.get().body
    if read is not None:
        return read
    kept: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= BODY_MAX:
            kept.append(chunk)
    FATE.get().body = b"".join(kept)
    if size > BODY_MAX:
        raise Refusal(131053, f"The request holds {size} bytes, more than any file may have.")
    return b"".join(kept)
