"""Template quality and category over time: pauses of growing length, and being filed anew.

A template that turns RED is paused for three hours, the second time for six, the third time it is
disabled. Pauses of quality end by themselves; a pause by pacing ends when the owner ends it.
"""

from typing import cast

from terkirim.sandbox.decisions.agenda import do_at, tell_at
from terkirim.sandbox.notices.templates import (
    category_announced,
    category_done,
    category_suspected,
    disable_info,
    other_info,
    quality_value,
    status_value,
)
from terkirim.sandbox.schedule import Happening
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Category, Score, Template

PAUSES_S = (3 * 3600.0, 6 * 3600.0)
_PAUSE_TITLES = ("FIRST_PAUSE", "SECOND_PAUSE")
UNPAUSED_AFTER_S = 300.0
_STATUS = "message_template_status_update"


def change_quality(state: State, happening: Happening) -> None:
    """The deed `quality`."""
    template = state.world.template_by_id(str(happening.part["template"]))
    if template is not None:
        rate(state, template, cast("Score", happening.part["score"]), happening.due)


def pause(state: State, happening: Happening) -> None:
    """The deed `pause`: by pacing, until its owner ends it."""
    template = state.world.template_by_id(str(happening.part["template"]))
    if template is not None and template.status == "APPROVED":
        template.paused_until = None
        words = "The template is paused while feedback on it is looked at."
        _pause(state, template, other_info("RATE_LIMITING_PAUSE", words), happening.due)


def announce(state: State, happening: Happening) -> None:
    """The deed `announce`: a template is filed wrongly, and may be filed anew."""
    template = state.world.template_by_id(str(happening.part["template"]))
    if template is None:
        return
    category = cast("Category", happening.part["category"])
    in_s = cast("float | None", happening.part["in_s"])
    at, account = happening.due, template.account
    if in_s is None:
        value = category_suspected(template, category)
        tell_at(state, account, "template_correct_category_detection", value, at)
        return
    template.correct_category = category
    value = category_announced(template, at + in_s)
    tell_at(state, account, "template_category_update", value, at)
    order: dict[str, object] = {"template": template.id, "category": category}
    do_at(state, "category", account, order, at + in_s)


def rate(state: State, template: Template, score: Score, at: float) -> None:
    """Give a template a quality score; RED pauses or disables one that may be sent."""
    before = template.quality
    template.quality, template.quality_at = score, at
    if before != score:
        value = quality_value(template, before)
        tell_at(state, template.account, "message_template_quality_update", value, at)
    if score == "RED" and template.status == "APPROVED":
        _fall(state, template, at)


def _fall(state: State, template: Template, at: float) -> None:
    fallen = template.falls
    template.falls += 1
    if fallen >= len(PAUSES_S):
        template.status, template.paused_until = "DISABLED", None
        info = other_info("DISABLED", "The template was paused too often for low quality.")
        value = status_value(template, other_info=info, disable_info=disable_info(at))
        tell_at(state, template.account, _STATUS, value, at)
        return
    hours = f"{PAUSES_S[fallen] / 3600:.0f} hours"
    info = other_info(_PAUSE_TITLES[fallen], f"The template is paused for {hours}: low quality.")
    _pause(state, template, info, at)
    _unpause_at(state, template, at + PAUSES_S[fallen])


def _pause(state: State, template: Template, info: dict[str, object], at: float) -> None:
    template.status = "PAUSED"
    value = status_value(template, other_info=info)
    tell_at(state, template.account, _STATUS, value, at)


def unpause_soon(state: State, template: Template) -> None:
    """End a pause as its owner asks: five minutes from now, or sooner if it ends by itself."""
    asked = state.now() + UNPAUSED_AFTER_S
    if template.paused_until is None or asked < template.paused_until:
        _unpause_at(state, template, asked)


def _unpause_at(state: State, template: Template, until: float) -> None:
    template.paused_until = until
    order: dict[str, object] = {"template": template.id, "until": until}
    do_at(state, "unpause", template.account, order, until)


def end_pause(state: State, happening: Happening) -> None:
    """The deed `unpause`: a pause ends, unless the template is no longer in this one."""
    template = state.world.template_by_id(str(happening.part["template"]))
    if template is None or template.status != "PAUSED":
        return
    if template.paused_until != happening.part["until"]:
        return
    template.status, template.paused_until = "APPROVED", None
    info = other_info("UNPAUSE", "The template may be sent again.")
    value = status_value(template, other_info=info)
    tell_at(state, template.account, _STATUS, value, happening.due)


def change_category(state: State, happening: Happening) -> None:
    """The deed `category`: the change that was announced, unless it was announced otherwise."""
    template = state.world.template_by_id(str(happening.part["template"]))
    if template is None or template.correct_category != happening.part["category"]:
        return
    before, template.correct_category = template.category, None
    template.previous_category = before
    template.category = cast("Category", happening.part["category"])
    value = category_done(template, before)
    tell_at(state, template.account, "template_category_update", value, happening.due)
