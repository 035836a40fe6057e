"""Which versions of the Graph API there are: in the known world v13.0 to v26.0.

`POST /_sandbox/graph` sets others. A path without a version means the newest.
"""

import re
from functools import lru_cache

from terkirim.sandbox.refusals import Refusal
from terkirim.sandbox.world.model import World

_VERSION = re.compile(r"v(\d{1,3})(?:\.(\d{1,3}))?")
_NONE_SUCH = -1


def check_version(world: World, path: str, parts: list[str]) -> None:
    """Raises Refusal (2500) for a path of these components under a version there is not."""
    number = _number(path.split("/", 2)[1])
    if number is not None and not world.oldest_version <= number <= world.newest_version:
        raise unknown_path(parts)


def unknown_path(parts: list[str]) -> Refusal:
    """What Graph says of a path that leads nowhere."""
    return Refusal(2500, "", message=f"Unknown path components: /{'/'.join(parts)}")


@lru_cache(maxsize=256)
def _number(component: str) -> int | None:
    """The version a component names, None where it names none. There are no minor ones."""
    found = _VERSION.fullmatch(component)
    if found is None:
        return None
    return int(found[1]) if int(found[2] or 0) == 0 else _NONE_SUCH
