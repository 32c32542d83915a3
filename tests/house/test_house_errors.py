"""Every error tells what, where and what next, has an exit code of the contract, and survives a process border."""

from __future__ import annotations

import copy
import inspect
import pickle

import pytest

from iamflow_agents import errors
from iamflow_agents.errors import StoryError

CLASSES = [kind for _, kind in sorted(vars(errors).items()) if inspect.isclass(kind) and issubclass(kind, StoryError)]


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("again", [lambda error: pickle.loads(pickle.dumps(error)), copy.copy])
def test_house_an_error_comes_back_whole(kind: type[StoryError], again: object) -> None:
    error = kind("the disk is full", where="a file", next_step="Free some space.")
    copied = again(error)  # type: ignore[operator]  # one of the two functions above
    assert type(copied) is kind and str(copied) == str(error)
    assert (copied.what, copied.where, copied.next_step) == ("the disk is full", "a file", "Free some space.")
    assert copied.exit_code in {2, 3, 4, 130} and not isinstance(copied.retryable, str)


def test_house_an_error_says_what_where_and_what_next() -> None:
    assert len(CLASSES) > 10
    text = str(StoryError("it broke", where="here", next_step="Mend it."))
    assert text == "it broke (in here). Mend it."


def test_house_an_error_without_a_place_or_remedy_is_refused() -> None:
    with pytest.raises(TypeError):
        StoryError("it broke")  # type: ignore[call-arg]  # that is what is tested
