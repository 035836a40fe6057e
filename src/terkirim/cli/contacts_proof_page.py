"""How the proof of one person's consent is shown."""

from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from terkirim.delivery.consent.model import Purpose, Source
from terkirim.delivery.consent.prove import Entry, Proof
from terkirim.vocabulary.text import Language, Text

_PURPOSES: dict[Purpose, Text] = {
    "marketing": Text(id="Promosi", en="Marketing"),
    "utility": Text(id="Pemberitahuan", en="Utility"),
}
_STANDINGS = {
    "yes": Text(id="setuju", en="agreed"),
    "no": Text(id="menolak", en="refused"),
    "unknown": Text(id="belum diketahui", en="not known"),
}
_SOURCES = {
    Source.KEYWORD: Text(id="menulisnya di WhatsApp", en="wrote it in WhatsApp"),
    Source.BUTTON: Text(id="menekan tombol di WhatsApp", en="tapped a button in WhatsApp"),
    Source.PREFERENCE: Text(id="lewat pengaturan WhatsApp", en="by WhatsApp's own switch"),
    Source.REFUSED: Text(id="diberitakan Meta (131050)", en="reported by Meta (131050)"),
    Source.FORGOTTEN: Text(id="pernah minta dilupakan", en="once asked to be forgotten"),
    Source.LIST: Text(id="daftar", en="list"),
    Source.OWNER: Text(id="pernyataan pemilik", en="stated by the owner"),
    Source.HAND: Text(id="dicatat dengan tangan", en="recorded by hand"),
}
_HEADS = (
    Text(id="Kapan", en="When"),
    Text(id="Untuk", en="For"),
    Text(id="Apa", en="What"),
    Text(id="Dari mana", en="From where"),
    Text(id="Kata-katanya", en="In which words"),
    Text(id="Bukti", en="Proof"),
)
_NOTHING = Text(
    id="Belum ada persetujuan atau penolakan yang tercatat.",
    en="No consent and no refusal is recorded.",
)
_FORGOTTEN = Text(
    id="Orang ini dilupakan atas permintaannya; yang tersisa hanya bahwa ia tidak mau dikirimi "
    "pesan lagi.",
    en="This person was forgotten at their request; all that is left is that they want no more "
    "messages.",
)
_DECIDES = Text(id="berlaku", en="counts")


def source_in_words(source: str) -> Text:
    """Where a consent comes from, in words, with its detail."""
    kind, _, detail = source.partition(": ")
    words = _SOURCES.get(Source(kind)) if kind in set(Source) else None
    if words is None:
        return Text(id=source, en=source)
    return Text(*(f"{text}: {detail}" if detail else text for text in (words.id, words.en)))


def print_proof(proof: Proof, language: Language, zone: str) -> None:
    """Print a person's standings, then all they rest on."""
    console = Console(highlight=False)
    names = [one for one in (proof.name, proof.phone, proof.bsuid) if one]
    console.print(f"[bold]{_harmless('  '.join(names))}[/]", soft_wrap=True)
    for purpose, standing in proof.standings.items():
        console.print(f"{_PURPOSES[purpose][language]}: {_STANDINGS[standing][language]}")
    if proof.forgotten:
        console.print(_FORGOTTEN[language])
    elif proof.entries:
        console.print(_table(proof, language, zone))
    else:
        console.print(_NOTHING[language])


def _table(proof: Proof, language: Language, zone: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for head in _HEADS:
        table.add_column(head[language], overflow="fold")
    for entry in proof.entries:
        table.add_row(*(_harmless(cell) for cell in _cells(entry, language, ZoneInfo(zone))))
    return table


def _cells(entry: Entry, language: Language, zone: ZoneInfo) -> tuple[str, ...]:
    said = _STANDINGS["yes" if entry.given else "no"][language]
    return (
        datetime.fromtimestamp(entry.at, zone).strftime("%Y-%m-%d %H:%M:%S %Z"),
        _PURPOSES["utility" if entry.purpose == "utility" else "marketing"][language],
        f"{said} ← {_DECIDES[language]}" if entry.decides else said,
        source_in_words(entry.source)[language],
        entry.wording,
        entry.proof,
    )


def _harmless(text: str) -> str:
    """What a person wrote, without what would steer the terminal."""
    return escape("".join(one if one.isprintable() else " " for one in text))
