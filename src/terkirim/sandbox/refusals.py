"""How the sandbox says no: Meta's error envelope."""

from terkirim.sandbox.chance import trace_id
from terkirim.sandbox.chaos.rules import Fail
from terkirim.sandbox.codes import about

_BARE = {104, 190, 2500}  # Meta words these without the `(#code)` prefix


class Refusal(Exception):
    """A request is refused with a code, as Meta would refuse it."""

    def __init__(
        self, code: int, details: str | None = None, **overrides: str | int | None
    ) -> None:
        """`overrides`: `message`, `subcode`, `http_status`, `kind` (the envelope's `type`).

        Also `user_title` and `user_message`, words meant for people.
        """
        subcode = overrides.get("subcode")
        known = about(code, None if subcode is None else int(subcode))
        self.code = known.code
        self.details = known.details if details is None else details
        self.message = str(overrides.get("message") or _message(known.code, known.title))
        self.subcode = known.subcode
        self.user_title = overrides.get("user_title") or known.user_title
        self.user_message = overrides.get("user_message")
        self.http_status = int(overrides.get("http_status") or known.http_status)
        self.kind = str(overrides.get("kind") or "OAuthException")
        super().__init__(self.message)

    def envelope(self, *trace: object) -> dict[str, object]:
        """The body of the answer; `trace` names the request, for a repeatable `fbtrace_id`."""
        error: dict[str, object] = {
            "message": self.message,
            "type": self.kind,
            "code": self.code,
        }
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.user_title is not None:
            error["error_user_title"] = self.user_title
        if self.user_message is not None:
            error["error_user_msg"] = self.user_message
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        error["fbtrace_id"] = trace_id(*trace)
        return {"error": error}


def _message(code: int, title: str) -> str:
    return title if code in _BARE else f"(#{code}) {title}"


def ordered(fail: Fail) -> Refusal:
    """The refusal a fault rule orders."""
    return Refusal(fail.code, fail.details, subcode=fail.subcode, http_status=fail.http_status)


def invalid(message: str) -> Refusal:
    """The general refusal (#100): a parameter is missing or wrong in form."""
    return Refusal(100, "", message=f"(#100) {message}")


def required(name: str) -> Refusal:
    """A parameter that must be there is not."""
    return invalid(f"The parameter {name} is required.")


def malformed(subcode: int | None, words: str, title: str | None = None) -> Refusal:
    """How template management says no: code 100, with words meant for people."""
    return Refusal(
        100,
        "",
        message="Invalid parameter",
        subcode=subcode,
        user_title=title,
        user_message=words,
    )


def no_such_object(method: str, node: str) -> Refusal:
    """The answer for an id nobody knows, or one that cannot do what was asked (100, subcode 33)."""
    message = (
        f"Unsupported {method.lower()} request. Object with ID '{node}' does not exist, cannot be "
        "loaded due to missing permissions, or does not support this operation. Please read the "
        "Graph API documentation at https://developers.facebook.com/docs/graph-api"
    )
    return Refusal(100, "", message=message, subcode=33, kind="GraphMethodException")
