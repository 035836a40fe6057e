"""An expression means in SQL what it means in plain Python, on both databases."""

import random
from collections.abc import AsyncIterator

import pytest

from segments.expressions import NOW, contact, expression
from segments.people import written_to
from terkirim.delivery.segments.parse import parse
from terkirim.store import Store, contacts, open_store, segments
from terkirim.store.segments import Sift

SENDABLE = {("yes", "active"), ("yes", "doubtful")}
PEOPLE = [contact(random.Random(number), number) for number in range(120)]


@pytest.fixture
async def filled(database: str) -> AsyncIterator[Store]:
    store = await open_store(database)
    async with store.write() as db:
        await contacts.add(db, PEOPLE)
    yield store
    await store.close()


async def test_any_expression_finds_whom_it_means(filled: Store) -> None:
    found_some = 0
    for seed in range(400):
        wanted = expression(random.Random(seed))
        condition = parse(wanted.text).condition
        async with filled.read() as db:
            counted = await segments.shares(db, condition, Sift(NOW))
        meant = [one for one in PEOPLE if wanted.meaning(one)]
        assert sum(share.people for share in counted) == len(meant), wanted.text
        found_some += 0 < len(meant) < len(PEOPLE)
    assert found_some > 200, "most expressions must tell people apart"


async def test_pages_hold_everyone_once_and_tell_whom_nothing_excludes(filled: Store) -> None:
    for seed in range(60):
        wanted = expression(random.Random(seed))
        condition, sift = parse(wanted.text).condition, Sift(NOW)
        found: list[str] = []
        free: list[str] = []
        async with filled.read() as db:
            while page := await segments.page(db, condition, NOW, (found or [""])[-1], 7):
                free += await written_to(db, condition, sift, (found or [""])[-1], 7)
                found += [one.id for one in page]
        meant = {one.id: one for one in PEOPLE if wanted.meaning(one)}
        assert found == sorted(meant), wanted.text
        assert free == [
            one
            for one in found
            if meant[one].phone or meant[one].bsuid
            if (meant[one].consent, meant[one].standing) in SENDABLE
        ], wanted.text


async def test_fields_nobody_has_are_told_from_those_somebody_has(filled: Store) -> None:
    async with filled.read() as db:
        assert await segments.nobodys(db, ["kota", "kotaa", "belanja"]) == ["kotaa"]
        assert await segments.field_names(db) == ["belanja", "kota"]
