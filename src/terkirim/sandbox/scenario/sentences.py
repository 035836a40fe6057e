"""Why a line of a scenario is refused, and what to write instead, in both languages."""

from terkirim.vocabulary.text import Text

UNREADABLE = Text(id="tidak dapat dibaca ({why})", en="cannot be read ({why})")
TOO_LONG = Text(
    id="terlalu panjang; sebuah skenario paling besar {most} kB",
    en="too long; a scenario has {most} kB at most",
)
NOT_TOML = Text(
    id="bukan TOML yang benar ({why}); tulis kunci = nilai, dan apitlah teks serta durasi dengan "
    'tanda petik, misalnya after = "2h"',
    en="not valid TOML ({why}); write key = value, with text and durations in quotes, such as "
    'after = "2h"',
)
UNKNOWN_KEY = Text(
    id="kunci “{key}” tidak dikenal; tulis “{nearest}” (yang tersedia: {known})",
    en="there is no key “{key}”; write “{nearest}” (known are: {known})",
)
MISSING_KEY = Text(
    id="“{key}” belum ditulis di sini; tambahkan {key} = …",
    en="“{key}” is missing here; add {key} = …",
)
UNKNOWN_VALUE = Text(
    id="{key} = “{value}” tidak dikenal; tulis “{nearest}” (yang tersedia: {known})",
    en="{key} = “{value}” is unknown; write “{nearest}” (known are: {known})",
)
WRONG_KIND = Text(
    id="{key} harus berupa {wanted}, bukan {given}",
    en="{key} must be {wanted}, not {given}",
)
OUT_OF_BOUNDS = Text(
    id="nilai {key} di luar batas; yang diterima: {wanted}",
    en="{key} is out of bounds; what is taken: {wanted}",
)
NOT_TABLES = Text(
    id="“{name}” harus berupa deretan tabel; tulis [[{name}]] pada baris tersendiri dan isinya di "
    "bawahnya",
    en="“{name}” must be an array of tables; write [[{name}]] on a line of its own and its keys "
    "below it",
)
NOT_A_TABLE = Text(
    id="“{name}” harus berupa tabel; tulis [{name}] pada baris tersendiri dan isinya di bawahnya",
    en="“{name}” must be a table; write [{name}] on a line of its own and its keys below it",
)
NOT_A_DURATION = Text(
    id="“{value}” bukan durasi; tulis bilangan bulat diikuti s, m, h atau d (detik, menit, jam, "
    'hari) di dalam tanda petik, misalnya "90s" atau "36h"',
    en="“{value}” is no duration; write a whole number followed by s, m, h or d in quotes, such as "
    '"90s" or "36h"',
)
NOT_AN_INSTANT = Text(
    id="start harus berupa tanggal dan jam beserta zona waktunya; tulis misalnya "
    "start = 2027-02-08T09:00:00+07:00",
    en="start must be a date and time with its zone; write for example "
    "start = 2027-02-08T09:00:00+07:00",
)
UNTIL_BEFORE = Text(
    id="until harus lebih lama daripada after; keduanya dihitung dari awal cerita",
    en="until must be later than after; both are counted from the beginning of the story",
)
NOT_A_NUMBER = Text(
    id="“{value}” bukan nomor telepon; tulis dengan kode negara, misalnya +6281200000001",
    en="“{value}” is no phone number; write it with its country code, such as +6281200000001",
)
REFUSED = Text(
    id="langkah ini tidak dapat dijalankan: {why}", en="this step cannot be carried out: {why}"
)

KINDS_OF_VALUE = {
    "str": Text(id="teks", en="text"),
    "int": Text(id="bilangan bulat", en="a whole number"),
    "float": Text(id="bilangan", en="a number"),
    "bool": Text(id="true atau false", en="true or false"),
    "array": Text(id="daftar", en="a list"),
    "object": Text(id="tabel", en="a table"),
    "datetime": Text(id="tanggal dan jam", en="a date and time"),
    "null": Text(id="kosong", en="nothing"),
}
REASONS = {
    "no such sender": Text(
        id="tidak ada pengirim dengan id itu; tulis id yang dikenal atau perkenalkan di "
        "[[senders]]",
        en="there is no sender with that id; write a known one or introduce it in [[senders]]",
    ),
    "no such account": Text(
        id="tidak ada akun dengan id itu; tulis id yang dikenal atau perkenalkan di [[accounts]]",
        en="there is no account with that id; write a known one or introduce it in [[accounts]]",
    ),
    "no such template": Text(
        id="tidak ada templat dengan nama dan bahasa itu; tulis yang dikenal atau buat di "
        "[[templates]]",
        en="there is no template of that name and language; write a known one or make it in "
        "[[templates]]",
    ),
    "a new sender needs its account and its number (display)": Text(
        id="pengirim baru memerlukan account dan nomornya; tulis juga account = … dan display = …",
        en="a new sender needs its account and its number; also write account = … and display = …",
    ),
    "an inbound message holds exactly one thing, such as a text, an image or errors": Text(
        id="pesan masuk berisi tepat satu hal, misalnya text, image, atau errors",
        en="an inbound message holds exactly one thing, such as a text, an image or errors",
    ),
    "a change has either a value or errors": Text(
        id="sebuah perubahan berisi value atau errors, salah satu saja",
        en="a change has either a value or errors",
    ),
}
