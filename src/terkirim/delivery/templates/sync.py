"""Read the template registry from Meta, and keep it."""

from collections.abc import Mapping
from typing import Any

import msgspec

from terkirim.cloudapi import CloudApi
from terkirim.delivery.templates.rules import declared_places
from terkirim.store import Store, Template, registry
from terkirim.vocabulary.clock import Clock


class TemplateSync:
    """Keeps the registry of an account's templates in step with Meta."""

    def __init__(self, store: Store, api: CloudApi, account_id: str, clock: Clock) -> None:
        self._store = store
        self._api = api
        self._account_id = account_id
        self._clock = clock

    async def all(self) -> list[Template]:
        """Read every template. Raises what `CloudApi` raises."""
        now = self._clock.now()
        raw = await self._api.templates(self._account_id)
        async with self._store.write() as db:
            known = await registry.all_templates(db, self._account_id)
            since = {template.key: template.first_seen_at for template in known}
            found = [_template(item, self._account_id, now) for item in raw]
            kept = [
                msgspec.structs.replace(item, first_seen_at=since.get(item.key, now))
                for item in found
            ]
            await registry.replace_templates(db, self._account_id, kept)
        return kept


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
