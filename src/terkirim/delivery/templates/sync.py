"""Read the template registry from Meta, and keep it."""

import asyncio
import math
from collections.abc import Mapping
from typing import Any

import msgspec
import structlog

from terkirim.cloudapi import CloudApi
from terkirim.delivery.templates.rules import declared_places
from terkirim.errors import TerkirimError
from terkirim.store import Store, Template, registry
from terkirim.vocabulary.clock import HOUR, MINUTE, Clock

_OLD = 6 * HOUR  # webhooks tell of changes; this is for those that were lost
_OLD_FOR_A_REFUSAL = 5 * MINUTE
_AGAIN_AFTER = 5 * MINUTE  # a reading that failed

_log = structlog.get_logger(__name__)


class TemplateSync:
    """Keeps the registry of an account's templates in step with Meta.

    Its age is counted from this process's own last reading, before the first of which it is old.
    """

    def __init__(self, store: Store, api: CloudApi, account_id: str, clock: Clock) -> None:
        self._store = store
        self._api = api
        self._account_id = account_id
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()
        self._read_at = -math.inf
        self._failed_at: float | None = None  # None where the last reading succeeded

    async def all(self) -> list[Template]:
        """Read every template. Raises what `CloudApi` raises."""
        now = self._clock.now()
        raw = await self._api.templates(self._account_id)
        async with self._store.write() as db:
            known = await registry.all_templates(db, self._account_id)
            since = {template.key: template.first_seen_at for template in known}
            found = [_template(item, self._account_id, now) for item in raw]
            different = {item.key: item for item in found}  # pages may overlap
            kept = [
                msgspec.structs.replace(item, first_seen_at=since.get(key, now))
                for key, item in different.items()
            ]
            await registry.replace_templates(db, self._account_id, kept)
        self._read_at, self._failed_at = self._clock.now(), None
        return kept

    async def try_all(self) -> bool:
        """Read every template; where Meta does not answer that is logged, and what is stored stays.

        Answers whether they were read.
        """
        try:
            await self.all()
        except TerkirimError as error:
            self._failed_at = self._clock.now()
            _log.warning("templates cannot be read, what is stored stays", error=str(error))
            return False
        return True

    def is_old(self, age_s: float = _OLD) -> bool:
        """Whether the last reading is that long ago, or failed some minutes ago."""
        failed_at = self._failed_at
        due = self._read_at + age_s if failed_at is None else failed_at + _AGAIN_AFTER
        return self._clock.now() >= due

    async def renew(self) -> int:
        """Read them if they are old; answers 1 where that was done."""
        async with self._one_at_a_time:
            return int(self.is_old() and await self.try_all())

    async def is_newer_than(self, instant: float) -> bool:
        """Whether they were read at or after an instant; read now, for all who ask at once, unless
        that was done in the last minutes.
        """
        async with self._one_at_a_time:
            if self.is_old(_OLD_FOR_A_REFUSAL):
                await self.try_all()
        return self._read_at >= instant


def _template(raw: Mapping[str, Any], account_id: str, now: float) -> Template:
    components = [item for item in raw.get("components") or () if isinstance(item, dict)]
    body = next((item for item in components if str(item.get("type")).upper() == "BODY"), {})
    return Template(
        account_id=account_id,
        name=str(raw.get("name", "")),
        language=str(raw.get("language", "")),
        id=str(raw.get("id", "")),
        category=str(raw.get("category", "")).upper(),
        status=str(raw.get("status", "")).upper(),
        parameter_format=str(raw.get("parameter_format") or "POSITIONAL"),
        parameter_count=len(declared_places(components)),
        body=str(body.get("text") or ""),
        components=msgspec.json.encode(components).decode(),
        first_seen_at=now,
        synced_at=now,
    )
