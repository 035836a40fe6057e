"""Orders about templates: what they are, how reviews of them end, what Meta does to them."""

from typing import Annotated, Literal

import msgspec
from starlette.requests import Request

from terkirim.sandbox.amounts import Seconds
from terkirim.sandbox.clock.clockwork import Clockwork
from terkirim.sandbox.decisions import deeds
from terkirim.sandbox.decisions.reviews import ANY, concerns, review_key, submit
from terkirim.sandbox.messages.journey import tell
from terkirim.sandbox.notices import Json
from terkirim.sandbox.notices.templates import category_done, components_value, status_value
from terkirim.sandbox.orders.reading import BadOrder, read
from terkirim.sandbox.orders.world import Health, find_account
from terkirim.sandbox.state import State
from terkirim.sandbox.world.known import ACCOUNT, body_component
from terkirim.sandbox.world.model import Category, Review, Score, Template, TemplateStatus

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=512)]
Words = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
Reason = Literal[
    "ABUSIVE_CONTENT",
    "CATEGORY_NOT_AVAILABLE",
    "INCORRECT_CATEGORY",
    "INVALID_FORMAT",
    "NONE",
    "PROMOTIONAL",
    "SCAM",
    "TAG_CONTENT_MISMATCH",
]


class TemplateOrder(msgspec.Struct, forbid_unknown_fields=True):
    """A template to add or change; what is left out of a known one stays.

    `components` are taken as they are; `body` alone makes a template of one body.
    """

    name: Name
    language: Name
    category: Category | None = None
    status: TemplateStatus | None = None
    body: Annotated[str, msgspec.Meta(max_length=1024)] | None = None
    components: Annotated[list[dict[str, object]], msgspec.Meta(max_length=10)] | None = None
    parameter_format: Literal["POSITIONAL", "NAMED"] | None = None
    quality: Score | None = None
    account: str = ACCOUNT
    health: Health | None = None
    notify: bool = False

    def __post_init__(self) -> None:
        if self.body is not None and self.components is not None:
            msg = "a template has either a body or components"
            raise ValueError(msg)


class ReviewOrder(msgspec.Struct, forbid_unknown_fields=True):
    """How reviews of a template end from now on, those under way among them.

    `name` "*": of every template without an order of its own. A template the sandbox does not
    know yet may be named.
    """

    name: Name = ANY
    language: Name | None = None
    account: str = ACCOUNT
    decision: Literal["APPROVED", "REJECTED", "PENDING"] = "APPROVED"
    reason: Reason | None = None
    recommendation: Words | None = None
    category: Category | None = None
    after_s: Seconds | None = None

    def __post_init__(self) -> None:
        if self.decision != "APPROVED" and self.category is not None:
            msg = "only an approved template gets another category"
            raise ValueError(msg)
        if self.decision != "REJECTED" and (self.reason or self.recommendation):
            msg = "only a rejected template has a reason and a recommendation"
            raise ValueError(msg)
        if self.name == ANY and self.language is not None:
            msg = "a language needs the name of a template"
            raise ValueError(msg)


class Act(msgspec.Struct, forbid_unknown_fields=True):
    """A template Meta does something to, now or so many seconds from now."""

    name: Name
    language: Name
    account: str = ACCOUNT
    at_s: Seconds = 0.0


class QualityOrder(Act, forbid_unknown_fields=True):
    """Another quality score; RED pauses or disables."""

    score: Score = "RED"


class CategoryOrder(Act, kw_only=True, forbid_unknown_fields=True):
    """Another category: announced, and made so `announce_s` later (a day).

    `only_suspected`: Meta only says that it looks filed wrongly.
    """

    category: Category
    announce_s: Seconds = 86_400.0
    only_suspected: bool = False


async def put_template(works: Clockwork, request: Request) -> object:
    """PUT /_sandbox/templates: add or change one template."""
    order = await read(request, TemplateOrder)
    world = works.state.world
    find_account(works.state, order.account)
    old = world.template(order.account, order.name, order.language)
    new = _merge(works.state, order, old)
    world.put_template(new)
    if order.notify:
        _notify(works.state, old, new)
    return new


