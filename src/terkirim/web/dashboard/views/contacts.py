"""One contact: whether each kind of message is sent to them, and what that rests on."""

from starlette.responses import Response

from terkirim.delivery.insights.person.look_up import look_up
from terkirim.delivery.insights.person.tell import Teller
from terkirim.errors import BadInput, NotFound
from terkirim.web.dashboard.visit import Visit

_TONES = {"yes": "good", "later": "wait", "no": "bad"}


async def page(visit: Visit) -> Response:
    """A contact by our id, or any address of theirs."""
    asking = visit.terkirim.asking()
    async with visit.terkirim.store.read() as db:
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
