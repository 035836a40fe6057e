"""One contact: whether each kind of message is sent to them, and what that rests on."""

import msgspec
from starlette.responses import Response

from terkirim.delivery.insights.person.look_up import Asking, look_up
from terkirim.delivery.insights.person.tell import Teller
from terkirim.delivery.outbox.pacing import PacingRules
from terkirim.errors import BadInput, NotFound
from terkirim.store import registry
from terkirim.web.dashboard.visit import Visit

_TONES = {"yes": "good", "later": "wait", "no": "bad"}


async def page(visit: Visit) -> Response:
    """A contact by our id, or any address of theirs."""
    settings = visit.terkirim.settings
    async with visit.terkirim.store.read() as db:
        known = sorted(await registry.sender_ids(db))
        asking = Asking(
            now=visit.now,
            account_id=settings.account_id,
            sender_id=settings.sender or (known or [""])[0],
            region=settings.region,
            pacing=msgspec.convert(settings.pacing.model_dump(), PacingRules),
            until_inactive=settings.the_policy().failures_until_inactive,
        )
        try:
            person = await look_up(db, visit.request.path_params["address"], asking)
        except BadInput as error:
            raise NotFound(error.text) from error
    values = {
        "person": person,
        "teller": Teller(visit.reader.language, visit.reader.moment),
        "tones": _TONES,
        "place": "messages",
    }
    return visit.page("contact", values)
