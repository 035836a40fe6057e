"""Read a campaign file (TOML)."""

import tomllib
from pathlib import Path

import msgspec

from terkirim.delivery.campaigns.model import CampaignFile
from terkirim.errors import BadCampaign
from terkirim.vocabulary.text import Text


def read_campaign(path: Path) -> CampaignFile:
    """Read and check a campaign file; a relative `contacts` path starts at the file's folder.

    Raises BadCampaign with one sentence naming what is wrong where.
    """
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
        campaign = msgspec.convert(raw, CampaignFile, dec_hook=lambda kind, value: kind(value))
    except FileNotFoundError as error:
        raise _bad(path, "berkasnya tidak ada", "there is no such file") from error
    except (OSError, UnicodeDecodeError) as error:
        raise _bad(path, "berkasnya tidak terbaca", "the file cannot be read") from error
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise _bad(path, str(error), str(error)) from error
    if campaign.contacts is not None and campaign.segment is not None:
        reason_id = "contacts dan segment tidak bisa dipakai bersama; pilih salah satu"
        raise _bad(path, reason_id, "contacts and segment exclude each other; choose one")
    if campaign.contacts is not None:
        contacts = path.parent / campaign.contacts
        return msgspec.structs.replace(campaign, contacts=contacts)
    return campaign


def _bad(path: Path, reason_id: str, reason_en: str) -> BadCampaign:
    return BadCampaign(
        Text(
            id=f"Berkas kampanye {path.name} tidak bisa dipakai: {reason_id}.",
            en=f"The campaign file {path.name} cannot be used: {reason_en}.",
        )
    )
