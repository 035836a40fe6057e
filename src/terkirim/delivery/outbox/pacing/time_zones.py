"""In which time zones a recipient may be.

A fixed line tells its zone, a mobile number only its country: Indonesia has three zones and its
mobile numbers are sold in all of them. So a contact's own zone comes first; then, for a mobile
number or a user id, the zone the owner set for the country; then what libphonenumber knows.
"""

from collections.abc import Mapping
from functools import lru_cache
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import PhoneNumberType
from phonenumbers.timezone import UNKNOWN_TIMEZONE, time_zones_for_number
from phonenumbers.tzdata import TIMEZONE_LONGEST_PREFIX

_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.UNKNOWN}
_TELLING = 1 + TIMEZONE_LONGEST_PREFIX  # characters of an E.164 number the zones hang on


class TimeZones:
    """Reads recipients' time zones. `of_region`: IANA names by ISO country; `home`: for a recipient
    of whom nothing is known.
    """

    def __init__(self, of_region: Mapping[str, str], home: str = "Asia/Jakarta") -> None:
        self._of_region = of_region
        self._home = (home,)

    def of(self, recipient: str, own: str | None = None) -> tuple[str, ...]:
        """The zones a recipient may be in, at least one. A zone nobody knows is passed over."""
        if own is not None and _exists(own):
            return (own,)
        if recipient.startswith("+"):
            region, mobile, zones = _of_number(recipient[:_TELLING], len(recipient))
        else:
            region, mobile, zones = _of_region(recipient[:2])
        if mobile and region in self._of_region:
            return (self._of_region[region],)
        return zones or self._home


@lru_cache(maxsize=100_000)
def _of_number(start: str, length: int) -> tuple[str, bool, tuple[str, ...]]:
    """Region, whether mobile, and zones of numbers that begin so: nothing hangs on the rest."""
    try:
        number = phonenumbers.parse(start.ljust(length, "0"))
    except phonenumbers.NumberParseException:
        return "", False, ()
    region = phonenumbers.region_code_for_number(number) or (
        phonenumbers.region_code_for_country_code(number.country_code or 0)
    )
    mobile = phonenumbers.number_type(number) in _MOBILE
    return region, mobile, _known(time_zones_for_number(number)) or _of_region(region)[2]


@lru_cache(maxsize=500)
def _of_region(region: str) -> tuple[str, bool, tuple[str, ...]]:
    """The zones of a country, by an example of its mobile numbers."""
    number = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
    return region, True, _known(time_zones_for_number(number)) if number else ()


def _known(zones: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(zone for zone in zones if zone != UNKNOWN_TIMEZONE and _exists(zone))


@lru_cache(maxsize=1000)
def _exists(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return False
    return True
