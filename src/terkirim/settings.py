"""Every setting once: name, default, help. From a TOML file and TERKIRIM_* variables.

A variable beats the file. Nested settings are reached with two underscores:
TERKIRIM_REOPENING__TEMPLATE=buka_percakapan.
"""

from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Annotated, ClassVar, Literal, Self
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from terkirim.errors import BadSettings
from terkirim.knowledge.policy import Policy
from terkirim.knowledge.policy.file.read import load_policy
from terkirim.store.address import address_of
from terkirim.vocabulary.text import Text

_POLICY_FILE = "policy.toml"
_EXAMPLES = {
    "account_id": '"200000000000001"',
    "access_token": '"EAAG…"',
    "app_secret": '"0f1e2d3c…"',
    "verify_token": '"a-word-of-your-own"',
    "sender": '"100000000000001"',
    "port": "8000",
    "database": '"terkirim.db"',
    "sms_url": '"twilio://SID:TOKEN@FROM/{to}"',
    "alert_urls": '["tgram://TOKEN/CHAT"]',
    "policy": '"policy.toml"',
    "consent": '{stop_answer = "Baik, kami tidak mengirim promosi lagi."}',
    "pacing": '{quiet_from = "21:00", quiet_until = "08:00"}',
    "checker": '{kind = "contacts", url = "https://…/v1/contacts", price = 25}',
}


class ReopeningSettings(BaseModel):
    """The template sent when a free-form reply meets a closed window."""

    template: str
    language: str = "id"
    parameters: tuple[str, ...] = ()


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name} is no time zone; one is Asia/Makassar")
    return name


def _local(at: time) -> time:
    if at.tzinfo is not None:
        raise ValueError("a local time has no zone; write 21:00")
    return at


TimeZoneName = Annotated[str, AfterValidator(_known_zone)]
LocalTime = Annotated[time, AfterValidator(_local)]


class RampStepSettings(BaseModel):
    """One of a new sender's first days."""

    a_day: Annotated[int, Field(description="Marketing messages that day", ge=1)]
    per_second: Annotated[float, Field(description="Messages a second that day", gt=0)]


_RAMP = ((1_000, 20), (2_000, 40), (5_000, 80), (10_000, 80), (20_000, 80), (50_000, 80))


class PacingSettings(BaseModel):
    """When messages may leave, within Meta's limits and kindly to their readers."""

    urgent_share: Annotated[
        float, Field(description="Share of a pace marketing leaves to urgent messages", ge=0, lt=1)
    ] = 0.2
    urgent_minutes: Annotated[
        float, Field(description="For how long after the last urgent message", ge=0)
    ] = 5.0
    reach_reserve: Annotated[
        float, Field(description="Share of the people a day kept from marketing", ge=0, le=1)
    ] = 0.1
    marketing_per_contact: Annotated[
        int, Field(description="Marketing messages to a person in 24 h, 0: no cap", ge=0)
    ] = 1
    quiet_from: Annotated[LocalTime, Field(description="No marketing from, local time")] = time(21)
    quiet_until: Annotated[LocalTime, Field(description="No marketing until, local time")] = time(8)
    quiet_spread_minutes: Annotated[
        float, Field(description="Over which what waited for the morning leaves", ge=0, le=240)
    ] = 30.0
    timezones: Annotated[
        dict[str, TimeZoneName], Field(description="Zone of a country's mobile numbers")
    ] = {"ID": "Asia/Jakarta"}
    ramp: Annotated[
        tuple[RampStepSettings, ...], Field(description="A new sender's first days, in order")
    ] = tuple(RampStepSettings(a_day=a_day, per_second=rate) for a_day, rate in _RAMP)


def _web_address(url: str) -> str:
    if not url.lower().startswith(("https://", "http://")):
        raise ValueError("an address begins with https://")
    return url


