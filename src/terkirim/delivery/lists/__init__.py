"""Contact lists: read as people keep them, cleaned, every refusal explained.

Begin with `clean.clean_file`; `judge_list` names the steps. `model` holds what comes out, `rules`
the decisions about one cell. A table goes through in batches (`batch`): `split_block` makes them of
text, `judge_batch` judges row by row, `settle` one row against all others.
"""

from typing import TYPE_CHECKING, Any

from terkirim.delivery.lists.model import Choice

if TYPE_CHECKING:
    from terkirim.delivery.lists.clean import clean_file

__all__ = ["Choice", "clean_file"]


def __getattr__(name: str) -> Any:
    """What reads lists is large, and imported when it is used."""
    if name != "clean_file":
        raise AttributeError(name)
    from terkirim.delivery.lists import clean

    return clean.clean_file
