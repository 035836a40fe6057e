"""Messages: the list, and one message's way."""

from typing import NamedTuple

from starlette.responses import Response

from terkirim.errors import NotFound
from terkirim.store import Message, contacts
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.phone import Phone, read_phone, spellings
from terkirim.vocabulary.states import State
from terkirim.web.dashboard.content import content_of
from terkirim.web.dashboard.paging import Paging
from terkirim.web.dashboard.subjects import Subjects
from terkirim.web.dashboard.visit import Visit
from terkirim.web.dashboard.words.attempts import OUTCOMES, SMS_STATES
from terkirim.web.dashboard.words.diagnosis import last_diagnosis
from terkirim.web.dashboard.words.holds import lifted_by, waits_for
from terkirim.web.dashboard.words.states import CATEGORIES
from terkirim.web.dashboard.words.stations import days

_ROWS = 50


class _Filters(NamedTuple):
    state: str | None
    cause: str | None
    q: str

    def admit(self, message: Message) -> bool:
        return self.state in (None, message.state) and self.cause in (None, message.cause)


async def listing(visit: Visit) -> Response:
    """Messages, newest first, of a state or cause; `q` finds a number or an id."""
    filters = _filters(visit)
    paging = Paging(visit, _ROWS)
    if filters.q and (found := await _by_id(visit, filters.q)):
        return visit.go(f"/messages/{found}")
    if filters.q:
        rows = paging.cut([m for m in await _to(visit, filters.q) if filters.admit(m)])
    else:
        insights = visit.terkirim.insights
        rows = paging.keep(
            await insights.recent(filters.state, filters.cause, _ROWS + 1, paging.offset)
        )
    values = {
        "rows": rows,
        "names": await _names(visit, rows),
        "filters": filters,
        "paging": paging,
        "states": [state.value for state in State],
        "causes": [cause.value for cause in Cause],
        "place": "messages",
    }
    return visit.page("messages", values)


async def timeline(visit: Visit) -> Response:
    """All that is known of one message."""
    found = await visit.terkirim.insights.timeline(visit.request.path_params["message_id"])
    subjects = await Subjects.read(visit.terkirim.store, [found.hold] if found.hold else [])
    hold = None
    if found.hold:
        hold = {
            "subject": subjects.of(visit.reader, found.hold),
            "waits_for": waits_for(visit.reader, found.hold, visit.now),
            "lifted_by": lifted_by(visit.reader, found.hold),
        }
    values = {
        "found": found,
        "sender": subjects.sender(found.message.sender_id),
        "arrived": found.message.state in (State.DELIVERED, State.READ),
        "category": visit.reader.labelled(CATEGORIES, found.message.category),
        "content": content_of(found.message.payload),
        "diagnosis": last_diagnosis(visit.reader, found.stations),
        "days": days(visit.reader, found.stations),
        "hold": hold,
        "attempts": [
            (attempt, visit.reader.labelled(OUTCOMES, attempt.outcome or "open"))
            for attempt in found.attempts
        ],
        "sms_state": visit.reader.labelled(SMS_STATES, found.sms.state) if found.sms else None,
        "place": "messages",
    }
    return visit.page("message", values)


async def _names(visit: Visit, rows: list[Message]) -> dict[str, str | None]:
    async with visit.terkirim.store.read() as db:
        people = await contacts.by_id(db, [message.contact_id for message in rows])
    return {contact.id: contact.name for contact in people.values()}


def _filters(visit: Visit) -> _Filters:
    state, cause = visit.query("state"), visit.query("cause")
    return _Filters(
        state if state in set(State) else None,
        cause if cause in set(Cause) else None,
        visit.query("q"),
    )


async def _by_id(visit: Visit, wanted: str) -> str | None:
    try:
        return (await visit.terkirim.insights.timeline(wanted)).message.id
    except NotFound:
        return None


async def _to(visit: Visit, wanted: str) -> list[Message]:
    """The messages to a number, however it is written, or to a user id."""
    phone = read_phone(wanted, visit.terkirim.settings.region)
    addresses = spellings(phone.e164) if isinstance(phone, Phone) else (wanted,)
    return [
        message
        for address in addresses
        for message in await visit.terkirim.insights.to_recipient(address)
    ]
