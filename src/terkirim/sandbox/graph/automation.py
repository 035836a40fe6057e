"""What WhatsApp does by itself in a new chat: a welcome, prompts to tap, commands to type."""

import re
from typing import cast

from terkirim.sandbox.graph.call import Call, Json, decoded, objects_of
from terkirim.sandbox.refusals import Refusal, invalid
from terkirim.sandbox.state import State
from terkirim.sandbox.world.model import Sender
from terkirim.sandbox.world.numbers import Automation

PROMPTS_MAX, PROMPT_MAX = 3, 80
COMMANDS_MAX, NAME_MAX, DESCRIPTION_MAX = 30, 30, 256
_NAME = re.compile(r"[a-zA-Z0-9_]+")


def update_automation(_state: State, sender: Sender, call: Call) -> Json:
    """POST /{phone_number_id}/conversational_automation: what is left out stays."""
    if sender.verification != "VERIFIED":
        raise _unprocessed(
            "Phone number must be verified before configuring conversational automation"
        )
    given, kept = call.parameters(), sender.automation
    welcome = given.get("enable_welcome_message", kept.welcome)
    if welcome not in (True, False, "true", "false"):
        raise invalid("Param enable_welcome_message must be a boolean.")
    prompts, commands = kept.prompts, kept.commands
    if given.get("prompts") is not None:
        prompts = _prompts(decoded("prompts", given["prompts"]))
    if given.get("commands") is not None:
        commands = _commands({"commands": decoded("commands", given["commands"])})
    sender.automation = Automation(welcome in (True, "true"), prompts, commands)
    return {"success": True}


def shown_automation(sender: Sender) -> Json | None:
    """The field `conversational_automation` of a number; None where nothing was ever set."""
    kept = sender.automation
    if kept == Automation():
        return None
    return {
        "enable_welcome_message": kept.welcome,
        "prompts": list(kept.prompts),
        "commands": [
            {"command_name": name, "command_description": about} for name, about in kept.commands
        ],
    }


def _prompts(given: object) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(one, str) and one for one in given):
        raise invalid("Param prompts must be an array of strings.")
    if len(given) > PROMPTS_MAX:
        raise _refused(f"Too many prompts provided. Maximum allowed is {PROMPTS_MAX}")
    if any(len(one) > PROMPT_MAX for one in given):
        raise _refused(f"Prompt text exceeds maximum length of {PROMPT_MAX} characters")
    return tuple(given)


def _commands(given: Json) -> tuple[tuple[str, str], ...]:
    found = objects_of(given, "commands")
    if len(found) > COMMANDS_MAX:
        raise _refused(f"Too many commands provided. Maximum allowed is {COMMANDS_MAX}")
    commands = [(one.get("command_name"), one.get("command_description")) for one in found]
    for name, description in commands:
        if not isinstance(name, str) or not _NAME.fullmatch(name) or len(name) > NAME_MAX:
            raise _refused(
                "Invalid command name format. Command names must contain only alphanumeric "
                "characters and underscores"
            )
        if not isinstance(description, str) or not 0 < len(description) <= DESCRIPTION_MAX:
            raise invalid(f"Param command_description must be 1 to {DESCRIPTION_MAX} characters.")
    names = [name for name, _ in commands]
    for name in names:
        if names.count(name) > 1:
            raise _unprocessed(
                f"Command names must be unique. Duplicate command name found: {name}"
            )
    return tuple(cast("list[tuple[str, str]]", commands))


def _refused(message: str) -> Refusal:
    return Refusal(100, "", message=message)


def _unprocessed(message: str) -> Refusal:
    return Refusal(100, "", message=message, kind="GraphMethodException", http_status=422)
