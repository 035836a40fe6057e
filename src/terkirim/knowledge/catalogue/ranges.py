"""What a code's number alone suggests."""

from terkirim.vocabulary.text import Text

_TWILIO = Text(
    id="Twilio (terkirim explain --provider twilio)",
    en="Twilio (terkirim explain --provider twilio)",
)
_TOPICS: tuple[tuple[range, Text], ...] = (
    (range(200, 300), Text(id="izin akses aplikasi", en="an app's permissions")),
    (range(400, 502), Text(id="API On-Premises yang lama", en="the old On-Premises API")),
    (range(1000, 2100), Text(id="API On-Premises yang lama", en="the old On-Premises API")),
    (
        range(21000, 22000),
        Text(
            id="Twilio (terkirim explain --provider twilio)",
            en="Twilio (terkirim explain --provider twilio)",
        ),
    ),
    (
        range(63000, 64000),
        Text(
            id="Twilio (terkirim explain --provider twilio)",
            en="Twilio (terkirim explain --provider twilio)",
        ),
    ),
    (range(80000, 80100), Text(id="batas panggilan API", en="API call limits")),
    (range(130400, 130500), Text(id="batas dan kebijakan", en="limits and policy")),
    (range(131200, 131300), Text(id="grup", en="groups")),
    (range(131000, 132000), Text(id="pengiriman pesan", en="sending a message")),
    (range(132000, 133000), Text(id="template", en="templates")),
    (range(133000, 134000), Text(id="pendaftaran nomor", en="registering a number")),
    (range(134000, 135000), Text(id="pesan promosi", en="marketing messages")),
    (range(136000, 137000), Text(id="verifikasi nomor", en="verifying a number")),
    (range(137000, 138000), Text(id="identitas penerima", en="a recipient's identity")),
    (range(138000, 139000), Text(id="panggilan suara", en="calls")),
    (range(139000, 139100), Text(id="alur (Flows)", en="Flows")),
    (range(139100, 139200), Text(id="pemblokiran pengguna", en="blocking users")),
    (range(141000, 142000), Text(id="kesehatan akun", en="an account's health")),
    (range(147000, 148000), Text(id="nama pengguna bisnis", en="business usernames")),
    (range(200000, 200100), Text(id="pengelolaan template", en="managing templates")),
    (range(2388000, 2389000), Text(id="pengelolaan template", en="managing templates")),
    (
        range(2494000, 2495000),
        Text(
            id="subkode lama atau pendaftaran dalam aplikasi (In-App Signup)",
            en="old subcodes or In-App Signup",
        ),
    ),
    (range(2593000, 2594000), Text(id="akun WhatsApp Business", en="business accounts")),
)

WHAT_TO_RECORD = Text(
    id=(
        "Catat: seluruh isi galat apa adanya (termasuk error_data dan error_subcode), fbtrace_id, "
        "waktunya beserta zona waktu, phone_number_id, dan apa yang sedang dilakukan (mengirim, "
        "mendaftarkan nomor, membuat template)."
    ),
    en=(
        "Record: the whole error as it came (with error_data and error_subcode), its fbtrace_id, "
        "the time with its time zone, the phone_number_id, and what was being done (sending, "
        "registering a number, creating a template)."
    ),
)
WHERE_TO_REPORT = Text(
    id=(
        "Laporkan ke Meta lewat https://business.facebook.com/business-support-home dengan "
        "fbtrace_id-nya, dan buka issue di repositori Terkirim (tanpa token dan nomor orang) "
        "supaya kodenya masuk katalog."
    ),
    en=(
        "Report it to Meta at https://business.facebook.com/business-support-home with its "
        "fbtrace_id, and open an issue in Terkirim's repository (without tokens or people's "
        "numbers) so that the code joins the catalogue."
    ),
)


def range_of(code: int) -> Text:
    """A sentence for a code that is not in the catalogue: what its number suggests, if anything."""
    for numbers, topic in _TOPICS:
        if code in numbers:
            return Text(
                id=f"Kode {code} belum ada di katalog; dari nomornya, ini soal {topic.id}.",
                en=f"Code {code} is not in the catalogue; by its number it is about {topic.en}.",
            )
    return Text(
        id=f"Kode {code} belum ada di katalog, dan nomornya bukan milik kelompok yang dikenal.",
        en=f"Code {code} is not in the catalogue, and its number belongs to no known group.",
    )
