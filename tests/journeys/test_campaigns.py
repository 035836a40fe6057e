"""Campaigns: checked before anything leaves, taken in once, with every row accounted for."""

from pathlib import Path

import pytest

from house import House
from terkirim.delivery.campaigns.model import CampaignFile, Parameter
from terkirim.delivery.lists.clean import clean
from terkirim.delivery.lists.model import CleanList
from terkirim.errors import BadCampaign
from terkirim.sandbox import ACCOUNT, LIVE_SENDER
from terkirim.vocabulary.clock import HOUR

LIST = """Nama;No WA;Setuju
Sari;0812-0000-0001;ya
Budi;081200000002;
Tono;+62 812 0000 0003;tidak
Sari lagi;62812 00000001;ya
"""
PARAMETERS = (Parameter("nama", "Pelanggan"), Parameter("diskon", "15%"))
PROMO = CampaignFile("Promo", "promo_bulanan", parameters=PARAMETERS)


def _list(folder: Path) -> CleanList:
    path = folder / "list.csv"
    path.write_text(LIST)
    return clean(path)


async def test_a_campaign_reaches_each_contact_once_and_needs_a_yes(
    house: House, tmp_path: Path
) -> None:
    contacts = _list(tmp_path)
    assert (len(contacts.accepted), len(contacts.rejected)) == (2, 2)
    first = await house.terkirim.campaigns.take_in(PROMO, contacts, ACCOUNT, LIVE_SENDER)
    again = await house.terkirim.campaigns.take_in(PROMO, contacts, ACCOUNT, LIVE_SENDER)
    assert (first.entered, first.left_out, first.known) == (1, 1, 0)
    assert (again.entered, again.left_out, again.known) == (0, 0, 2)
    await house.stage.play(HOUR)
    record = await house.sandbox.record()
    assert [send["to"] for send in record["sends"]] == ["+6281200000001"]
    overview = await house.terkirim.insights.overview()
    assert overview.causes["recipient.no_consent"].messages == 1
    assert overview.states["cancelled"] == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (CampaignFile("A", "promo_bulanan", parameters=PARAMETERS[:1]), "{{1}}, {{2}}"),
        (CampaignFile("A", "promo_bulannan", parameters=PARAMETERS), "promo_bulanan"),
        (CampaignFile("A", "order_ready", language="en", parameters=PARAMETERS), "en_US"),
    ],
)
async def test_what_does_not_fit_the_registry_is_refused_before_anything_is_sent(
    house: House, tmp_path: Path, changed: CampaignFile, said: str
) -> None:
    with pytest.raises(BadCampaign) as refused:
        await house.terkirim.campaigns.take_in(changed, _list(tmp_path), ACCOUNT, LIVE_SENDER)
    assert said in refused.value.text.id
    assert said in refused.value.text.en
    await house.stage.play(HOUR)
    assert (await house.sandbox.record())["sends"] == []
    assert (await house.terkirim.insights.overview()).states == {}
