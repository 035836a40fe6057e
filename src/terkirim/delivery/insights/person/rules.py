"""Whether a person is written to now, and what would change it. Pure."""

from collections.abc import Iterator

from terkirim.delivery.consent.rules import stands_against
from terkirim.delivery.insights.person.model import (
    CATEGORIES,
    Category,
    Known,
    Obstacle,
    Person,
    Verdict,
)
from terkirim.knowledge import catalogue
from terkirim.store import Hold
from terkirim.store.consents import Standings
from terkirim.vocabulary.causes import Cause
from terkirim.vocabulary.scopes import Scope
from terkirim.vocabulary.text import Text

_OTHER_CHANNEL = {Cause.NO_WHATSAPP, Cause.UNREACHABLE}
_FINAL = {Cause.OPTED_OUT, *_OTHER_CHANNEL}
_ALWAYS = {Scope.ACCOUNT, Scope.SENDER, Scope.RECIPIENT, Scope.PAIR}
_CONCERNED: dict[Category, set[Scope]] = {
    "marketing": {*_ALWAYS, Scope.SENDER_MARKETING, Scope.RECIPIENT_MARKETING},
    "utility": {*_ALWAYS, Scope.RECIPIENT_UTILITY},
    "service": {*_ALWAYS, Scope.WINDOW},
}

_NO_ADDRESS = Obstacle(
    Text(id="tidak ada nomor dan tidak ada user id", en="there is no number and no user id"),
    Text(id="kontak ini menulis kepada Anda", en="they write to you"),
    final=True,
)
_NO_CONSENT = Obstacle(
    Text(id="belum tercatat persetujuannya", en="no consent is on record"),
    Text(
        id="minta persetujuannya, lalu catat dengan terkirim contacts consent",
        en="ask for their consent and record it with terkirim contacts consent",
    ),
    final=True,
)
_REFUSED = Obstacle(
    Text(id="orang ini tidak mau menerimanya", en="they do not want it"),
    Text(
        id="hanya orangnya sendiri: ia menulis MULAI, atau mengaktifkannya lagi di WhatsApp",
        en="only they can: by writing START, or by turning it on again in WhatsApp",
    ),
    final=True,
)
_WINDOW_CLOSED = Obstacle(
    Text(
        id="jendela 24 jam tertutup: hanya template yang bisa dikirim",
        en="the 24-hour window is closed: only templates can be sent",
    ),
    Text(
        id="orang ini menulis kepada Anda, misalnya sebagai jawaban atas sebuah template",
        en="they write to you, for example in answer to a template",
    ),
    final=True,
)
_HAD_ENOUGH = Text(
    id="sudah menerima promosi dalam 24 jam terakhir", en="they had marketing in the last 24 hours"
)
_QUIET = Text(id="sekarang jam tenang di tempatnya", en="it is a quiet hour where they are")
_TIME = Text(id="waktu", en="time")
_REACHED = Text(
    id="orang ini menulis kepada Anda, sebuah pesan sampai, atau terkirim holds lift {hold}",
    en="they write to you, a message arrives, or terkirim holds lift {hold}",
)
_RESUMED = _REFUSED.change
_ENDS = Text(
    id="{ends}; lebih cepat: terkirim holds lift {hold}",
    en="{ends}; sooner: terkirim holds lift {hold}",
)
_BY_HAND = Text(id="terkirim holds lift {hold}", en="terkirim holds lift {hold}")
_PROBES: dict[str, Text] = {
    "health": Text(id="akun kembali sehat", en="the account is healthy again"),
    "balance": Text(id="saldo diisi", en="the balance is topped up"),
    "sender": Text(id="nomor pengirim terdaftar", en="the sender is registered"),
    "template": Text(id="templatenya diperbaiki", en="the template is put right"),
    "inbound": Text(id="orang ini menulis", en="they write"),
}
_BY_SMS = Text(
    id="{why}; pesan yang punya teks SMS dikirim lewat SMS",
    en="{why}; messages that have an SMS text go by SMS",
)
_HELD = Text(id="ditahan ({scope}): {title}", en="held ({scope}): {title}")


def judge(known: Known) -> Person:
    """What follows from what is known."""
    return Person(known, tuple(_verdict(category, known) for category in CATEGORIES))


def _verdict(category: Category, known: Known) -> Verdict:
    found = list(_obstacles(category, known))
    ordered = (*(one for one in found if one.final), *(one for one in found if not one.final))
    if not ordered:
        return Verdict(category, "yes", ())
    return Verdict(category, "no" if ordered[0].final else "later", ordered)


def _obstacles(category: Category, known: Known) -> Iterator[Obstacle]:
    contact = known.contact
    if contact.phone is None and contact.bsuid is None:
        yield _NO_ADDRESS
    disagreed = stands_against(category, Standings(contact.consent, contact.utility_consent))
    if disagreed is not None:
        yield _NO_CONSENT if disagreed == Cause.NO_CONSENT else _REFUSED
    for hold in known.holds:
        said = disagreed is not None and hold.cause == Cause.OPTED_OUT
        if Scope(hold.scope) in _CONCERNED[category] and not said:
            yield _of_hold(hold)
    if category == "service" and known.window_until is None:
        yield _WINDOW_CLOSED
    if category == "marketing":
        yield from _of_pace(known)


def _of_pace(known: Known) -> Iterator[Obstacle]:
    pace = known.pace
    if pace.had_enough_until is not None:
        yield Obstacle(_HAD_ENOUGH, _TIME, final=False, until=pace.had_enough_until)
    if pace.quiet_until is not None:
        yield Obstacle(_QUIET, _TIME, final=False, until=pace.quiet_until)


def _of_hold(hold: Hold) -> Obstacle:
    cause, scope = Cause(hold.cause), catalogue.SCOPES[Scope(hold.scope)]
    title = catalogue.cause_words(cause).title
    why = Text(
        id=_HELD.id.format(scope=scope.id, title=title.id),
        en=_HELD.en.format(scope=scope.en, title=title.en),
    )
    if cause in _OTHER_CHANNEL:
        why = Text(id=_BY_SMS.id.format(why=why.id), en=_BY_SMS.en.format(why=why.en))
    return Obstacle(why, _ending(hold, cause), final=cause in _FINAL, until=hold.until)


def _ending(hold: Hold, cause: Cause) -> Text:
    if cause == Cause.OPTED_OUT:
        return _RESUMED
    if cause in _FINAL:
        return _REACHED.format(hold=hold.id)
    ends = _PROBES.get(hold.probe or "", _TIME if hold.until is not None else None)
    if ends is None:
        return _BY_HAND.format(hold=hold.id)
    return Text(
        id=_ENDS.id.format(ends=ends.id, hold=hold.id),
        en=_ENDS.en.format(ends=ends.en, hold=hold.id),
    )
