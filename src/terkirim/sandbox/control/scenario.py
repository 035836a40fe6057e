"""Orders about scenarios: play one, show it, end it."""

from starlette.requests import Request

from terkirim.sandbox.clock.clockwork import Clockwork
from terkirim.sandbox.orders.reading import BadOrder
from terkirim.sandbox.scenario.faulty import BadScenario
from terkirim.sandbox.scenario.play import Opening
from terkirim.sandbox.scenario.read import read_scenario


async def play_scenario(works: Clockwork, request: Request) -> object:
    """POST /_sandbox/scenario: begin anew with the scenario in the body, in TOML.

    The webhook address stays unless the scenario names one.
    """
    try:
        text = (await request.body()).decode("utf-8-sig")
        scenario = read_scenario(text, "scenario")
    except UnicodeDecodeError:
        raise BadOrder("a scenario is a text in UTF-8") from None
    except BadScenario as bad:
        raise BadOrder(" ".join(bad.sentences("en"))) from None
    webhook = works.state.world.webhook_url
    works.state.opening = Opening(scenario)
    seed = works.state.seed if scenario.seed is None else scenario.seed
    await works.reset(seed, scenario.start)
    works.state.world.webhook_url = works.state.world.webhook_url or webhook
    return _shown(works)


async def show_scenario(works: Clockwork, _request: Request) -> object:
    """GET /_sandbox/scenario: what is played, step by step, and which steps could not be taken."""
    return _shown(works)


async def end_scenario(works: Clockwork, _request: Request) -> object:
    """DELETE /_sandbox/scenario: back to the known world, for good."""
    works.state.opening = None
    await works.reset(works.state.seed)
    return _shown(works)


def _shown(works: Clockwork) -> object:
    opening, now = works.state.opening, works.state.now()
    if not isinstance(opening, Opening):
        return {"scenario": None, "now": now}
    scenario = opening.scenario
    return {
        "scenario": scenario.name,
        "title": scenario.title,
        "now": now,
        "steps": scenario.timeline(),
        "missed": works.state.record.missed,
    }
