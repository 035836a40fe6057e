"""Which order answers which path under `/_sandbox/`."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from terkirim.sandbox.answers import json_answer
from terkirim.sandbox.clock.clockwork import Clockwork
from terkirim.sandbox.control import openapi, scenario
from terkirim.sandbox.orders import (
    access,
    changes,
    chaos,
    events,
    graph,
    habits,
    later,
    people,
    snapshots,
    templates,
    time,
    traffic,
    world,
)
from terkirim.sandbox.orders.reading import BadOrder
from terkirim.sandbox.refusals import Refusal

Order = Callable[[Clockwork, Request], Awaitable[object]]


async def show_record(works: Clockwork, _request: Request) -> object:
    """GET /_sandbox/record: everything that was asked of the sandbox."""
    return works.state.record.to_dict()


async def show_summary(works: Clockwork, _request: Request) -> object:
    """GET /_sandbox/record/summary."""
    return works.state.record.summary()


async def show_description(_works: Clockwork, _request: Request) -> object:
    """GET /_sandbox/openapi.json: this control plane, described."""
    return openapi.describe(ORDERS)


ORDERS: tuple[tuple[str, str, Order], ...] = (
    ("GET", "/", world.show_world),
    ("GET", "/openapi.json", show_description),
    ("GET", "/clock", time.show_clock),
    ("POST", "/clock", time.move_clock),
    ("POST", "/reset", time.reset),
    ("POST", "/webhook", world.set_webhook),
    ("GET", "/webhook/habits", habits.show_habits),
    ("POST", "/webhook/habits", habits.set_habits),
    ("GET", "/faults", chaos.show_faults),
    ("POST", "/faults", chaos.add_faults),
    ("DELETE", "/faults", chaos.remove_faults),
    ("POST", "/sms", chaos.set_sms),
    ("POST", "/accounts/{id}", world.change_account),
    ("POST", "/senders/{id}", world.change_sender),
    ("POST", "/token", access.change_token),
    ("POST", "/graph", graph.change_graph),
    ("GET", "/otp/{id}", world.show_otp),
    ("PUT", "/templates", templates.put_template),
    ("DELETE", "/templates", templates.delete_template),
    ("POST", "/templates/quality", templates.rate_template),
    ("POST", "/templates/pause", templates.pause_template),
    ("POST", "/templates/category", templates.recategorise_template),
    ("GET", "/reviews", templates.show_reviews),
    ("PUT", "/reviews", templates.put_review),
    ("DELETE", "/reviews", templates.remove_reviews),
    ("POST", "/accounts/{id}/events", events.happen_to_account),
    ("POST", "/senders/{id}/events", events.happen_to_sender),
    ("POST", "/inbound", people.write_inbound),
    ("POST", "/changes", changes.send_change),
    ("POST", "/people", people.set_people),
    ("GET", "/people/{phone}", people.show_person),
    ("POST", "/preferences", people.set_preference),
    ("GET", "/scenario", scenario.show_scenario),
    ("POST", "/scenario", scenario.play_scenario),
    ("DELETE", "/scenario", scenario.end_scenario),
    ("GET", "/record", show_record),
    ("GET", "/record/summary", show_summary),
    ("GET", "/record/traffic", traffic.show_traffic),
    ("GET", "/later", later.show_later),
    ("POST", "/later", later.put_off),
    ("DELETE", "/later", later.forget_later),
    ("GET", "/snapshots", snapshots.list_snapshots),
    ("POST", "/snapshots/{name}", snapshots.take_snapshot),
    ("POST", "/snapshots/{name}/restore", snapshots.restore_snapshot),
    ("DELETE", "/snapshots/{name}", snapshots.delete_snapshot),
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
