"""Finding an entry: by code, in a pasted error, by words in either language."""

import json

import pytest

from terkirim.errors import NotFound
from terkirim.knowledge import catalogue

STATUS_WEBHOOK = {
    "object": "whatsapp_business_account",
    "entry": [
        {
            "id": "1029384756",
            "changes": [
                {
                    "field": "messages",
                    "value": {
                        "statuses": [
                            {"id": "wamid.A", "status": "sent"},
                            {
                                "id": "wamid.B",
                                "status": "failed",
                                "timestamp": "1790000000",
                                "recipient_id": "6281200000000",
                                "errors": [{"code": 131026, "title": "Message undeliverable"}],
                            },
                        ]
                    },
                }
            ],
        }
    ],
}


@pytest.mark.parametrize(
    ("pasted", "code"),
    [
        ("131049", 131049),
        (" #131049 ", 131049),
        ("4", 4),
        ("(#131030) Recipient phone number not in allowed list", 131030),
        ("GraphError: (#4) Application request limit reached", 4),
        ("Request failed with status code 400: code: 132000", 132000),
        ("HTTP code 404, error code 132001", 132001),
        ("kode galat 190", 190),
        ("pesan gagal 131047 tadi pagi", 131047),
        ('{"error": {"message": "(#131030) x", "code": 131030, "error_subcode": 33}}', 131030),
        ('{"error": {"code": "133010"}}', 133010),
        ('send failed: {"error":{"type":"OAuthException","code":190}}', 190),
        ('[{"code": 131042}]', 131042),
        ("error_code=131026", 131026),
        ('{"error": {"code": 100, "error_subcode": 2388024}}', 2388024),
        ('{"error": {"code": "100", "error_subcode": "2388024"}}', 2388024),
        ("{'error': {'code': 100, 'error_subcode': 2388024}}", 2388024),
        ('{"error": {"code": 190, "error_subcode": 2388024}}', 190),
        ('{"error": {"code": 130429, "error_subcode": 2494055}}', 130429),
        ('{"error": {"code": 100, "error_subcode": 9999999}}', 100),
        (json.dumps(STATUS_WEBHOOK), 131026),
    ],
)
def test_the_code_in_whatever_is_pasted(pasted: str, code: int) -> None:
    assert catalogue.code_in(pasted) == code


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "saldo habis",
        "081234567890",
        "6281234567890",
        "+62 812-3456-7890",
        "131049 or 131026?",
        '{"template": {"language": {"code": "id"}}}',
        '{"code": true}',
        "[" * 100_000,
    ],
)
def test_no_code_is_made_up(pasted: str) -> None:
    assert catalogue.code_in(pasted) is None


def test_a_code_searched_for_is_the_only_answer() -> None:
    pasted = "(#131030) Recipient phone number not in allowed list"

    assert [entry.code for entry in catalogue.search(pasted)] == [131030]
    assert [entry.code for entry in catalogue.search("131026")] == [131026]


def test_an_unknown_code_says_what_its_number_suggests() -> None:
    with pytest.raises(NotFound) as missing:
        catalogue.entry(132999)

    assert missing.value.text.en == (
        "Code 132999 is not in the catalogue; by its number it is about templates."
    )
    assert "soal template" in missing.value.text.id
    assert catalogue.find(132999) is None


def test_a_number_of_no_group_is_said_to_be_none() -> None:
    with pytest.raises(NotFound, match="no known group"):
        catalogue.entry(777777)
