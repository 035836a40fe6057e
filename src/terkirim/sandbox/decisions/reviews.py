"""Review of templates: what is created or edited waits, and is then approved or rejected.

How it ends is asked when it ends, so an order given in between still counts.
"""

from terkirim.sandbox.chance import Dice
from terkirim.sandbox.decisions.agenda import do_at, tell_at
from terkirim.sandbox.messages.journey import tell
from terkirim.sandbox.notices.templates import (
    category_done,
    components_value,
    rejection_info,
    status_value,
)
from terkirim.sandbox.schedule import Happening
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Review, Template, World

ANY = "*"
QUICKEST_S, SLOWEST_S = 2.0, 8.0
_USUAL_REASON = "INVALID_FORMAT"


def submit(state: State, template: Template) -> None:
    """Put a template under review, from now on."""
    template.status = "PENDING"
    template.version += 1
    review = review_of(state.world, template)
    name = (template.account, template.name, template.language, template.version)
    by_chance = Dice(state.seed, "review", *name).between(QUICKEST_S, SLOWEST_S)
    after = by_chance if review.after_s is None else review.after_s
    order: dict[str, object] = {"template": template.id, "version": template.version}
    do_at(state, "review", template.account, order, state.now() + after)


def review_of(world: World, template: Template) -> Review:
    """The order for this template: for its language, its name, or every template; or the usual."""
    wanted = (
        review_key(template.account, template.name, template.language),
        review_key(template.account, template.name, None),
        review_key(template.account, ANY, None),
    )
    found = (world.reviews[key] for key in wanted if key in world.reviews)
    return next(found, Review(template.name, template.account))


def review_key(account: str, name: str, language: str | None) -> str:
    """Under which name an order for reviews is kept."""
    return f"{account}/{name}/{language or ''}"


def concerns(review: Review, template: Template) -> bool:
    """Whether an order is about that template."""
    return (
        review.account == template.account
        and review.name in (ANY, template.name)
        and review.language in (None, template.language)
    )


def decide(state: State, happening: Happening) -> None:
    """The deed `review`: end the review, if the template still waits for this one."""
    template = state.world.template_by_id(str(happening.part["template"]))
    if template is None or template.status != "PENDING":
        return
    if template.version != happening.part["version"]:
        return
    review = review_of(state.world, template)
    if review.decision == "APPROVED":
        _approve(state, template, review, happening.due)
    elif review.decision == "REJECTED":
        _reject(state, template, review, happening.due)


def _approve(state: State, template: Template, review: Review, at: float) -> None:
    account, before = template.account, template.category
    template.status, template.rejected_reason = "APPROVED", review.reason or "NONE"
    if review.category is not None and review.category != before:
        template.previous_category, template.category = before, review.category
        tell_at(state, account, "template_category_update", category_done(template, before), at)
    tell_at(state, account, "message_template_status_update", status_value(template), at)
    if template.approved_components not in (None, template.components):
        value = components_value(template)
        tell_at(state, account, "message_template_components_update", value, at)
    template.approved_components = template.components


def tell_deletion(state: State, template: Template) -> None:
    """Tell that a template was deleted by its owner."""
    value = {**status_value(template), "event": "PENDING_DELETION"}
    tell(state, template.account, "message_template_status_update", value)


def _reject(state: State, template: Template, review: Review, at: float) -> None:
    reason = review.reason or _USUAL_REASON
    template.status, template.rejected_reason = "REJECTED", reason
    info = rejection_info(reason, review.recommendation)
    value = status_value(template, rejection_info=info)
    tell_at(state, template.account, "message_template_status_update", value, at)
