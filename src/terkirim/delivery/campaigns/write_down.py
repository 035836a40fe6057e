"""Write a campaign's messages down, whichever way its people came in."""

from collections.abc import Mapping, Sequence

from terkirim.delivery.campaigns.model import CampaignFile
from terkirim.delivery.campaigns.rules import template_body
from terkirim.delivery.outbox.model import NewMessage
from terkirim.delivery.outbox.take_in import PRIORITIES, leave_out_alike, take_in_alike
from terkirim.store import Campaign
from terkirim.store.campaigns import Recipient
from terkirim.store.engine import Connection
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.clock import DAY


class CampaignMessages:
    """What the messages of one campaign have in common."""

    def __init__(self, file: CampaignFile, campaign: Campaign, account_id: str) -> None:
        self.file = file
        self.campaign = campaign
        self._account_id = account_id

    async def write(
        self,
        db: Connection,
        queued: Sequence[Recipient],
        left_out: Mapping[Cause, Sequence[Recipient]],
        now: float,
    ) -> None:
        """Write down what is sent, and a row telling why for each who is left out.

        Raises IntegrityError where one of them is in the campaign already.
        """
        like = self._like(now)
        await take_in_alike(db, like, queued, now)
        for cause, people in left_out.items():
            await leave_out_alike(db, like, people, now, cause)

    def _like(self, now: float) -> NewMessage:
        file, campaign = self.file, self.campaign
        return NewMessage(
            account_id=self._account_id,
            sender_id=campaign.sender_id,
            contact_id="",
            recipient="",
            body=template_body(file.template, file.language, ()),
            category=campaign.category,
            campaign_id=campaign.id,
            priority=PRIORITIES[campaign.category],
            expires_at=now + file.life_days * DAY if file.life_days is not None else None,
        )
