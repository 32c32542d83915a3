"""Where the story goes next: pure functions of the state, tested over all cases without a graph.

Segment n is generated while n-1 is verified. A rejection sends the cursor back, so at most one speculative
segment is lost; it is found again by its hash if the new take did not change what it was built on. A take that replaces
a rejected one is judged before the next segment is planned, so that nothing is lost twice and what is built on it knows
all that was seen in it.
"""

from __future__ import annotations

from typing import Literal

from langgraph.types import Send

from iamflow_agents.graphs.state import StoryState, TakeId, VerifyMode

SUPERSTEPS_BEFORE_AND_AFTER = 12
SUPERSTEPS_A_SEGMENT = 6
SUPERSTEPS_A_RETAKE = 8


def settle(state: StoryState, mode: VerifyMode) -> StoryState:
    """Join what generation and verification of one superstep brought, and move the cursor.

    Args:
        state: With `generated` and/or `judged` of the superstep that just ended.
        mode: When takes are verified.

    Returns:
        The changed keys.
    """
    made, judged = state.get("generated"), state.get("judged")
    update: StoryState = {"generated": None, "judged": None, "repair": None, "pending": None, "repaired": False}
    if judged is not None and judged["retake"]:
        rejected: TakeId = {"segment": judged["segment"], "take": judged["take"]}
        return {**update, "repair": rejected, "cursor": judged["segment"]}
    if made is None:
        return update
    if judged is not None and judged["chosen"] != judged["take"]:
        # An earlier take turned out best: what was just generated follows the wrong one, so plan it again.
        return {**update, "cursor": made["segment"]}
    update["cursor"] = made["segment"] + 1
    update["pending"] = None if mode == "off" else made
    update["repaired"] = mode != "off" and bool(state.get("repair"))
    return update


def after_resolve(state: StoryState) -> Literal["transition_prompt", "draw_storyboard", "review"]:
    """Choose between going on and asking a person whether everybody is who they should be."""
    asked = state.get("asked")
    if not asked:
        return "transition_prompt"
    return "draw_storyboard" if asked["point"] == "storyboard" else "review"


def after_review(
    state: StoryState,
) -> Literal["review", "draw_storyboard", "transition_prompt", "assemble_video"]:
    """Go on as if nobody had been asked, unless there is more to ask."""
    asked = state.get("asked")
    if asked:
        return "draw_storyboard" if asked["point"] == "storyboard" else "review"
    return _next(state)


def after_reconcile(
    state: StoryState,
) -> Literal["repair_attributes", "review", "transition_prompt", "assemble_video"]:
    """Choose between repairing a rejected take, asking a person, going on, and putting the film together."""
    if state.get("repair"):
        return "repair_attributes"
    return "review" if state.get("asked") else _next(state)


def _next(state: StoryState) -> Literal["transition_prompt", "assemble_video"]:
    """Choose between going on and putting the film together."""
    if state["cursor"] < state["n_segments"] or state.get("pending"):
        return "transition_prompt"
    return "assemble_video"


def plans_next(state: StoryState, mode: VerifyMode, last: int | None = None) -> bool:
    """Tell whether the segment at the cursor is to be planned now; none after the `last` one wanted is."""
    if state["cursor"] >= state["n_segments"] or (last is not None and state["cursor"] > last):
        return False
    return not (state.get("pending") and (mode == "wait" or state.get("repaired")))


def schedule(state: StoryState, mode: VerifyMode, last: int | None = None) -> list[Send]:
    """Work of the next superstep: generate the segment at the cursor beside verifying the pending take."""
    work: list[Send] = []
    if plans_next(state, mode, last):
        first: TakeId = {"segment": state["cursor"], "take": state.get("first", 1)}
        work.append(Send("generate_segment", first))
    pending = state.get("pending")
    if pending:
        work.append(Send("verify_segment", pending))
    return work


def retake(state: StoryState) -> list[Send]:
    """After a repair: the same segment once more, with the next take number."""
    rejected = state.get("repair")
    if not rejected:
        raise AssertionError("repair_attributes was reached without a rejected take")
    again: TakeId = {"segment": rejected["segment"], "take": rejected["take"] + 1}
    return [Send("generate_segment", again)]


def recursion_limit(n_segments: int, max_takes: int) -> int:
    """Supersteps a story can need at most; a routing bug then ends after these instead of 10,000."""
    return SUPERSTEPS_BEFORE_AND_AFTER + n_segments * (SUPERSTEPS_A_SEGMENT + SUPERSTEPS_A_RETAKE * (max_takes - 1))
