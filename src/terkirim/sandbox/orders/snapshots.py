"""Orders about snapshots: keep how everything is, and come back to it."""

import re

from starlette.requests import Request

from terkirim.sandbox.clock.clockwork import Clockwork
from terkirim.sandbox.orders.reading import BadOrder
from terkirim.sandbox.state import Snapshot

MOST = 100
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")


async def list_snapshots(works: Clockwork, _request: Request) -> object:
    """GET /_sandbox/snapshots: their names and the instant each was taken at."""
    kept = works.state.snapshots
    return {"snapshots": [{"name": name, "at": one.at} for name, one in kept.items()]}


async def take_snapshot(works: Clockwork, request: Request) -> object:
    """POST /_sandbox/snapshots/{name}: in place of an earlier one of that name.

    It holds the world, people, faults, what is to come, and the records. A reset leaves it alone.
    """
    name, kept = request.path_params["name"], works.state.snapshots
    if _NAME.fullmatch(name) is None:
        raise BadOrder("a snapshot's name has up to 64 letters, digits, dots, dashes, underscores")
    if name not in kept and len(kept) >= MOST:
        message = f"there are {MOST} snapshots already: delete one first"
        raise BadOrder(message)
    kept[name] = works.state.snapshot()
    return {"name": name, "at": kept[name].at}


async def restore_snapshot(works: Clockwork, request: Request) -> object:
    """POST /_sandbox/snapshots/{name}/restore: everything as it was, the virtual clock too.

    A real clock goes on: what fell due since then goes out at once.
    """
    snapshot = _found(works, request)
    await works.restore(snapshot)
    return {"name": request.path_params["name"], "now": works.state.now()}


async def delete_snapshot(works: Clockwork, request: Request) -> object:
    """DELETE /_sandbox/snapshots/{name}."""
    _found(works, request)
    del works.state.snapshots[request.path_params["name"]]
    return await list_snapshots(works, request)


def _found(works: Clockwork, request: Request) -> Snapshot:
    snapshot = works.state.snapshots.get(request.path_params["name"])
    if snapshot is None:
        raise BadOrder("no such snapshot", 404)
    return snapshot
