"""Numbers an order may hold, within bounds that keep arithmetic and dates safe."""

from typing import Annotated

import msgspec

LONGEST_S = 10 * 366 * 86400.0
Seconds = Annotated[float, msgspec.Meta(ge=0, le=LONGEST_S)]
Instant = Annotated[float, msgspec.Meta(ge=0, le=32_503_680_000)]
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
CodeNumber = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Seed = Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)]
