"""The values of webhooks about templates, in Meta's shapes (facts/platform.md, section b)."""

from datetime import UTC, datetime
from typing import cast

from terkirim.sandbox.notices.envelope import Json
from terkirim.sandbox.world.model import Template

_ABOUT_BUTTONS: dict[str, str] = {
    "url": "message_template_button_url",
    "phone_number": "message_template_button_phone_number",
}


def template_head(template: Template) -> Json:
    """What every template webhook names."""
    return {
        "message_template_id": int(template.id),
        "message_template_name": template.name,
        "message_template_language": template.language,
    }


def status_value(template: Template, **more: object) -> Json:
    """The value of `message_template_status_update`; `more`: other_info, disable_info and so on."""
    return {
        "event": template.status,
        **template_head(template),
        "message_template_category": template.category,
        "reason": template.rejected_reason,
        **more,
    }


def rejection_info(reason: str, recommendation: str | None) -> Json:
    """Why a review ended badly, in words."""
    advice = recommendation or "Edit the template so that it follows the guidelines, and resubmit."
    return {"reason": reason, "recommendation": advice}


def other_info(title: str, description: str) -> Json:
    """Which kind of pause it is."""
    return {"title": title, "description": description}


def disable_info(at: float) -> Json:
    """The day from which a template is disabled."""
    return {"disable_date": day(at)}


def day(at: float) -> str:
    """A day as Meta writes it: `January 31, 2026`."""
    moment = datetime.fromtimestamp(at, UTC)
    return f"{moment:%B} {moment.day}, {moment.year}"


def components_value(template: Template) -> Json:
    """The value of `message_template_components_update`: the texts after an edit."""
    value = {**template_head(template), "message_template_element": template.body()}
    if title := template.component_text("HEADER"):
        value["message_template_title"] = title
    if footer := template.component_text("FOOTER"):
        value["message_template_footer"] = footer
    if buttons := _buttons(template):
        value["message_template_buttons"] = [_button(one) for one in buttons]
    return value


def _buttons(template: Template) -> list[Json]:
    for component in template.components:
        buttons = component.get("buttons")
        if str(component.get("type", "")).upper() == "BUTTONS" and isinstance(buttons, list):
            return [cast("Json", one) for one in buttons if isinstance(one, dict)]
    return []


def _button(button: Json) -> Json:
    value: Json = {
        "message_template_button_type": str(button.get("type", "")).upper(),
        "message_template_button_text": button.get("text", ""),
    }
    for name, told in _ABOUT_BUTTONS.items():
        if name in button:
            value[told] = button[name]
    return value


def quality_value(template: Template, before: str) -> Json:
    """The value of `message_template_quality_update`."""
    return {
        "previous_quality_score": before,
        "new_quality_score": template.quality,
        **template_head(template),
    }


def category_announced(template: Template, at: float) -> Json:
    """`template_category_update` ahead of the change: `new_category` is still the present one."""
    return {
        **template_head(template),
        "new_category": template.category,
        "correct_category": template.correct_category,
        "category_update_timestamp": int(at),
    }


def category_done(template: Template, before: str) -> Json:
    """`template_category_update` of a change that is made."""
    return {
        **template_head(template),
        "previous_category": before,
        "new_category": template.category,
    }


def category_suspected(template: Template, correct: str) -> Json:
    """The value of `template_correct_category_detection`: an early warning, no change."""
    return {
        **template_head(template),
        "category": template.category,
        "correct_category": correct,
    }
