"""Gestures: what hands, head and face do on top of a stance, for each name that `Pose.gesture` knows."""

from __future__ import annotations

import math

from iamflow_agents.generator.storyboard.people.figure import ArmPlan, Plan
from iamflow_agents.generator.storyboard.people.figure_shapes import ease, wave
from iamflow_agents.generator.storyboard.sprite import Pose


def add_gesture(plan: Plan, pose: Pose) -> None:
    """Change a plan for a gesture, the gaze and a blink; unknown gestures change nothing."""
    gesture = _GESTURES.get(pose.gesture)
    if gesture is not None:
        gesture(plan, pose.gesture_phase)
    if abs(pose.gaze) > 1e-3:
        plan.turn = max(-1.0, min(1.0, pose.gaze * pose.facing))
    if pose.blink and plan.eyes == "open":
        plan.eyes = "closed"


def _reached(phase: float) -> float:
    """How far a reaching gesture is stretched: begins plainly visible and is full after a quarter."""
    return 0.72 + 0.28 * ease(phase * 4)


def _wave(plan: Plan, phase: float) -> None:
    """Raise the lead hand and swing it."""
    swing = wave(phase * 2)
    plan.lead_arm = ArmPlan(x=0.52 + 0.1 * swing, y=-0.52, side=-1.0, hand="open", twist=0.25 * swing)
    plan.mouth, plan.brows = "smile", "raised"


def _nod(plan: Plan, phase: float) -> None:
    """Nod."""
    plan.nod = 0.5 - 0.5 * math.cos(phase * 2 * math.tau)
    plan.bob += 0.012 * plan.nod


def _point(plan: Plan, phase: float) -> None:
    """Stretch the lead arm with the index finger out."""
    far = _reached(phase)
    plan.lead_arm = ArmPlan(x=0.97 * far, y=-0.06, side=-1.0, hand="point")
    plan.turn, plan.brows = max(plan.turn, 0.55), "firm"


def _read(plan: Plan, phase: float) -> None:
    """Hold something in both hands before the chest and look at it."""
    plan.lead_arm = ArmPlan(x=0.06, y=0.4, side=1.0, hand="grip", depth=0.66)
    plan.trail_arm = ArmPlan(x=0.24, y=0.44, side=-1.0, hand="grip", depth=0.72)
    plan.lead_over = True
    plan.eyes, plan.nod, plan.turn, plan.mouth = "down", 0.55 + 0.05 * wave(phase), 0.3, "calm"


def _write(plan: Plan, phase: float) -> None:
    """Write with the lead hand on what the other hand holds."""
    plan.lead_arm = ArmPlan(
        x=0.04 + 0.035 * wave(phase * 5), y=0.5 + 0.014 * wave(phase * 9), side=1.0, hand="grip", depth=0.7
    )
    plan.trail_arm = ArmPlan(x=0.32, y=0.58, side=-1.0, hand="flat", depth=0.78)
    plan.lead_over = True
    plan.eyes, plan.nod, plan.turn, plan.mouth = "down", 0.6, 0.3, "calm"


def _carry(plan: Plan, _phase: float) -> None:
    """Carry something in both hands before the belly."""
    plan.lead_arm = ArmPlan(x=0.08, y=0.58, side=1.0, hand="grip", depth=0.74)
    plan.trail_arm = ArmPlan(x=0.32, y=0.62, side=-1.0, hand="grip", depth=0.8)
    plan.lead_over = True


def _hold_up(plan: Plan, phase: float) -> None:
    """Hold something up beside the head."""
    high = ease(phase * 4)
    plan.lead_arm = ArmPlan(x=0.5, y=-0.24 - 0.24 * high, side=-1.0, hand="grip", twist=0.2)
    plan.turn, plan.brows = 0.5, "raised"


def _reach(plan: Plan, phase: float) -> None:
    """Reach forwards and a little down."""
    far = _reached(phase)
    plan.lead_arm = ArmPlan(x=0.88 * far, y=0.36, side=-1.0, hand="open")
    plan.lean += 0.1 * far
    plan.turn, plan.nod = 0.5, 0.2


def _look(plan: Plan, phase: float) -> None:
    """Look around with a hand over the eyes."""
    plan.turn = 0.5 + 0.35 * wave(phase)
    plan.lead_arm = ArmPlan(x=0.06, y=-0.4, side=-1.0, hand="flat", twist=-0.35, depth=0.8)
    plan.lead_over = True
    plan.brows, plan.mouth = "raised", "calm"


def _talk(plan: Plan, phase: float) -> None:
    """Talk with a moving mouth and hand."""
    plan.mouth, plan.opening = "open", _syllables(phase)
    plan.lead_arm = ArmPlan(x=0.46, y=0.34 + 0.09 * wave(phase * 2), side=-1.0, hand="open", twist=-0.2, depth=0.9)
    plan.tilt += 0.03 * wave(phase * 2)
    plan.brows = "raised" if wave(phase * 2) > 0.2 else "calm"