def _merge(state: State, order: TemplateOrder, old: Template | None) -> Template:
    before = old or Template(
        id=state.world.next_template_id(),
        account=order.account,
        name=order.name,
        language=order.language,
        category="UTILITY",
        status="APPROVED",
        components=[body_component("")],
    )
    components = None if order.body is None else [body_component(order.body)]
    return msgspec.structs.replace(
        before,
        category=order.category or before.category,
        status=order.status or before.status,
        components=order.components or components or before.components,
        parameter_format=order.parameter_format or before.parameter_format,
        quality=order.quality or before.quality,
        health=before.health if order.health is None else order.health,
    )


def _notify(state: State, old: Template | None, new: Template) -> None:
    if old is None or old.status != new.status:
        tell(state, new.account, "message_template_status_update", status_value(new))
    if old is not None and old.components != new.components:
        tell(state, new.account, "message_template_components_update", components_value(new))
    if old is not None and old.category != new.category:
        tell(state, new.account, "template_category_update", category_done(new, old.category))


async def delete_template(works: Clockwork, request: Request) -> object:
    """DELETE /_sandbox/templates?name=&language=: one language, or all without `language`."""
    name, language = request.query_params.get("name"), request.query_params.get("language")
    templates = works.state.world.templates
    gone = [
        key
        for key, one in templates.items()
        if one.name == name and language in (None, "", one.language)
    ]
    for key in gone:
        del templates[key]
    return {"deleted": len(gone)}


async def put_review(works: Clockwork, request: Request) -> object:
    """PUT /_sandbox/reviews: how reviews end; those under way begin anew."""
    order = await read(request, ReviewOrder)
    state = works.state
    find_account(state, order.account)
    review = Review(**{name: getattr(order, name) for name in order.__struct_fields__})
    state.world.reviews[review_key(review.account, review.name, review.language)] = review
    for template in state.world.templates.values():
        if template.status == "PENDING" and concerns(review, template):
            submit(state, template)
    return review


async def show_reviews(works: Clockwork, _request: Request) -> object:
    """GET /_sandbox/reviews: the orders in force, and the templates that wait."""
    world = works.state.world
    waiting = [
        {"account": one.account, "name": one.name, "language": one.language}
        for one in world.templates.values()
        if one.status == "PENDING"
    ]
    return {"orders": list(world.reviews.values()), "waiting": waiting}


async def remove_reviews(works: Clockwork, request: Request) -> object:
    """DELETE /_sandbox/reviews: all orders, or those for `?name=`."""
    name, reviews = request.query_params.get("name"), works.state.world.reviews
    gone = [key for key, one in reviews.items() if name in (None, one.name)]
    for key in gone:
        del reviews[key]
    return {"removed": len(gone)}


async def rate_template(works: Clockwork, request: Request) -> object:
    """POST /_sandbox/templates/quality: its score changes, with all that follows."""
    order = await read(request, QualityOrder)
    return _act(works.state, "quality", order, {"score": order.score})


async def pause_template(works: Clockwork, request: Request) -> object:
    """POST /_sandbox/templates/pause: paused by pacing, until `POST /{template_id}/unpause`."""
    return _act(works.state, "pause", await read(request, Act), {})


async def recategorise_template(works: Clockwork, request: Request) -> object:
    """POST /_sandbox/templates/category: Meta files it anew, or says that it should be."""
    order = await read(request, CategoryOrder)
    in_s = None if order.only_suspected else order.announce_s
    return _act(works.state, "announce", order, {"category": order.category, "in_s": in_s})


def _act(state: State, act: str, order: Act, wish: Json) -> Json:
    template = state.world.template(order.account, order.name, order.language)
    if template is None:
        raise BadOrder("no such template", 404)
    wish = {"template": template.id, **wish}
    return {"template": template.id, "at": deeds.order(state, act, order.account, wish, order.at_s)}
