"""What a scenario is: the world it begins with and the steps of its story."""

import msgspec

from terkirim.vocabulary.text import Text


class Step(msgspec.Struct, frozen=True):
    """One entry of the file: who it introduces, if anyone, and what it orders.

    `kind` names the array of tables it stood in (`kinds`), `subject` the account or sender it is
    about.
    """

    kind: str
    line: int
    after_s: float
    subject: str | None
    introduces: dict[str, object]
    body: dict[str, object]


class WorldPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[world]`: what replaces the known world's values; `known` false leaves its people out.

    Without the known world there are only the accounts, senders and templates the file names.
    """

    known: bool = True
    token: str | None = None
    app_secret: str | None = None
    verify_token: str | None = None
    wallet_key: str | None = None
    webhook_url: str | None = None


class Scenario(msgspec.Struct, frozen=True):
    """A scenario, read and found playable. `steps` are in order of time."""

    name: str
    title: Text
    seed: int | None
    start: float | None
    world: WorldPart
    steps: tuple[Step, ...]

    def timeline(self) -> list[dict[str, object]]:
        """The story's steps, for people to read: what is ordered, and how long after the start."""
        return [
            {"after_s": step.after_s, "line": step.line, "order": step.kind, **_said(step)}
            for step in self.steps
        ]


def _said(step: Step) -> dict[str, object]:
    subject = {} if step.subject is None else {"id": step.subject}
    return {**subject, **step.introduces, **step.body}
