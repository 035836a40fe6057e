"""Lists a page at a time: `limit`, `after`, `before`, and links to the next and previous page."""

from urllib.parse import urlencode

from terkirim.sandbox.graph.call import Call, Json
from terkirim.sandbox.refusals import Refusal, invalid

USUAL = 25
MOST = 1000


def page(call: Call, items: list[Json], stamp: int | None = None) -> Json:
    """One page of a list; a cursor holds a position, and a `stamp` where the list has one.

    Raises Refusal: 131059 for a cursor that is none, 139102 for one with another stamp, so from
    before the list changed.
    """
    start, end = _bounds(call, len(items), stamp)
    shown = items[start:end]
    if not shown:
        return {"data": []}
    before, after = _cursor(start, stamp), _cursor(end, stamp)
    paging: Json = {"cursors": {"before": before, "after": after}}
    if end < len(items):
        paging["next"] = _link(call, {"limit": str(end - start), "after": after})
    if start > 0:
        paging["previous"] = _link(call, {"limit": str(end - start), "before": before})
    return {"data": shown, "paging": paging}


def _bounds(call: Call, length: int, stamp: int | None) -> tuple[int, int]:
    limit = _limit(call)
    after, before = call.query.get("after"), call.query.get("before")
    if before and not after:
        end = min(_position(before, stamp), length)
        return max(end - limit, 0), end
    start = _position(after, stamp) if after else 0
    return start, min(start + limit, length)


def _link(call: Call, place: dict[str, str]) -> str:
    """Where another page is; like Graph's own links it holds the token."""
    left_out = ("access_token", "after", "before", "limit")
    question = {name: value for name, value in call.query.items() if name not in left_out}
    query = urlencode({"access_token": call.token, **question, **place})
    version = f"/{call.version}" if call.version else ""
    return f"{call.base_url}{version}/{call.node}/{call.edge}?{query}"


def _limit(call: Call) -> int:
    text = call.query.get("limit", str(USUAL))
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 10):
        raise invalid("Param limit must be a positive integer.")
    return min(max(int(text), 1), MOST)


def _cursor(position: int, stamp: int | None) -> str:
    return f"QVFI{position:08d}{'' if stamp is None else f'{stamp:08d}'}ZD"


def _position(text: str, stamp: int | None) -> int:
    middle = text[4:-2]
    if len(middle) not in (8, 16) or not (middle.isascii() and middle.isdigit()):
        raise Refusal(131059, "Invalid cursor.", message="(#131059) Invalid cursor")
    if stamp is not None and middle[8:] != f"{stamp:08d}":
        raise Refusal(139102, "Blocklist was updated during retrieval - retry with offset 0")
    return int(middle[:8])
