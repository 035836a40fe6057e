"""How many templates an account may hold, which names are free, and how often one may be edited."""

import re

from terkirim.sandbox.graph.languages import LANGUAGES
from terkirim.sandbox.refusals import invalid, malformed
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Account, Template

UNVERIFIED_MAX = 250
HELD_S = 30 * 86_400.0
EDITABLE = ("APPROVED", "REJECTED", "PAUSED")
DAY_S, MONTH_S = 86_400.0, 30 * 86_400.0
EDITS_A_MONTH = 10
FULL, HELD, THERE, NOT_EDITABLE = 2388019, 2388023, 2388024, 2388039
NAME_MAX = 512
_NAME = re.compile(r"[a-z0-9_]+")


def check_name(state: State, account: Account, name: str, language: str) -> None:
    """Raises Refusal for a name or language of the wrong form, taken, or held after deletion."""
    if not _NAME.fullmatch(name):
        raise invalid("Param name must hold lowercase letters, digits and underscores only.")
    if len(name) > NAME_MAX:
        raise invalid(f"Param name must be at most {NAME_MAX} characters long.")
    if language not in LANGUAGES:
        raise invalid("Param language must be a valid language code.")
    if state.world.template(account.id, name, language) is not None:
        raise malformed(
            THERE,
            f"There is already {language} content for this template. You can create a new template "
            "and try again.",
            "Content in This Language Already Exists",
        )
    if state.now() < state.world.names_held.get(_place(account.id, name, language), 0.0):
        raise malformed(
            HELD,
            f"New {language} content can't be added while the existing {language} content is being "
            "deleted. Try again in 4 weeks or consider creating a new template.",
            "Message Template Language is Being Deleted",
        )


def check_room(state: State, account: Account, more: int = 1) -> None:
    """Raises Refusal (2388019) when so many more templates are more than the account may hold."""
    held = sum(one.account == account.id for one in state.world.templates.values())
    most = account.templates_max
    if account.verification != "verified":
        most = min(most, UNVERIFIED_MAX)
    if held + more > most:
        raise malformed(FULL, f"This account may hold {most} message templates.")


def hold_name(state: State, template: Template) -> None:
    """Keep the name of an approved template from being used again for thirty days."""
    if template.status in ("APPROVED", "PAUSED"):
        place = _place(template.account, template.name, template.language)
        state.world.names_held[place] = state.now() + HELD_S


def check_edit(template: Template, now: float) -> None:
    """Raises Refusal (2388039) for a template that may not be edited, or not again so soon."""
    if template.status not in EDITABLE:
        raise _no_edit("Only approved, rejected and paused templates can be edited.")
    if template.status != "APPROVED":
        return
    recent = [at for at in template.edited if now - at < MONTH_S]
    if any(now - at < DAY_S for at in recent):
        raise _no_edit("An approved template can be edited once in 24 hours.")
    if len(recent) >= EDITS_A_MONTH:
        raise _no_edit(f"An approved template can be edited {EDITS_A_MONTH} times in 30 days.")


def _no_edit(words: str) -> Exception:
    return malformed(NOT_EDITABLE, words)


def _place(account: str, name: str, language: str) -> str:
    return f"{account}/{name}/{language}"
