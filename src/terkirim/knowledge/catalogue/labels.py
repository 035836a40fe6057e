"""What the fixed values of an entry are called, in both languages."""

from terkirim.knowledge.catalogue.model import Confidence, Entry, Kind, Retry, Surface, Verdict
from terkirim.vocabulary.scopes import Scope
from terkirim.vocabulary.text import Text

FAMILIES: dict[str, Text] = {
    "data_and_recipients": Text(id="Data dan penerima", en="Data and recipients"),
    "policy": Text(id="Kebijakan", en="Policy"),
    "administration_and_system": Text(id="Administrasi dan sistem", en="Administration and system"),
}

VERDICTS: dict[Verdict, Text] = {
    "wrong": Text(
        id="Meta mencatat sebab ini di bawah kode lain",
        en="Meta documents this cause under another code",
    ),
    "partly": Text(
        id="Sebagian tepat: sebab utamanya menurut Meta lain",
        en="Partly right: Meta names other main causes",
    ),
    "right_direction": Text(
        id="Arahnya tepat; menurut Meta sebabnya lebih luas",
        en="The right direction; Meta's cause is wider",
    ),
    "cause_right_action_wrong": Text(
        id="Sebabnya tepat, tetapi Meta menyarankan hal lain",
        en="The cause is right, but Meta advises something else",
    ),
}

RETRIES: dict[Retry, Text] = {
    "never": Text(id="jangan dicoba lagi", en="never try again"),
    "after_fix": Text(id="setelah diperbaiki", en="after it is fixed"),
    "backoff": Text(id="dengan jeda yang makin panjang", en="with growing pauses"),
    "wait_hours": Text(id="setelah beberapa jam atau hari", en="after hours or days"),
    "not_to_same_recipient": Text(id="tidak ke penerima yang sama", en="not to the same recipient"),
    "informational": Text(id="tidak ada yang perlu diulang", en="there is nothing to repeat"),
}

KINDS: dict[Kind, Text] = {
    "error": Text(id="kode galat", en="error code"),
    "subcode": Text(id="subkode", en="subcode"),
    "health": Text(id="kode kesehatan akun", en="health status code"),
    "legacy": Text(
        id="kode lama (API On-Premises, berakhir Oktober 2025)",
        en="legacy code (On-Premises API, ended October 2025)",
    ),
    "flow": Text(
        id="status yang dijawab endpoint Flow Anda", en="a status your own Flow endpoint answers"
    ),
}

SURFACES: dict[Surface, Text] = {
    "sync": Text(id="jawaban saat mengirim", en="answer to a send"),
    "status_webhook": Text(id="webhook status", en="status webhook"),
    "message_webhook": Text(id="webhook pesan masuk", en="inbound message webhook"),
    "errors_webhook": Text(id="webhook galat", en="errors webhook"),
    "registration": Text(id="pendaftaran nomor", en="number registration"),
    "template_management": Text(id="pengelolaan template", en="template management"),
    "call_webhook": Text(id="webhook panggilan", en="call webhook"),
    "group_webhook": Text(id="webhook grup", en="group webhook"),
    "history_webhook": Text(id="webhook riwayat", en="history webhook"),
    "health_status": Text(id="pemeriksaan kesehatan akun", en="health status"),
    "flow_endpoint": Text(id="endpoint Flow Anda", en="your Flow endpoint"),
}

SCOPES: dict[Scope, Text] = {
    Scope.MESSAGE: Text(id="satu pesan", en="one message"),
    Scope.REQUEST: Text(id="satu permintaan", en="one request"),
    Scope.WINDOW: Text(id="pesan bebas ke satu orang", en="free-form messages to one person"),
    Scope.PAIR: Text(id="satu pengirim dan satu orang", en="one sender and one person"),
    Scope.RECIPIENT: Text(id="satu penerima", en="one recipient"),
    Scope.RECIPIENT_MARKETING: Text(id="promosi ke satu orang", en="marketing to one person"),
    Scope.RECIPIENT_UTILITY: Text(
        id="pemberitahuan ke satu orang", en="utility messages to one person"
    ),
    Scope.TEMPLATE: Text(id="satu template", en="one template"),
    Scope.SENDER_MARKETING: Text(id="promosi dari satu nomor", en="one sender's marketing"),
    Scope.SENDER: Text(id="satu nomor pengirim", en="one sender"),
    Scope.ACCOUNT: Text(id="seluruh akun", en="the whole account"),
    Scope.CALL: Text(id="panggilan suara", en="calls"),
    Scope.GROUP: Text(id="satu grup", en="one group"),
    Scope.FLOW: Text(id="satu Flow", en="one Flow"),
    Scope.SERVICE: Text(id="layanan Meta", en="Meta's service"),
}

CONFIDENCES: dict[Confidence, Text] = {
    "high": Text(id="dokumentasi resmi", en="official documentation"),
    "medium": Text(id="sebagian resmi", en="partly official"),
    "low": Text(id="laporan pihak ketiga", en="third-party reports"),
}


def kinds_of(entry: Entry) -> tuple[Kind, ...]:
    """What a number is; 432 is two things: a status of a Flow endpoint, and a legacy code."""
    both: tuple[Kind, ...] = ("flow", "legacy")
    if entry.kind in both and {"flow_endpoint", "status_webhook"} <= set(entry.surfaces):
        return both
    return (entry.kind,)
