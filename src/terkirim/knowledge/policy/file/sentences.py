"""Why a line of a policy is refused, and what to write instead, in both languages."""

from terkirim.vocabulary.text import Text

NOT_TOML = Text(
    id="bukan TOML yang benar ({why}); tulis kunci = nilai, dan apitlah teks serta durasi dengan "
    'tanda petik, misalnya retry = ["5m", "1h"]',
    en="not valid TOML ({why}); write key = value, with text and durations in quotes, such as "
    'retry = ["5m", "1h"]',
)
NOT_A_TABLE = Text(
    id="“{name}” harus berupa tabel; tulis [“{name}”] pada baris tersendiri dan isinya di bawahnya",
    en="“{name}” must be a table; write [“{name}”] on a line of its own and its keys below it",
)
TWICE = Text(
    id="“{name}” diputuskan dua kali; sisakan satu tabel saja",
    en="“{name}” is decided twice; keep one of the tables",
)
UNKNOWN_CAUSE = Text(
    id="tidak ada sebab “{name}”; tulis [“{nearest}”], atau lihat semuanya dengan: "
    "terkirim policy show",
    en="there is no cause “{name}”; write [“{nearest}”], or see them all with: "
    "terkirim policy show",
)
UNKNOWN_KEY = Text(
    id="kunci “{key}” tidak dikenal; tulis “{nearest}” (yang tersedia: {known})",
    en="there is no key “{key}”; write “{nearest}” (known are: {known})",
)
UNKNOWN_VALUE = Text(
    id="{key} = “{value}” tidak dikenal; tulis “{nearest}” (yang tersedia: {known})",
    en="{key} = “{value}” is unknown; write “{nearest}” (known are: {known})",
)
NOT_A_LIST = Text(
    id='{key} harus berupa daftar durasi; tulis {key} = ["5m", "1h"]',
    en='{key} must be a list of durations; write {key} = ["5m", "1h"]',
)
NOT_A_DURATION = Text(
    id="“{value}” bukan durasi; tulis bilangan bulat diikuti s, m, h atau d (detik, menit, jam, "
    'hari) di dalam tanda petik, misalnya "5m" atau "6h"',
    en="“{value}” is no duration; write a whole number followed by s, m, h or d in quotes, such as "
    '"5m" or "6h"',
)
NOT_POSITIVE = Text(
    id='jeda “{value}” harus lebih dari nol; tulis paling sedikit "1s"',
    en='the delay “{value}” must be more than zero; write at least "1s"',
)
TOO_MANY = Text(
    id="{key} berisi {count} jeda; tulis paling banyak {most}",
    en="{key} has {count} delays; write {most} at most",
)
TOO_LONG = Text(
    id="retry dan for seluruhnya menunggu {days} hari; tulis paling lama {most} hari",
    en="retry and for wait {days} days in all; write {most} days at most",
)
TOO_SHORT = Text(
    id="jeda terakhir berulang terus selama then = “hold”; tulis paling sedikit {least}",
    en="the last time repeats as long as then = “hold”; write {least} at least",
)
NOT_A_FLAG = Text(
    id="{key} harus true atau false, tanpa tanda petik; tulis {key} = true",
    en="{key} must be true or false, without quotes; write {key} = true",
)
ENDLESS = Text(
    id="then = “retry” tidak akan pernah berakhir; tulis setiap jeda pada retry, misalnya "
    'retry = ["5m", "1h"], lalu akhirnya pada then, misalnya then = "sms"',
    en="then = “retry” would never end; write every delay into retry, such as "
    'retry = ["5m", "1h"], and how it ends into then, such as then = "sms"',
)
NO_END = Text(
    id="belum dikatakan apa yang akhirnya terjadi pada pesan; tulis then = “sms”, “give_up”, "
    "“hold” atau “reopen”",
    en="it is not said what becomes of the message in the end; write then = “sms”, “give_up”, "
    "“hold” or “reopen”",
)
NOTHING_HELD = Text(
    id="{key} memerlukan penahanan; tulis juga apa yang ditahan, misalnya hold = “recipient”, "
    "atau hapus {key}",
    en="{key} needs a hold; also write what is held, such as hold = “recipient”, or leave {key} "
    "out",
)
NO_HOLD_TO_WAIT = Text(
    id="then = “hold” memerlukan penahanan; tulis juga apa yang ditahan, misalnya "
    "hold = “recipient”, atau tulis then = “give_up”",
    en="then = “hold” needs a hold; also write what is held, such as hold = “recipient”, or write "
    "then = “give_up”",
)
NEVER_LIFTED = Text(
    id="penahanan ini tidak berakhir menurut waktu maupun pemeriksaan; tulis {instead}",
    en="this hold would end neither by time nor by a probe; write {instead}",
)
PROBE_ELSEWHERE = Text(
    id="pemeriksaan “{probe}” tidak dapat melihat akhir penahanan ini; tulis {instead}",
    en="the probe “{probe}” cannot see the end of this hold; write {instead}",
)
HOLD_ELSEWHERE = Text(
    id="hold = “{hold}” hanya untuk sebab {family}.*; tulis misalnya hold = “recipient” atau "
    "“sender”",
    en="hold = “{hold}” is for causes {family}.* alone; write for example hold = “recipient” or "
    "“sender”",
)
SAID_STOP = Text(
    id="{key} tidak boleh di sini: orang ini tidak mau atau belum setuju menerima promosi, lewat "
    "saluran mana pun; hapus {key} atau tulis then = “give_up”",
    en="{key} is not allowed here: this person wants no marketing, or never agreed to it, by any "
    "channel; leave {key} out or write then = “give_up”",
)
STOP_KEPT = Text(
    id="permintaan berhenti harus dipatuhi; tulis hold = “recipient_marketing” dan "
    "probe = “resume”",
    en="a stop must be kept; write hold = “recipient_marketing” and probe = “resume”",
)
CANARY_ELSEWHERE = Text(
    id="canary hanya untuk penahanan nomor pengirim yang berakhir menurut waktu; tulis "
    'hold = “sender_marketing” dan for = ["24h"], atau hapus canary',
    en="canary is for a sender's hold that ends by time; write hold = “sender_marketing” and "
    'for = ["24h"], or leave canary out',
)
WATCH_ELSEWHERE = Text(
    id="watch hanya untuk sebab recipient.* yang berakhir dengan then = “sms” atau “give_up”, "
    "tanpa retry dan for; hapus watch atau yang lain",
    en="watch is for causes recipient.* that end with then = “sms” or “give_up”, without retry and "
    "for; leave out watch or the others",
)
REOPEN_ELSEWHERE = Text(
    id="then = “reopen” membuka jendela yang tertutup dan hanya untuk sebab window.*; tulis "
    "then = “sms” atau “give_up”",
    en="then = “reopen” opens a closed window and is for causes window.* alone; write "
    "then = “sms” or “give_up”",
)
NOT_A_NUMBER = Text(
    id="{key} harus berupa bilangan dari {least} sampai {most}; tulis {key} = {example}",
    en="{key} must be a number from {least} to {most}; write {key} = {example}",
)
NOT_NUMBERS = Text(
    id="{key} harus berupa daftar 1 sampai {count} bilangan dari {least} sampai {most}; tulis "
    "{key} = {example}",
    en="{key} must be a list of 1 to {count} numbers from {least} to {most}; write "
    "{key} = {example}",
)
