"""What the API says where it does not do what is asked."""

from starlette.responses import JSONResponse, Response

from terkirim.vocabulary.text import Text


class Refusal(Exception):
    """A request that is not carried out: the status of the answer, and why."""

    def __init__(self, status: int, text: Text) -> None:
        super().__init__(text.en)
        self.status = status
        self.text = text


def refused(refusal: Refusal) -> Response:
    """`{"error": {"id": …, "en": …}}`: the same sentence in both languages."""
    text = refusal.text
    headers = {"WWW-Authenticate": "Bearer"} if refusal.status == 401 else None
    return JSONResponse({"error": {"id": text.id, "en": text.en}}, refusal.status, headers)
