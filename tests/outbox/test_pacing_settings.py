"""The owner's pacing: read from the settings, wrong ones explained."""

from datetime import time
from pathlib import Path

import msgspec
import pytest

from terkirim.delivery.outbox.pacing import PacingRules, RampStep
from terkirim.errors import BadSettings
from terkirim.settings import load_settings

NEEDED = """
account_id = "200000000000001"
access_token = "t"
app_secret = "s"
verify_token = "v"
"""


def read(tmp_path: Path, pacing: str) -> PacingRules:
    """The rules a settings file with that table amounts to."""
    file = tmp_path / "terkirim.toml"
    file.write_text(f"{NEEDED}\n[pacing]\n{pacing}\n")
    return msgspec.convert(load_settings(file).pacing.model_dump(), PacingRules)


def test_an_owner_changes_what_differs_and_keeps_the_rest(tmp_path: Path) -> None:
    rules = read(
        tmp_path,
        """
        quiet_from = "20:30"
        timezones = {ID = "Asia/Makassar"}
        ramp = [{a_day = 100, per_second = 5}]
        """,
    )
    assert (rules.quiet_from, rules.quiet_until) == (time(20, 30), time(8))
    assert rules.timezones == {"ID": "Asia/Makassar"}
    assert rules.ramp == (RampStep(100, 5.0),)
    assert rules.marketing_per_contact == 1


def test_a_variable_beats_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERKIRIM_PACING__MARKETING_PER_CONTACT", "3")
    assert read(tmp_path, "marketing_per_contact = 2").marketing_per_contact == 3


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('timezones = {ID = "Asia/Atlantis"}', "pacing.timezones.ID"),
        ('quiet_from = "21:00+07:00"', "pacing.quiet_from"),
        ("urgent_share = 1.0", "pacing.urgent_share"),
        ("marketing_per_contact = -1", "pacing.marketing_per_contact"),
        ("ramp = [{a_day = 0, per_second = 5}]", "pacing.ramp.0.a_day"),
    ],
)
def test_what_cannot_be_is_explained_with_its_name(tmp_path: Path, line: str, name: str) -> None:
    with pytest.raises(BadSettings, match=name):
        read(tmp_path, line)
