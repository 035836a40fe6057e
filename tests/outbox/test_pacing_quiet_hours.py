"""No marketing at night, by the recipient's own clock, wherever that clock is."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbox.pacing import AT_LEISURE, RULES, ask, at, local, make, pacer
from terkirim.delivery.outbox.pacing import MarketingCap, Postponement
from terkirim.delivery.outbox.pacing.quiet_hours import QuietHours
from terkirim.delivery.outbox.pacing.time_zones import TimeZones
from terkirim.vocabulary.clock import DAY, HOUR, MINUTE

ZONES = [
    "Asia/Jakarta",
    "Asia/Makassar",
    "Asia/Jayapura",
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
]
QUIET = QuietHours(RULES.quiet_from, RULES.quiet_until, RULES.quiet_spread_minutes)
# One year with both changes of every zone's clocks.
INSTANTS = st.floats(at("UTC", 2026, 1, 1), at("UTC", 2027, 1, 1))
HOURS = st.times().map(lambda one: one.replace(second=0, microsecond=0))


def is_quiet(zone: str, instant: float, start: time, end: time) -> bool:
    """The rule, in plain words: the clock on the wall is in the quiet stretch."""
    wall = local(zone, instant).time()
    return start <= wall < end if start <= end else (wall >= start or wall < end)


@AT_LEISURE
@given(st.sampled_from(ZONES), INSTANTS, HOURS, HOURS, st.floats(0, 240))
def test_what_is_let_out_is_never_in_quiet_hours(
    zone: str, instant: float, start: time, end: time, spread: float
) -> None:
    opens = QuietHours(start, end, spread).open_at([zone], instant, "m-1")
    assert instant <= opens <= instant + DAY + 2 * HOUR + spread * MINUTE
    assert not is_quiet(zone, opens, start, end)
    if not is_quiet(zone, instant, start, end):
        assert opens == instant


@AT_LEISURE
@given(st.sampled_from(ZONES), INSTANTS, HOURS, HOURS)
def test_it_is_the_next_moment_that_is_allowed(
    zone: str, instant: float, start: time, end: time
) -> None:
    opens = QuietHours(start, end, 0).open_at([zone], instant, "m-1")
    first = next(
        (
            minute
            for minute in (instant + n * MINUTE for n in range(26 * 60))
            if not is_quiet(zone, minute, start, end)
        ),
        opens,
    )
    # An hour the clocks leap over is left out, or one that comes twice kept quiet, as a whole.
    assert first - MINUTE <= opens <= first + HOUR


@pytest.mark.parametrize(
    ("zone", "evening", "morning"),
    [
        ("America/New_York", (2026, 3, 7, 22, 0), (2026, 3, 8, 8, 0)),
        ("America/New_York", (2026, 10, 31, 22, 0), (2026, 11, 1, 8, 0)),
        ("Europe/Berlin", (2026, 3, 28, 22, 0), (2026, 3, 29, 8, 0)),
        ("Europe/Berlin", (2026, 10, 25, 1, 0), (2026, 10, 25, 8, 0)),
        ("Asia/Jayapura", (2026, 11, 23, 21, 0), (2026, 11, 24, 8, 0)),
        ("Asia/Jayapura", (2026, 11, 24, 7, 59), (2026, 11, 24, 8, 0)),
    ],
)
def test_nights_with_and_without_a_change_of_the_clocks(
    zone: str, evening: tuple[int, ...], morning: tuple[int, ...]
) -> None:
    quiet = QuietHours(time(21), time(8), 0)
    assert quiet.open_at([zone], at(zone, *evening), "m-1") == at(zone, *morning)


def test_an_hour_that_comes_twice_is_quiet_twice() -> None:
    quiet = QuietHours(time(21), time(1, 30), 0)
    first = at("America/New_York", 2026, 11, 1, 1, 30)
    second_ten_past_one = first - 20 * MINUTE + HOUR
    assert quiet.open_at(["America/New_York"], second_ten_past_one, "m-1") == first + HOUR


def test_the_morning_is_spread_evenly_and_always_the_same() -> None:
    evening, morning = (
        at("Asia/Jakarta", 2026, 11, day, hour) for day, hour in ((23, 22), (24, 8))
    )
    out = [QUIET.open_at(["Asia/Jakarta"], evening, f"m-{n}") - morning for n in range(3000)]
    assert out == [
        QUIET.open_at(["Asia/Jakarta"], evening, f"m-{n}") - morning for n in range(3000)
    ]
    assert min(out) >= 0
    assert max(out) <= 30 * MINUTE
    a_minute = [sum(n * MINUTE <= one < (n + 1) * MINUTE for one in out) for n in range(30)]
    assert max(a_minute) < 2 * 3000 / 30


class TestZones:
    """Whose clock."""

    READ = TimeZones(RULES.timezones)

    @pytest.mark.parametrize(
        ("recipient", "own", "zones"),
        [
            ("+6281234567890", None, {"Asia/Jakarta"}),
            ("+6281134567890", None, {"Asia/Jakarta"}),
            ("+6281234567890", "Asia/Jayapura", {"Asia/Jayapura"}),
            ("+6281234567890", "Asia/Atlantis", {"Asia/Jakarta"}),
            ("+62967532123", None, {"Asia/Jayapura"}),
            ("+62361234567", None, {"Asia/Makassar"}),
            ("+14155552671", None, {"America/Los_Angeles"}),
            ("+442071234567", None, {"Europe/London"}),
            ("ID.13491208655302741918", None, {"Asia/Jakarta"}),
            ("SG.ENT.11815799212886844830", None, {"Asia/Singapore"}),
            ("ZZ.1", None, {"Asia/Jakarta"}),
            ("+6500000000", None, {"Asia/Singapore"}),
            ("+999", None, {"Asia/Jakarta"}),
            ("nonsense", None, {"Asia/Jakarta"}),
        ],
    )
    def test_of_a_recipient(self, recipient: str, own: str | None, zones: set[str]) -> None:
        assert set(self.READ.of(recipient, own)) == zones

    def test_the_owner_may_set_another_zone_for_mobile_numbers(self) -> None:
        bali = TimeZones({"ID": "Asia/Makassar"})
        assert bali.of("+6281234567890") == ("Asia/Makassar",)
        assert bali.of("ID.1349120865") == ("Asia/Makassar",)
        assert bali.of("+62215551234") == ("Asia/Jakarta",)

    def test_a_number_that_may_be_anywhere_gets_marketing_by_day_everywhere(self) -> None:
        zones = self.READ.of("+61412345678")
        assert {"Australia/Perth", "Australia/Sydney"} <= set(zones)
        opens = QUIET.open_at(zones, at("Australia/Sydney", 2026, 11, 23, 8, 30), "m-1")
        assert not any(is_quiet(zone, opens, time(21), time(8)) for zone in zones)

    def test_where_day_is_never_everywhere_one_zone_decides(self) -> None:
        far = ["Europe/London", "Pacific/Auckland"]
        quiet = QuietHours(time(12), time(8), 0)
        assert quiet.open_at(far, at("UTC", 2026, 11, 23, 13), "m") == at("UTC", 2026, 11, 24, 8)


class TestAdmission:
    """Quiet hours as the pacer keeps them."""

    NIGHT = at("Asia/Jakarta", 2026, 11, 23, 23)

    def test_marketing_waits_for_the_morning_and_nothing_else_does(self) -> None:
        due = [make(one, one) for one in ("marketing", "utility", "service", "authentication")]
        admission = ask(pacer(80), due, self.NIGHT)
        assert set(admission.go) == {"utility", "service", "authentication"}
        waiting = admission.postponed["marketing"]
        assert waiting.reason == Postponement.QUIET_HOURS
        morning = at("Asia/Jakarta", 2026, 11, 24, 8)
        assert morning <= waiting.until <= morning + 30 * MINUTE
        again = ask(pacer(80), [make("marketing", "marketing")], waiting.until)
        assert again.go == ["marketing"]

    def test_evening_in_jakarta_is_night_in_papua(self) -> None:
        due = [
            make("papua", "marketing", timezone="Asia/Jayapura"),
            make("jakarta", "marketing"),
        ]
        assert ask(pacer(80), due, at("Asia/Jakarta", 2026, 11, 23, 20)).go == ["jakarta"]

    def test_what_waits_for_another_reason_is_not_due_at_night(self) -> None:
        evening = at("Asia/Jakarta", 2026, 11, 23, 20)
        cap = MarketingCap(1, {"sari": [evening - DAY + 2 * HOUR]})
        due = [make("m", "marketing", contact_id="sari")]
        waiting = ask(pacer(80), due, evening, cap=cap).postponed["m"]
        assert waiting.reason == Postponement.FREQUENCY
        assert waiting.until >= at("Asia/Jakarta", 2026, 11, 24, 8)

    def test_no_quiet_hours_where_both_ends_are_the_same(self) -> None:
        paced = pacer(80, quiet_from=time(0), quiet_until=time(0))
        assert ask(paced, [make("m", "marketing")], self.NIGHT).go == ["m"]
