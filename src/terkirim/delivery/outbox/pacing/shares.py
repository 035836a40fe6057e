"""How a worker that cannot serve all its senders at once divides itself among them."""

from collections.abc import Mapping


def share_out(wanted: Mapping[str, int], capacity: int) -> dict[str, int]:
    """So many for each sender, at most what it wants, together at most the capacity.

    Max-min fair: nobody gets more while another with less still wants. A small sender is served in
    full beside the largest blast. Left-overs of a division go to the first named.
    """
    shares: dict[str, int] = {}
    left = capacity
    smallest_first = sorted(wanted, key=wanted.__getitem__)
    for index, sender_id in enumerate(smallest_first):
        even = -(-left // (len(smallest_first) - index))
        shares[sender_id] = min(wanted[sender_id], even)
        left -= shares[sender_id]
    return shares
