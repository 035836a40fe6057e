"""A person in words, for the command line and the dashboard alike: plain text, not escaped."""

from collections.abc import Callable

from terkirim.delivery.insights.person.model import Agreed, Failed, Known, Obstacle
from terkirim.knowledge import catalogue
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.text import Language, Text

WORDS = {
    "marketing": Text(id="Promosi", en="Marketing"),
    "utility": Text(id="Pemberitahuan", en="Utility"),
    "service": Text(id="Balasan bebas", en="Free-form reply"),
    "yes": Text(id="dikirimi", en="written to"),
    "later": Text(id="nanti", en="later"),
    "no": Text(id="tidak dikirimi", en="not written to"),
    "change": Text(id="yang mengubahnya", en="what would change it"),
    "until": Text(id="sampai {at}", en="until {at}"),
    "nothing": Text(id="tidak ada halangan", en="nothing stands against it"),
    "name": Text(id="Kontak", en="Contact"),
    "former": Text(id="Alamat dulu", en="Former address"),
    "agreed": Text(id="Persetujuan", en="Consent"),
    "agreed_marketing": Text(id="promosi", en="marketing"),
    "agreed_utility": Text(id="pemberitahuan", en="utility"),
    "consent_yes": Text(id="ya", en="yes"),
    "consent_no": Text(id="tidak", en="no"),
    "consent_unknown": Text(id="belum diketahui", en="unknown"),
    "standing": Text(id="Keadaan", en="Standing"),
    "active": Text(id="aktif", en="active"),
    "doubtful": Text(id="ragu", en="doubtful"),
    "inactive": Text(id="Tidak Aktif", en="inactive"),
    "of": Text(id="{counted} dari {most} kegagalan", en="{counted} of {most} failures"),
    "counted": Text(id="dihitung", en="counted"),
    "watched": Text(id="diamati sampai {at}", en="watched until {at}"),
    "cancelled": Text(
        id="dibatalkan: kemudian ada tanda hidup", en="cancelled: a sign of life came"
    ),
    "channel": Text(id="Terjangkau lewat", en="Reached by"),
    "whatsapp": Text(id="WhatsApp", en="WhatsApp"),
    "sms": Text(id="SMS", en="SMS"),
    "none": Text(id="tidak lewat apa pun", en="nothing"),
    "unknown": Text(id="belum diketahui", en="not known yet"),
    "delivered": Text(id="Terakhir sampai", en="Last delivered"),
    "read": Text(id="Terakhir dibaca", en="Last read"),
    "wrote": Text(id="Terakhir menulis", en="Last wrote"),
    "never": Text(id="belum pernah", en="never"),
    "window": Text(id="Jendela 24 jam", en="24-hour window"),
    "open": Text(id="terbuka sampai {at}", en="open until {at}"),
    "closed": Text(id="tertutup", en="closed"),
    "failures": Text(id="Kegagalan", en="Failures"),
}


class Teller:
    """Tells in one language; `moment` writes an instant as the reader does."""

    def __init__(self, language: Language, moment: Callable[[float], str]) -> None:
        self.language = language
        self._moment = moment

    def say(self, key: str, **values: object) -> str:
        """The words of a key of WORDS."""
        return WORDS[key].format(**values)[self.language]

    def why(self, obstacle: Obstacle) -> str:
        """What stands against writing to them, and until when."""
        said = obstacle.why[self.language]
        if obstacle.until is None:
            return said
        return f"{said}, {self.say('until', at=self._at(obstacle.until))}"

    def change(self, obstacle: Obstacle) -> str:
        """What would change it."""
        return f"{self.say('change')}: {obstacle.change[self.language]}"

    def facts(self, known: Known) -> list[tuple[str, str]]:
        """What is known, line by line: a label, and what it says."""
        contact = known.contact
        who = (contact.name, contact.phone, contact.bsuid, contact.language, contact.time_zone)
        lines = [("name", " · ".join(one for one in (*who, contact.id) if one))]
        for one in known.former:
            until = f" {self.say('until', at=self._at(one.until))}" if one.until else ""
            lines.append(("former", f"{one.value}{until}"))
        lines += [("agreed", self._agreed(one)) for one in known.agreed]
        lines.append(("standing", self._standing(known)))
        lines += [("failures", self._failed(one)) for one in known.failures]
        lines.append(("channel", self.say(known.channel)))
        lines.append(("delivered", self._at(contact.delivered_at)))
        lines.append(("read", self._at(contact.read_at)))
        lines.append(("wrote", self._at(contact.inbound_at)))
        lines.append(("window", self._window(known.window_until)))
        return [(self.say(label), said) for label, said in lines]

    def _at(self, instant: float | None) -> str:
        return self.say("never") if instant is None else self._moment(instant)

    def _agreed(self, one: Agreed) -> str:
        said = f"{self.say(f'agreed_{one.purpose}')}: {self.say(f'consent_{one.consent}')}"
        if one.at is None:
            return said
        wording = f", “{one.wording}”" if one.wording else ""
        return f"{said} ({one.source}, {self._at(one.at)}{wording})"

    def _standing(self, known: Known) -> str:
        counted = sum(one.verdict == "counted" for one in known.failures)
        said = self.say(known.contact.standing)
        if not counted:
            return said
        return f"{said} ({self.say('of', counted=counted, most=known.until_inactive)})"

    def _failed(self, one: Failed) -> str:
        title = catalogue.cause_words(Cause(one.cause)).title[self.language]
        code = f"{one.code}, " if one.code is not None else ""
        verdict = self.say(one.verdict, at=self._at(one.watch_until))
        return f"{self._at(one.failed_at)}: {code}{title}; {verdict}"

    def _window(self, until: float | None) -> str:
        return self.say("closed") if until is None else self.say("open", at=self._at(until))
