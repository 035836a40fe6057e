"""The parts of a webhook's body, in Meta's shapes (facts/platform.md, section b)."""

from terkirim.sandbox.codes import about
from terkirim.sandbox.people import Person, name_of
from terkirim.sandbox.record import Send
from terkirim.sandbox.world import Sender, Template, World, digits
from terkirim.vocabulary.identifiers import is_bsuid

Json = dict[str, object]
_HREF = "/documentation/business-messaging/whatsapp/support/error-codes"


def contact_of(person: Person, *, with_profile: bool = False) -> Json:
    """An entry of `contacts`: by number, or by business-scoped user id alone."""
    if is_bsuid(person.phone):
        contact: Json = {"user_id": person.phone}
    else:
        contact = {"wa_id": digits(person.phone)}
    if with_profile:
        contact["profile"] = {"name": name_of(person)}
    return contact


def status_part(send: Send, status: str, at: float, error: Json | None = None) -> Json:
    """An entry of `statuses`."""
    part: Json = {"id": send.wamid, "status": status, "timestamp": str(int(at))}
    part["recipient_user_id" if is_bsuid(send.to) else "recipient_id"] = (
        send.to if is_bsuid(send.to) else digits(send.to)
    )
    if send.callback_data is not None:
        part["biz_opaque_callback_data"] = send.callback_data
    if status in ("sent", "delivered"):
        part["pricing"] = _pricing(send.category)
    if error is not None:
        part["errors"] = [error]
    return part


def _pricing(category: str | None) -> Json:
    free = category is None
    return {
        "billable": not free,
        "pricing_model": "PMP",
        "type": "free_customer_service" if free else "regular",
        "category": "service" if category is None else category.lower(),
    }


def error_part(code: int, details: str | None = None, subcode: int | None = None) -> Json:
    """An entry of `errors`, wherever a webhook has them."""
    known = about(code, subcode)
    part: Json = {"code": known.code}
    if known.subcode is not None:
        part["error_subcode"] = known.subcode
    return {
        **part,
        "title": known.title,
        "message": known.title,
        "error_data": {"details": details if details is not None else known.details},
        "href": _HREF,
    }


def inbound_part(wamid: str, person: str, content: Json, at: float) -> Json:
    """An entry of `messages`: what a person wrote."""
    origin = {"from_user_id": person} if is_bsuid(person) else {"from": digits(person)}
    return {**origin, "id": wamid, "timestamp": str(int(at)), **content}


def text_content(text: str) -> Json:
    """The content of a message that is a text."""
    return {"type": "text", "text": {"body": text}}


def unsupported_content(errors: list[Json], kind: str | None = None) -> Json:
    """The content of a message Meta could not pass on; `kind` is what it was, where Meta says."""
    content: Json = {"type": "unsupported", "errors": errors}
    return content if kind is None else {**content, "unsupported": {"type": kind}}


def preference_part(person: str, value: str, at: float) -> Json:
    """An entry of `user_preferences`: a person stops or resumes marketing."""
    who = {"user_id": person} if is_bsuid(person) else {"wa_id": digits(person)}
    return {
        **who,
        "detail": f"User requested to {value} marketing messages",
        "category": "marketing_messages",
        "value": value,
        "timestamp": int(at),
    }


def template_head(template: Template) -> Json:
    """What every template webhook names."""
    return {
        "message_template_id": int(template.id),
        "message_template_name": template.name,
        "message_template_language": template.language,
    }


def template_status_value(template: Template) -> Json:
    """The value of `message_template_status_update`."""
    value = {"event": template.status, **template_head(template)}
    value["message_template_category"] = template.category
    value["reason"] = template.rejected_reason
    return value


def template_components_value(template: Template) -> Json:
    """The value of `message_template_components_update`."""
    return {**template_head(template), "message_template_element": template.body()}


def template_category_value(template: Template, before: str) -> Json:
    """The value of a completed `template_category_update`."""
    return {
        **template_head(template),
        "previous_category": before,
        "new_category": template.category,
    }


def metadata(sender: Sender) -> Json:
    """Which of the business's numbers a webhook is about."""
    return {"display_phone_number": sender.digits(), "phone_number_id": sender.id}


def envelope(world: World, account: str, changes: list[Json], at: float) -> Json:
    """The whole body around the changes of one account."""
    entry = {"id": account, "time": int(at), "changes": changes}
    return {"object": "whatsapp_business_account", "entry": [entry]}
