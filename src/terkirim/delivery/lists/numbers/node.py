"""A set of texts of digits, read digit by digit.

`after` is what is left to be read once a digit was (Brzozowski's derivative): two numbers that
leave the same node behind cannot be told apart by the pattern it came from. Equal nodes are one
object, so they are compared by identity.
"""

DIGITS = "0123456789"
LONGEST = 20


class Node:
    """One of `digits` and then `rest`; or any of `ways`; or one of the four constants below.

    `may_end`: the empty text is among them. `lengths`: how long they can be, one bit a length.
    """

    __slots__ = ("_after", "digits", "lengths", "may_end", "rest", "ways")

    def __init__(
        self,
        digits: str = "",
        rest: "Node | None" = None,
        ways: "tuple[Node, ...]" = (),
        *,
        may_end: bool = False,
        lengths: int = 0,
    ) -> None:
        self.digits, self.rest, self.ways = digits, rest, ways
        self.may_end: bool = may_end or any(way.may_end for way in ways)
        self.lengths: int = lengths | (rest.lengths << 1 if rest else 0)
        for way in ways:
            self.lengths |= way.lengths
        self._after: dict[str, Node] = {}

    def after(self, digit: str) -> "Node":
        """What is left to be read once this digit was."""
        found = self._after.get(digit)
        if found is None:
            found = self._after[digit] = self._derived(digit)
        return found

    def _derived(self, digit: str) -> "Node":
        if self.rest is not None:
            return self.rest if digit in self.digits else NOTHING
        return either(*(way.after(digit) for way in self.ways))


NOTHING = Node()
EMPTY = Node(may_end=True, lengths=1)
END_OF_TEXT = Node(lengths=1)
ANYTHING = Node(DIGITS, may_end=True, lengths=(1 << LONGEST) - 1)
ANYTHING.rest = ANYTHING

_ALL: dict[tuple[object, ...], Node] = {}


def one_of(digits: str, rest: Node) -> Node:
    """One of these digits, and then the rest."""
    if rest is NOTHING:
        return NOTHING
    key = (digits, rest)
    return _ALL.get(key) or _ALL.setdefault(key, Node(digits, rest))


def either(*ways: Node) -> Node:
    """Any of them."""
    flat: set[Node] = set()
    for way in ways:
        flat.update(way.ways or (way,))
    flat.discard(NOTHING)
    if ANYTHING in flat:
        return ANYTHING
    if len(flat) < 2:
        return next(iter(flat), NOTHING)
    key = frozenset(flat)
    return _ALL.get((key,)) or _ALL.setdefault((key,), Node(ways=tuple(key)))
