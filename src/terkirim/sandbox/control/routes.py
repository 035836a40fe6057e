"""Which order answers which path under `/_sandbox/`."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from terkirim.sandbox.answers import json_answer
from terkirim.sandbox.clockwork import Clockwork
from terkirim.sandbox.control import changes, chaos, people, time, world
from terkirim.sandbox.control.reading import BadOrder
from terkirim.sandbox.refusals import Refusal

Order = Callable[[Clockwork, Request], Awaitable[object]]


async def show_record(works: Clockwork, _request: Request) -> object:
    """GET /_sandbox/record: everything that was asked of the sandbox."""
    return works.state.record.to_dict()


async def show_summary(works: Clockwork, _request: Request) -> object:
    """GET /_sandbox/record/summary."""
    return works.state.record.summary()


ORDERS: tuple[tuple[str, str, Order], ...] = (
    ("GET", "/", world.show_world),
    ("GET", "/clock", time.show_clock),
    ("POST", "/clock", time.move_clock),
    ("POST", "/reset", time.reset),
    ("POST", "/webhook", world.set_webhook),
    ("GET", "/faults", chaos.show_faults),
    ("POST", "/faults", chaos.add_faults),
    ("DELETE", "/faults", chaos.remove_faults),
    ("POST", "/sms", chaos.set_sms),
    ("POST", "/accounts/{id}", world.change_account),
    ("POST", "/senders/{id}", world.change_sender),
    ("GET", "/otp/{id}", world.show_otp),
    ("PUT", "/templates", world.put_template),
    ("DELETE", "/templates", world.delete_template),
    ("POST", "/inbound", people.write_inbound),
    ("POST", "/changes", changes.send_change),
    ("POST", "/people", people.set_people),
    ("POST", "/preferences", people.set_preference),
    ("GET", "/record", show_record),
    ("GET", "/record/summary", show_summary),
)


def control_routes(works: Clockwork) -> list[BaseRoute]:
    """The routes of the control plane."""
    return [Route(path, _endpoint(works, order), methods=[how]) for how, path, order in ORDERS]


def _endpoint(works: Clockwork, order: Order) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            return json_answer(await order(works, request))
        except BadOrder as problem:
            return json_answer({"error": str(problem)}, problem.status)
        except Refusal as refusal:
            return json_answer({"error": refusal.message}, 400)

    return endpoint
