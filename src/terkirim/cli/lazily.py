"""A group whose commands' modules are imported when they are called."""

from collections.abc import Mapping
from importlib import import_module
from typing import ClassVar

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group


class LazyGroup(TyperGroup):
    """Imports a command's module only when it is called: `explain` needs no database."""

    where: ClassVar[Mapping[str, str]] = {}

    def list_commands(self, ctx: object) -> list[str]:
        """The commands, in the order of a newcomer's reading."""
        return list(self.where)

    def get_command(self, ctx: object, cmd_name: str) -> TyperGroup | TyperCommand | None:
        """One command, imported now; None for a name there is not."""
        if cmd_name not in self.where:
            return None
        module, _, name = self.where[cmd_name].partition(":")
        found = getattr(import_module(module), name)
        if isinstance(found, typer.Typer):
            group = get_group(found)
            group.name = cmd_name
            return group
        single = typer.Typer()
        single.command(cmd_name)(found)
        command = get_command(single)
        return command if isinstance(command, TyperCommand) else None
