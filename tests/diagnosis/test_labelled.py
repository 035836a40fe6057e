"""The diagnosis against its labelled set; `make test` prints the outcome."""

from collections import Counter
from collections.abc import Callable

import pytest

from diagnosis.labelled_set import KINDS, NEEDED, Labelled, measure, read_cases
from terkirim import Cause


def test_the_set_is_large_and_a_third_of_it_is_contradictory() -> None:
    cases = read_cases()
    assert len(cases) >= 150
    assert sum(case.set == "contradictory" for case in cases) * 3 >= len(cases)
    assert [case for case, n in Counter(case.id for case in cases).items() if n > 1] == []
    assert {case.cause for case in cases} <= set(map(str, Cause))
    assert all(len(case.why) > 20 for case in cases)


def test_the_answers_are_right_as_often_as_promised(
    record_property: Callable[[str, object], None],
) -> None:
    scores = measure()
    for score in scores:
        for line in score.lines():
            record_property("measured", line)
    assert [score.kind for score in scores] == list(KINDS)
    for score in scores:
        wrong = [f"{case.id}: {case.cause}, answered {said}" for case, said in score.wrong]
        assert score.share >= NEEDED[score.kind], wrong


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case.id)
def test_every_case_is_answered_in_full(case: Labelled) -> None:
    found = case.diagnose()
    assert 0 <= found.confidence <= 1
    assert all(0 <= other.confidence <= 1 for other in found.alternatives)
    assert found.cause not in [other.cause for other in found.alternatives]
    assert all(other.proof.id and other.proof.en for other in found.alternatives)
    assert found.explanation.id != found.explanation.en
