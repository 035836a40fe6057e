"""The facts a diagnosis names, in words; one module per family, like `knowledge/diagnosis/clues/`.

`EXACT` holds whole facts, `FORMS` regular expressions of facts that carry values.
"""

from terkirim.web.dashboard.words.evidence.facts import EXACT, FORMS, fact_words

__all__ = ["EXACT", "FORMS", "fact_words"]
