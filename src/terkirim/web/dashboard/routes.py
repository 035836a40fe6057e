"""Which page is where."""

from starlette.routing import BaseRoute, Route

from terkirim.assembly import Terkirim
from terkirim.web.dashboard.door import Door
from terkirim.web.dashboard.house import House
from terkirim.web.dashboard.views import (
    alerts,
    contacts,
    entry,
    guide,
    holds,
    inbox,
    messages,
    overview,
)
from terkirim.web.dashboard.views.assets import serve_asset


def routes(terkirim: Terkirim) -> list[BaseRoute]:
    """The dashboard's pages. All but the guide and the login want a session."""
    house = House(terkirim)
    return [
        Route("/", Door(house, get=overview.page)),
        Route("/overview", Door(house, get=overview.part)),
        Route("/alerts/{alert_id}/done", Door(house, post=alerts.done)),
        Route("/messages", Door(house, get=messages.listing)),
        Route("/messages/{message_id}", Door(house, get=messages.timeline)),
        Route("/contacts/{address}", Door(house, get=contacts.page)),
        Route("/holds", Door(house, get=holds.listing)),
        Route("/holds/{hold_id}/lift", Door(house, get=holds.ask, post=holds.lift)),
        Route("/inbox", Door(house, get=inbox.listing)),
        Route("/guide", Door(house, get=guide.listing, public=True)),
        Route("/guide/{code}", Door(house, get=guide.code, public=True)),
        Route("/login", Door(house, get=entry.login_form, post=entry.log_in, public=True)),
        Route("/logout", Door(house, post=entry.log_out)),
        Route("/setup", Door(house, get=entry.setup_form, post=entry.set_up, public=True)),
        Route("/static/{name}", Door(house, get=serve_asset, public=True)),
    ]
