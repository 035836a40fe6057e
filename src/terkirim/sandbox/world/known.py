"""The known world every sandbox starts with; its values are documented and public."""

from terkirim.sandbox.world.model import Account, Category, Portfolio, Sender, Template, World

TOKEN = "sandbox-token"  # noqa: S105  a documented value of a toy, not a secret
APP_SECRET = "sandbox-secret"  # noqa: S105  the same
VERIFY_TOKEN = "sandbox-verify"  # noqa: S105  the same
WALLET_KEY = "sandbox-wallet-key"
ACCOUNT = "200000000000001"
LIVE_SENDER = "100000000000001"
TEST_SENDER = "100000000000002"

_TEMPLATES: tuple[tuple[str, str, Category, str, tuple[str, ...]], ...] = (
    (
        "order_ready",
        "id",
        "UTILITY",
        "Halo {{1}}, pesanan Anda dengan nomor {{2}} sudah siap diambil. Terima kasih.",
        ("Sari", "A-17"),
    ),
    (
        "order_ready",
        "en_US",
        "UTILITY",
        "Hi {{1}}, your order {{2}} is ready for pickup. Thank you.",
        ("Sari", "A-17"),
    ),
    (
        "promo_bulanan",
        "id",
        "MARKETING",
        "Halo {{1}}, khusus bulan ini nikmati potongan {{2}} untuk semua produk. "
        "Balas BERHENTI bila tidak ingin menerima promo.",
        ("Sari", "20%"),
    ),
    (
        "buka_percakapan",
        "id",
        "UTILITY",
        "Halo {{1}}, kami punya jawaban untuk pertanyaan Anda. "
        "Silakan balas pesan ini agar kami dapat melanjutkan percakapan.",
        ("Sari",),
    ),
)


def known_world() -> World:
    """A fresh copy of the known world; without a webhook address, which the owner sets."""
    account = Account(id=ACCOUNT, name="Toko Terkirim")
    live = Sender(LIVE_SENDER, ACCOUNT, "+62 811-1000-0001", "Toko Terkirim")
    test = Sender(TEST_SENDER, ACCOUNT, "+1 555-010-0002", "Test Number", mode="SANDBOX")
    world = World(
        token=TOKEN,
        app_secret=APP_SECRET,
        verify_token=VERIFY_TOKEN,
        wallet_key=WALLET_KEY,
        accounts={ACCOUNT: account},
        senders={live.id: live, test.id: test},
        templates={},
        portfolios={account.business_id: Portfolio(account.name)},
    )
    for name, language, category, body, example in _TEMPLATES:
        component = body_component(body, list(example))
        world.put_template(
            Template(
                world.next_template_id(), ACCOUNT, name, language, category, "APPROVED", [component]
            )
        )
    return world


def body_component(text: str, example: list[str] | None = None) -> dict[str, object]:
    """A BODY component as Meta stores it."""
    component: dict[str, object] = {"type": "BODY", "text": text}
    if example:
        component["example"] = {"body_text": [example]}
    return component
