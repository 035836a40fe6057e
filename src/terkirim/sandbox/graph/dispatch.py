"""From a path to what answers it: `/v25.0/{node}/{edge}`, the version left out or not."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from terkirim.sandbox.answers import DroppedConnection, json_answer
from terkirim.sandbox.calls import components
from terkirim.sandbox.faults import Rule
from terkirim.sandbox.graph import accounts, messages, numbers, registration, templates
from terkirim.sandbox.graph.call import Call, Json
from terkirim.sandbox.graph.messages import Dropped
from terkirim.sandbox.refusals import Refusal, no_such_object, ordered
from terkirim.sandbox.state import State
from terkirim.sandbox.webhooks import Courier
from terkirim.sandbox.world import Account, Sender, Template

_CANNOT_PARSE = "Invalid OAuth access token - Cannot parse access token"

ON_SENDER: dict[tuple[str, str], Callable[[State, Sender, Call], Json]] = {
    ("POST", "messages"): messages.post_message,
    ("GET", ""): numbers.get_number,
    ("POST", ""): registration.set_pin,
    ("POST", "request_code"): registration.request_code,
    ("POST", "verify_code"): registration.verify_code,
    ("POST", "register"): registration.register,
    ("POST", "deregister"): registration.deregister,
}
ON_ACCOUNT: dict[tuple[str, str], Callable[[State, Account, Call], Json]] = {
    ("GET", ""): accounts.get_account,
    ("GET", "phone_numbers"): numbers.list_numbers,
    ("GET", "subscribed_apps"): accounts.subscriptions,
    ("DELETE", "subscribed_apps"): accounts.unsubscribe,
    ("GET", "message_templates"): templates.list_templates,
    ("POST", "message_templates"): templates.create_template,
    ("DELETE", "message_templates"): templates.delete_template,
}
ON_TEMPLATE: dict[tuple[str, str], Callable[[State, Template, Call], Json]] = {
    ("GET", ""): templates.get_template,
    ("POST", ""): templates.edit_template,
}


class Graph:
    """The Graph surface over one state."""

    def __init__(self, state: State, courier: Courier) -> None:
        self._state = state
        self._courier = courier

    async def answer(self, request: Request) -> Response:
        """Answer any request as Meta would: with what was asked for, or its error envelope."""
        self._state.record.requests += 1
        try:
            return json_answer(await self._reply(request))
        except Refusal as refusal:
            trace = (self._state.seed, "trace", self._state.record.requests)
            return json_answer(refusal.envelope(*trace), refusal.http_status)
        except Dropped:
            return DroppedConnection()

    async def _reply(self, request: Request) -> Json:
        self._check_token(request)
        parts = components(request.url.path)
        rule = self._state.faults.find_call(request.method, parts, self._state.now())
        if rule is not None:
            self._strike(rule)
        answer = await self._serve(await _read_call(request, parts))
        if rule is not None and rule.connection == "reset_after_acceptance":
            raise Dropped
        return answer

    def _strike(self, rule: Rule) -> None:
        """What a rule that names this call does before the call is looked at."""
        self._state.faults.spend(rule)
        if rule.connection == "reset_before":
            raise Dropped
        if rule.fail is not None:
            raise ordered(rule.fail)

    async def _serve(self, call: Call) -> Json:
        subscribing = (call.method, call.edge) == ("POST", "subscribed_apps")
        if subscribing and call.node in self._state.world.accounts:
            return await accounts.subscribe(self._state, self._courier, call)
        return self._dispatch(call)

    def _check_token(self, request: Request) -> None:
        header = request.headers.get("authorization", "")
        token = header[7:].strip() if header[:7].lower() == "bearer " else ""
        token = token or request.query_params.get("access_token", "")
        if not token:
            raise Refusal(104, "")
        if token != self._state.world.token:
            raise Refusal(190, "", message=_CANNOT_PARSE)

    def _dispatch(self, call: Call) -> Json:
        world, what = self._state.world, (call.method, call.edge)
        if sender := world.senders.get(call.node):
            if on_sender := ON_SENDER.get(what):
                return on_sender(self._state, sender, call)
        elif account := world.accounts.get(call.node):
            if on_account := ON_ACCOUNT.get(what):
                return on_account(self._state, account, call)
        elif (template := world.template_by_id(call.node)) and (found := ON_TEMPLATE.get(what)):
            return found(self._state, template, call)
        raise no_such_object(call.method, call.node)


async def _read_call(request: Request, parts: list[str]) -> Call:
    if not parts or len(parts) > 2:
        message = f"Unknown path components: {'/' + '/'.join(parts[1:])}"
        raise Refusal(2500, "", message=message)
    return Call(
        method=request.method,
        node=parts[0],
        edge=parts[1] if len(parts) == 2 else "",
        query=dict(request.query_params),
        raw=await request.body(),
        content_type=request.headers.get("content-type", ""),
        base_url=f"{request.url.scheme}://{request.url.netloc}",
    )