def _syllables(phase: float) -> float:
    """Opening of a talking mouth, 0..1."""
    return min(1.0, max(0.08, 0.45 + 0.4 * wave(phase * 4) + 0.25 * wave(phase * 7 + 0.3)))


def _laugh(plan: Plan, phase: float) -> None:
    """Laugh with shaking shoulders."""
    shake = wave(phase * 4)
    plan.mouth, plan.opening, plan.eyes, plan.brows = "laugh", 0.8 + 0.2 * shake, "happy", "raised"
    plan.lean -= 0.06
    plan.tilt -= 0.08
    plan.bob += 0.007 * shake
    plan.lead_arm = ArmPlan(x=-0.2, y=0.52, side=1.0, hand="flat", depth=0.8)
    plan.lead_over = True


def _cry(plan: Plan, phase: float) -> None:
    """Weep, a hand at the eyes."""
    plan.mouth, plan.brows, plan.eyes, plan.tears = "sad", "sad", "closed", True
    plan.nod = 0.7
    plan.lean += 0.09
    plan.bob += 0.012 + 0.004 * wave(phase * 3)
    plan.trail_arm = ArmPlan(x=0.2, y=-0.26 + 0.015 * wave(phase * 3), side=-1.0, hand="grip", depth=0.75)


def _eat(plan: Plan, phase: float) -> None:
    """Bring food to the mouth and chew."""
    up = 0.5 - 0.5 * math.cos(phase * math.tau)
    plan.lead_arm = ArmPlan(x=0.32 - 0.32 * up, y=0.14 - 0.4 * up, side=-1.0, hand="grip", depth=0.72)
    plan.trail_arm = ArmPlan(x=0.3, y=0.58, side=-1.0, hand="flat", depth=0.78)
    plan.lead_over = True
    plan.mouth, plan.opening = "chew", 0.5 + 0.5 * wave(phase * 4)


def _drink(plan: Plan, phase: float) -> None:
    """Lift a cup to the mouth and tip the head back."""
    up = ease(min(1.0, phase * 3)) * 0.6 + 0.4
    plan.lead_arm = ArmPlan(x=0.1 - 0.08 * up, y=-0.02 - 0.22 * up, side=-1.0, hand="grip", depth=0.72)
    plan.lead_over = True
    plan.nod = -0.5 * up
    plan.mouth, plan.eyes = "calm", "closed" if up > 0.9 else "open"


def _work(plan: Plan, phase: float) -> None:
    """Busy hands before the body, head bent."""
    beat = wave(phase * 2)
    plan.lead_arm = ArmPlan(x=0.34 + 0.06 * beat, y=0.5 - 0.1 * beat, side=-1.0, hand="grip", depth=0.85)
    plan.trail_arm = ArmPlan(x=0.5, y=0.56 + 0.08 * beat, side=-1.0, hand="grip", depth=0.88)
    plan.lead_over = True
    plan.lean += 0.1
    plan.eyes, plan.nod, plan.turn, plan.mouth, plan.brows = "down", 0.5, 0.45, "calm", "firm"


def _give(plan: Plan, phase: float) -> None:
    """Hold something out to somebody."""
    far = _reached(phase)
    plan.lead_arm = ArmPlan(x=0.84 * far, y=0.3, side=-1.0, hand="flat")
    plan.lean += 0.05
    plan.turn, plan.brows = 0.5, "raised"


def _arms_crossed(plan: Plan, _phase: float) -> None:
    """Cross the arms."""
    plan.lead_arm = ArmPlan(x=-0.22, y=0.4, side=1.0, hand="flat", depth=0.74)
    plan.trail_arm = ArmPlan(x=0.3, y=0.37, side=-1.0, hand="flat", depth=0.74)
    plan.lead_over = True
    plan.brows, plan.mouth = "firm", "calm"


def _hug(plan: Plan, phase: float) -> None:
    """Put both arms around somebody in front."""
    hold = 0.02 * wave(phase)
    plan.lead_arm = ArmPlan(x=0.7, y=0.2 + hold, side=-1.0, hand="flat", twist=0.3)
    plan.trail_arm = ArmPlan(x=0.86, y=0.12 + hold, side=-1.0, hand="flat", twist=0.3)
    plan.lean += 0.07
    plan.eyes, plan.mouth = "happy", "smile"


_GESTURES = {
    "wave": _wave,
    "nod": _nod,
    "point": _point,
    "read": _read,
    "write": _write,
    "carry": _carry,
    "hold_up": _hold_up,
    "reach": _reach,
    "look": _look,
    "talk": _talk,
    "laugh": _laugh,
    "cry": _cry,
    "eat": _eat,
    "drink": _drink,
    "work": _work,
    "give": _give,
    "arms_crossed": _arms_crossed,
    "hug": _hug,
}
GESTURES = ("none", *_GESTURES)
"""Every gesture that is drawn in its own way."""
