"""Orders about how webhooks are brought."""

from starlette.requests import Request

from terkirim.sandbox.clock.clockwork import Clockwork
from terkirim.sandbox.orders.reading import read
from terkirim.sandbox.world.habits import Habits


async def show_habits(works: Clockwork, _request: Request) -> object:
    """GET /_sandbox/webhook/habits."""
    return _whole(works.state.world.habits)


async def set_habits(works: Clockwork, request: Request) -> object:
    """POST /_sandbox/webhook/habits: from now on; what is left out is as usual."""
    works.state.world.habits = await read(request, Habits)
    return _whole(works.state.world.habits)


def _whole(habits: Habits) -> dict[str, object]:
    """All of them, the usual ones too."""
    return {name: getattr(habits, name) for name in habits.__struct_fields__}