class AnswerSettings(BaseModel):
    """Where in a lookup's JSON answer what stands: names with dots between, `result.0.line`."""

    model_config = ConfigDict(extra="forbid")

    status: Annotated[str, Field(description="Where the word stands", min_length=1)]
    reachable: Annotated[tuple[str, ...], Field(description="Words of a line that is on")] = ()
    unreachable: Annotated[tuple[str, ...], Field(description="Words of one that is off")] = ()
    invalid: Annotated[tuple[str, ...], Field(description="Words of no such number")] = ()
    line_type: Annotated[str | None, Field(description="Where its type stands")] = None
    number: Annotated[str | None, Field(description="Where the number is repeated")] = None

    @model_validator(mode="after")
    def _each_word_once(self) -> Self:
        words = [word.casefold() for word in self.reachable + self.unreachable + self.invalid]
        if len(words) != len(set(words)):
            raise ValueError("a word of answer stands in two lists")
        return self


class CheckerSettings(BaseModel):
    """A service that says something of numbers. Whoever has none pays for none."""

    model_config = ConfigDict(extra="forbid")

    kind: Annotated[
        Literal["contacts", "lookup"], Field(description="POST /v1/contacts, or one number a time")
    ]
    url: Annotated[
        str,
        AfterValidator(_web_address),
        Field(description="Whole address; of a lookup with {phone} or {digits}"),
    ]
    price: Annotated[Decimal, Field(description="Price of one number; 0 where it is free", ge=0)]
    currency: Annotated[str, Field(description="In which that is", max_length=12)] = "IDR"
    token: Annotated[SecretStr, Field(description="What the service knows you by")] = SecretStr("")
    header: Annotated[str, Field(description="Header the token stands in")] = "Authorization"
    per_second: Annotated[float, Field(description="Numbers a second", ge=0.01, le=1000)] = 5.0
    cache_days: Annotated[float, Field(description="Days a verdict is not asked again", ge=0)] = (
        30.0
    )
    most: Annotated[Decimal | None, Field(description="What one run may cost", ge=0)] = None
    method: Annotated[Literal["GET", "POST"], Field(description="Of a lookup")] = "GET"
    body: Annotated[str | None, Field(description="JSON of a lookup by POST, likewise")] = None
    answer: Annotated[AnswerSettings | None, Field(description="How to read a lookup")] = None

    @model_validator(mode="after")
    def _a_lookup_can_be_read(self) -> Self:
        if self.kind == "lookup" and self.answer is None:
            raise ValueError("a lookup needs answer: where in what comes back the status stands")
        asked = self.url + (self.body or "")
        if self.kind == "lookup" and "{phone}" not in asked and "{digits}" not in asked:
            raise ValueError("url or body of a lookup needs {phone} or {digits}")
        return self


class ConsentSettings(BaseModel):
    """By which words people stop and start marketing, and what they are answered."""

    stop_words: Annotated[
        tuple[str, ...], Field(description="Words of your own that stop marketing")
    ] = ()
    start_words: Annotated[
        tuple[str, ...], Field(description="Words of your own that start it again")
    ] = ()
    unused_words: Annotated[
        tuple[str, ...], Field(description="Usual words that mean something else here")
    ] = ()
    stop_answer: Annotated[
        str | None, Field(description="Text sent to who has stopped it; none by default")
    ] = None
    start_answer: Annotated[
        str | None, Field(description="Text sent to who has started it; none by default")
    ] = None


