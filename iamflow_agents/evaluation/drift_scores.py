"""How good a verifier, and how good a film: figures over what was truly wrong in takes (`drift_takes`).

A fault counts as detected when a verdict names somebody whom it concerns and the same slot, or the whole person;
a second copy must be called one, a thing that is gone must be called missing. A clean take with any complaint in it is
a false alarm.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from iamflow_agents.colours import find_colour
from iamflow_agents.evaluation.drift_takes import DriftedRun, DriftedTake, told_attributes
from iamflow_agents.generator.drift_faults import LOSABLE, SHIFTING
from iamflow_agents.generator.drift_truth import Injected
from iamflow_agents.records import Slot, VerdictKind
from iamflow_agents.takes import Verdict

COMPLAINTS = frozenset({VerdictKind.CONTRADICTED, VerdictKind.MISSING, VerdictKind.DUPLICATED})


@dataclass(slots=True)
class DetectionScore:
    """What a verifier noticed, and what became of it."""

    injected: Counter[str] = field(default_factory=Counter)
    """Faults that can be seen, by kind."""
    detected: Counter[str] = field(default_factory=Counter)
    hidden: Counter[str] = field(default_factory=Counter)
    """Faults that cannot be seen, by kind; they count nowhere else."""
    clean_takes: int = 0
    false_alarms: int = 0
    """Clean takes with a complaint."""
    other_complaints: int = 0
    """Complaints in faulty takes about somebody whom no fault concerns."""
    to_repair: int = 0
    """Detected faults of first takes."""
    repaired: dict[int, int] = field(default_factory=dict)
    """How many of these are gone from the best take after so many more takes."""
    left: int = 0
    """Faults that can be seen in films."""
    silent: int = 0
    """Those of them that the result does not report, since they were not detected."""
    unreported: int = 0
    """Complaints about takes in the film that are missing from the result. Must be 0."""

    @property
    def recall(self) -> float:
        """Share of the faults that were detected; 1 where there was none."""
        return _share(self.detected.total(), self.injected.total())

    @property
    def false_alarm_rate(self) -> float:
        """Share of the clean takes with a complaint; 0 where there was none."""
        return self.false_alarms / self.clean_takes if self.clean_takes else 0.0

    def repair_rate(self, more_takes: int) -> float:
        """Share of the detected faults that so many more takes repaired."""
        return _share(self.repaired.get(more_takes, 0), self.to_repair)


def score_detection(runs: Iterable[DriftedRun]) -> DetectionScore:
    """Score the verifier and the repairs of some runs."""
    score = DetectionScore()
    for run in runs:
        for take in run.takes:
            _score_take(score, take)
        _score_repairs(score, run)
        _score_report(score, run)
    return score


def is_detected(fault: Injected, verdicts: Sequence[Verdict]) -> bool:
    """Tell whether a verdict names a fault."""
    about = [v for v in verdicts if v.kind in COMPLAINTS and v.identity in fault.identities]
    if fault.kind == "duplicate":
        return any(v.kind is VerdictKind.DUPLICATED for v in about)
    if fault.kind == "prop":
        return any(v.kind is VerdictKind.MISSING for v in about)
    return any(fault.slot is None or v.slot in (None, fault.slot) for v in about)


def _score_take(score: DetectionScore, take: DriftedTake) -> None:
    """Add one take."""
    score.hidden.update(fault.kind for fault in take.hidden)
    score.injected.update(fault.kind for fault in take.faults)
    score.detected.update(fault.kind for fault in take.faults if is_detected(fault, take.verdicts))
    complaints = [v for v in take.verdicts if v.kind in COMPLAINTS]
    if not take.faults and not take.hidden:
        score.clean_takes += 1
        score.false_alarms += bool(complaints)
        return
    concerned = {key for fault in (*take.faults, *take.hidden) for key in fault.identities}
    score.other_complaints += sum(v.identity not in concerned for v in complaints)


def _score_repairs(score: DetectionScore, run: DriftedRun) -> None:
    """Follow the detected faults of each segment's first take."""
    by_segment: dict[int, list[DriftedTake]] = {}
    for take in run.takes:
        by_segment.setdefault(take.segment_index, []).append(take)
    for takes in by_segment.values():
        first = next((take for take in takes if take.number == 1), None)
        noticed = [f for f in first.faults if is_detected(f, first.verdicts)] if first else []
        score.to_repair += len(noticed)
        for more in (1, 2):
            later = [take for take in takes if 1 < take.number <= 1 + more]
            for fault in noticed:
                score.repaired[more] = score.repaired.get(more, 0) + any(_is_free(take, fault) for take in later)


