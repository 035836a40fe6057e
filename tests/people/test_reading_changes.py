"""What Meta's real webhooks say of changed people is read, whatever year's keys they have."""

from pathlib import Path

import msgspec
import pytest

from people.webhooks import became, body, wrote
from terkirim.cloudapi.webhooks import PersonChange, StatusUpdate, named_senders, read_webhook
from terkirim.sandbox import LIVE_SENDER

PAYLOADS = Path(__file__).parents[2].parent / "shared" / "payloads" / "webhooks"
OLD, NEW = "US.13491208655302741918", "US.24817305912873645029"
EXPECTED = {
    "message_system__pywa_system_phone_number_change.json": (
        ("address", "+972987654321", None, "+972912345678", None),
    ),
    "message_system__pywa_system_identity_change.json": (
        ("identity", "+972987654321", None, None, None),
    ),
    "message_system__chat_sample_messages_2.json": (("address", None, OLD, None, NEW),),
    "user_id_update__chat_sample_messages.json": (
        ("address", "+15557654321", OLD, "+15557654321", NEW),
    ),
    "message_system__restfb_webhook_incoming_message_system.json": (
        ("address", "+491234567890", None, None, None),
    ),
    "message_system__whatsapp_cloud_api_notificationfactorytest.json": (
        ("address", None, None, None, None),
    ),
}


@pytest.mark.skipif(not PAYLOADS.is_dir(), reason="real payloads are not on this machine")
@pytest.mark.parametrize("name", EXPECTED)
def test_real_payloads_are_read(name: str) -> None:
    found = [
        (one.kind, one.phone, one.user_id, one.new_phone, one.new_user_id)
        for one in read_webhook((PAYLOADS / name).read_bytes())
        if isinstance(one, PersonChange)
    ]
    assert tuple(found) == EXPECTED[name]


def test_the_old_keys_and_hostile_ones() -> None:
    old = {
        "from": "6281200000001",
        "id": "wamid.1",
        "timestamp": "1700000000",
        "type": "system",
        "system": {
            "body": "Sari changed from 6281200000001 to 6281300000009",
            "new_wa_id": "6281300000009",
            "customer": "6281200000001",
            "type": "customer_changed_number",
        },
    }
    broken: list[object] = [None, [], "x", {"type": 5}, {"type": "other"}]
    hostile = [{**old, "system": one} for one in broken]
    [change] = read_webhook(body([old, *hostile]))
    assert isinstance(change, PersonChange)
    assert (change.phone, change.new_phone) == ("+6281200000001", "+6281300000009")


def test_a_change_is_its_sender_s() -> None:
    told = body([became(("+6281200000001", None), ("+6281300000009", None), 1.7e9)])
    assert named_senders(told) == {LIVE_SENDER}


def test_a_user_id_in_the_place_of_a_number_and_a_group_are_nobody_s_number() -> None:
    by_id = {**wrote(None, None, 1.7e9), "from": OLD}
    [message] = read_webhook(body([by_id]))
    assert (getattr(message, "phone", ""), getattr(message, "user_id", "")) == (None, OLD)
    status = {"id": "wamid.1", "status": "delivered", "timestamp": "1700000000"}
    group = {**status, "recipient_id": "120363000000", "recipient_type": "group"}
    [found] = read_webhook(body([group], "statuses"))
    assert isinstance(found, StatusUpdate)
    assert found.phone is None
    assert msgspec.json.encode(found)