class Settings(BaseSettings):
    """Settings of one installation: one account, its senders, one database."""

    model_config = SettingsConfigDict(
        env_prefix="TERKIRIM_", env_nested_delimiter="__", extra="forbid", frozen=True
    )
    file: ClassVar[Path | None] = None

    account_id: Annotated[str, Field(description="WhatsApp Business Account id")]
    access_token: Annotated[SecretStr, Field(description="System-user token of the account")]
    app_secret: Annotated[SecretStr, Field(description="App secret; signs webhooks")]
    verify_token: Annotated[SecretStr, Field(description="Word of the webhook handshake")]
    sender: Annotated[str | None, Field(description="phone_number_id used by default")] = None
    graph_url: Annotated[str, Field(description="Base URL of the Cloud API, with version")] = (
        "https://graph.facebook.com/v23.0"
    )
    database: Annotated[
        str, Field(description="SQLite file, or postgresql://user:password@host/name")
    ] = "terkirim.db"
    webhook_days: Annotated[
        float, Field(description="Days that applied webhooks are kept as they came", ge=0)
    ] = 7.0
    recycled_days: Annotated[
        float, Field(description="Days of silence after which a number may be another's", ge=1)
    ] = 90.0
    host: Annotated[str, Field(description="Address to listen on")] = "127.0.0.1"
    port: Annotated[int, Field(description="Port to listen on", ge=0, le=65535)] = 8000
    https: Annotated[bool, Field(description="Served over HTTPS: cookies become Secure")] = False
    language: Annotated[Literal["id", "en"], Field(description="Language of alerts")] = "id"
    region: Annotated[str, Field(description="Country of numbers without a code")] = "ID"
    timezone: Annotated[str, Field(description="Time zone of the dashboard")] = "Asia/Jakarta"
    sms_url: Annotated[SecretStr | None, Field(description="Apprise URL with {to}")] = None
    alert_urls: Annotated[list[SecretStr], Field(description="Apprise URLs for alerts")] = []
    balance_url: Annotated[str | None, Field(description="Wallet of a prepaid provider")] = None
    balance_key: Annotated[SecretStr, Field(description="Key of that wallet")] = SecretStr("")
    per_second: Annotated[
        float | None,
        Field(description="Messages a second a sender; else as fast as Meta lets it", gt=0),
    ] = None
    requests_at_once: Annotated[
        int, Field(description="Requests to Meta under way at a time", ge=1, le=1000)
    ] = 128
    pacing: Annotated[PacingSettings, Field(description="When messages may leave")] = (
        PacingSettings()
    )
    consent: Annotated[ConsentSettings, Field(description="Stop and start words")] = (
        ConsentSettings()
    )
    reopening: Annotated[ReopeningSettings | None, Field(description="Reopening template")] = None
    checker: Annotated[
        CheckerSettings | None, Field(description="Who is asked about numbers; nobody by default")
    ] = None
    policy: Annotated[
        Path | None, Field(description="Policy file; else policy.toml beside the settings file")
    ] = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        toml = TomlConfigSettingsSource(settings_cls, toml_file=cls.file)
        return init_settings, env_settings, toml

    @field_validator("database", mode="before")
    @classmethod
    def _is_address(cls, value: object) -> str:
        address_of(str(value))
        return str(value)

    def policy_file(self) -> Path | None:
        """The owner's policy file, None where all is as shipped."""
        if self.policy is not None or self.file is None:
            return self.policy
        beside = self.file.with_name(_POLICY_FILE)
        return beside if beside.is_file() else None

    def the_policy(self) -> Policy:
        """The owner's policy. Raises BadPolicy."""
        file = self.policy_file()
        return load_policy(file) if file else Policy()


def load_settings(file: Path | None) -> Settings:
    """Settings from a TOML file and the environment.

    Raises BadSettings with one line naming the setting, where it can be set, and an example.
    """
    if file is not None and not file.is_file():
        raise BadSettings(
            Text(
                id=f"Berkas pengaturan {file} tidak ada.",
                en=f"There is no settings file {file}.",
            )
        )
    chosen = type("Settings", (Settings,), {"file": file, "__doc__": Settings.__doc__})
    try:
        return chosen()  # type: ignore[no-any-return]  # the class is made above
    except ValidationError as error:
        raise _explained(error, file) from error
    except ValueError as error:
        where = str(file)
        raise BadSettings(
            Text(id=f"{where} bukan TOML: {error}.", en=f"{where} is not TOML: {error}.")
        ) from error


def _explained(error: ValidationError, file: Path | None) -> BadSettings:
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"]) or "policy"
    root = name.partition(".")[0]
    variable = "TERKIRIM_" + name.upper().replace(".", "__")
    where = str(file or "terkirim.toml")
    example = f"{root} = {_EXAMPLES.get(root, '…')}"
    if first["type"] == "missing":
        said = Text(id="belum diisi", en="is missing")
    elif name == "policy":
        said = Text(
            id="kini nama sebuah berkas, dan isinya ada di berkas itu",
            en="is now the name of a file, which holds what stood here",
        )
    elif first["type"] == "extra_forbidden":
        said = Text(id="tidak dikenal", en="is unknown")
    else:
        reason = first["msg"].removeprefix("Value error, ")
        said = Text(id=f"salah ({reason})", en=f"is wrong ({reason})")
    return BadSettings(
        Text(
            id=f"Pengaturan {name} {said.id}; isi di {where} ({example}) atau lewat {variable}.",
            en=f"Setting {name} {said.en}; set it in {where} ({example}) or as {variable}.",
        )
    )