def _is_free(take: DriftedTake, fault: Injected) -> bool:
    """Tell whether nobody whom a fault concerned looks wrong in another take."""
    wrong = {key for other in take.faults for key in other.identities}
    return not wrong & set(fault.identities)


def _score_report(score: DetectionScore, run: DriftedRun) -> None:
    """Compare the film with what the result says of it."""
    reported = set(run.unresolved)
    for take in run.film:
        for verdict in take.verdicts:
            if verdict.kind in COMPLAINTS or verdict.kind is VerdictKind.UNKNOWN:
                entry = (take.segment_index, verdict.identity, verdict.kind, verdict.slot)
                score.unreported += entry not in reported
        score.left += len(take.faults)
        score.silent += sum(not is_detected(fault, take.verdicts) for fault in take.faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmScore:
    """How well films keep their identities; from what was truly drawn, whatever a verifier said."""

    fidelity: float
    """Share of what was told about looks that is as told."""
    continuity: float
    """Share of the returns of somebody who looks as the last time."""
    duplicates: float
    """Copies in a hundred segments."""
    lost_things: float
    """Things that are not there, in a hundred segments."""
    regenerated_s: float
    """Seconds generated and thrown away, in a hundred seconds of film."""
    reported: int
    """What the results say is wrong."""


def score_films(runs: Sequence[DriftedRun]) -> FilmScore:
    """Score the films of some runs together."""
    told = wrong = returns = same = segments = 0
    kinds: Counter[str] = Counter()
    for run in runs:
        last: dict[str, frozenset[tuple[str, ...]]] = {}
        for take in run.film:
            segments += 1
            kinds.update(fault.kind for fault in take.faults)
            attributes = told_attributes(take.cast, _counts)
            told += sum(len(of_one) for of_one in attributes.values())
            wrong += sum(_wrong(fault, attributes) for fault in take.faults)
            for one in take.cast:
                state = _state(one.identity, take.faults)
                returns += one.identity in last
                same += last.get(one.identity) == state
                last[one.identity] = state
    film_s = sum(run.film_s for run in runs)
    return FilmScore(
        fidelity=_share(told - wrong, told),
        continuity=_share(same, returns),
        duplicates=100 * kinds["duplicate"] / max(1, segments),
        lost_things=100 * kinds["prop"] / max(1, segments),
        regenerated_s=100 * (sum(run.made_s for run in runs) - film_s) / max(1e-9, film_s),
        reported=sum(len(run.unresolved) for run in runs),
    )


def _counts(slot: Slot, value: str) -> bool:
    """Tell whether an attribute is one that can be lost or take another colour."""
    return slot in LOSABLE or (slot in SHIFTING and find_colour(value) is not None)


def _wrong(fault: Injected, told: Mapping[str, tuple[tuple[Slot, str], ...]]) -> int:
    """How many attributes a fault gets wrong."""
    if fault.kind in ("colour", "accessory"):
        return int((fault.slot, fault.expected) in told.get(fault.identity, ()))
    if fault.kind == "duplicate":
        return 0
    return sum(len(told.get(key, ())) for key in fault.identities)


def _state(key: str, faults: Sequence[Injected]) -> frozenset[tuple[str, ...]]:
    """What is wrong about somebody, so that two sights of them can be compared."""
    return frozenset(
        (fault.kind, str(fault.slot), fault.expected, fault.shown, fault.other, fault.identity)
        for fault in faults
        if key in fault.identities
    )


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0
