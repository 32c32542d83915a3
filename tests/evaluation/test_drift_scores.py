"""Figures over drifted takes: what counts as detected, repaired, reported; what films are worth; the page and plot."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import skia

from iamflow_agents.evaluation.drift_page import Section, write_section
from iamflow_agents.evaluation.drift_plot import Panel, draw_panels
from iamflow_agents.evaluation.drift_scores import is_detected, score_detection, score_films
from iamflow_agents.evaluation.drift_takes import DriftedRun, DriftedTake
from iamflow_agents.generator.drift_truth import DriftKind, Injected
from iamflow_agents.records import Appearance, AttributeValue, Kind, Slot, VerdictKind
from iamflow_agents.takes import Verdict

K = VerdictKind
ANNA = Appearance(
    identity="anna", kind=Kind.PERSON, name="Anna",
    attributes=(AttributeValue(slot=Slot.TOP, value="green sweater"), AttributeValue(slot=Slot.HEADWEAR, value="hat")),
)  # fmt: skip
BEN = replace(ANNA, identity="ben", name="Ben", attributes=ANNA.attributes[:1])


def fault(kind: DriftKind, identity: str = "anna", slot: Slot | None = None, **more: object) -> Injected:
    expected = {Slot.TOP: "green sweater", Slot.HEADWEAR: "hat"}.get(slot, "") if slot else ""
    return Injected(kind=kind, identity=identity, slot=slot, expected=expected, **more)  # type: ignore[arg-type]


def verdict(kind: VerdictKind, identity: str = "anna", slot: Slot | None = None) -> Verdict:
    return Verdict(segment_index=0, take_number=1, identity=identity, kind=kind, slot=slot)


def take(number: int = 1, *, segment: int = 0, chosen: bool = True, **more: object) -> DriftedTake:
    fields = {"faults": (), "verdicts": ()} | more
    return DriftedTake(
        run="r", segment_index=segment, number=number, chosen=chosen, duration_s=2.0, cast=(ANNA, BEN), **fields
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("injected", "found", "detected"),
    [
        (fault("colour", slot=Slot.TOP), verdict(K.CONTRADICTED, slot=Slot.TOP), True),
        (fault("colour", slot=Slot.TOP), verdict(K.CONTRADICTED, slot=Slot.HAIR), False),
        (fault("colour", slot=Slot.TOP), verdict(K.MISSING), True),
        (fault("colour", slot=Slot.TOP), verdict(K.CONTRADICTED, "ben", Slot.TOP), False),
        (fault("colour", slot=Slot.TOP), verdict(K.UNKNOWN), False),
        (fault("duplicate"), verdict(K.DUPLICATED), True),
        (fault("duplicate"), verdict(K.MISSING), False),
        (fault("prop"), verdict(K.MISSING), True),
        (fault("prop"), verdict(K.NOT_VISIBLE), False),
        (fault("swap", other="ben", mutual=True), verdict(K.CONTRADICTED, "ben"), True),
        (fault("swap", other="ben"), verdict(K.CONTRADICTED, "ben"), False),
    ],
)
def test_drift_score_what_counts_as_detected(injected: Injected, found: Verdict, detected: bool) -> None:
    assert is_detected(injected, [found]) is detected


def test_drift_score_of_a_run() -> None:
    noticed = take(
        1, chosen=False, faults=(fault("colour", slot=Slot.TOP),), verdicts=(verdict(K.CONTRADICTED, slot=Slot.TOP),)
    )
    still = take(2, chosen=False, faults=(fault("duplicate"),))
    good = take(3)
    missed = take(1, segment=1, faults=(fault("prop"),))
    alarm = take(1, segment=2, verdicts=(verdict(K.MISSING, "ben"),))
    reported = ((2, "ben", K.MISSING, None),)
    score = score_detection([DriftedRun(takes=(noticed, still, good, missed, alarm), made_s=10.0, unresolved=reported)])
    assert (score.injected.total(), score.detected.total(), score.clean_takes, score.false_alarms) == (3, 1, 2, 1)
    assert (score.to_repair, score.repaired) == (1, {1: 0, 2: 1}) and score.repair_rate(2) == 1.0
    assert (score.left, score.silent, score.unreported) == (1, 1, 0)
    silent = score_detection([DriftedRun(takes=(alarm,), made_s=2.0)])
    assert silent.unreported == 1 and silent.recall == 1.0


def test_drift_score_of_films() -> None:
    clean = DriftedRun(takes=(take(), take(segment=1)), made_s=4.0)
    best = score_films([clean])
    assert (best.fidelity, best.continuity, best.duplicates, best.regenerated_s) == (1.0, 1.0, 0.0, 0.0)
    wrong = (fault("colour", slot=Slot.TOP, shown="red sweater"),)
    once = score_films([DriftedRun(takes=(take(), take(segment=1, faults=wrong)), made_s=6.0)])
    assert once.fidelity == pytest.approx(5 / 6) and once.continuity == 0.5 and once.regenerated_s == 50.0
    always = score_films([DriftedRun(takes=(take(faults=wrong), take(segment=1, faults=wrong)), made_s=4.0)])
    assert always.continuity == 1.0 and always.fidelity < once.fidelity
    rejected = score_films([DriftedRun(takes=(take(1, chosen=False, faults=wrong), take(2)), made_s=4.0)])
    assert rejected.fidelity == 1.0
    doubled = score_films([DriftedRun(takes=(take(faults=(fault("duplicate"),)), take(segment=1)), made_s=4.0)])
    assert doubled.duplicates == 50.0 and doubled.fidelity == 1.0


def test_drift_page_replaces_its_own_part_only(tmp_path: Path) -> None:
    first = Section("faults", "Ten scripts.", ["what", "figure"], [["seen", "3 \\ 4"]])
    other = Section("policies", "One script.", ["memory"], [["none"]], picture="drift.png")
    (tmp_path / "drift.md").write_text("# Drift\n\nWords by hand.\n")
    write_section(tmp_path, first)
    write_section(tmp_path, other)
    before = (tmp_path / "drift.md").read_text()
    write_section(tmp_path, replace(first, rows=[["seen", "9"]]))
    after = (tmp_path / "drift.md").read_text()
    assert "| seen | 3 \\ 4 |" in before and "| seen | 9 |" in after and "3 \\ 4" not in after
    assert "Words by hand." in after and "![policies](drift.png)" in after and after.count("measured: faults") == 1


def test_drift_plot_is_a_picture_with_bars_as_high_as_their_values(tmp_path: Path) -> None:
    panels = [
        Panel(title="Looks", values=((0.0, 50.0), (100.0, 0.0)), unit="%"),
        Panel(title="Copies", values=((7.0, 0.0), (0.0, 3.0))),
    ]
    draw_panels(tmp_path / "p.png", panels, groups=("none", "identity"), bars=("a", "b"))
    draw_panels(tmp_path / "q.png", panels, groups=("none", "identity"), bars=("a", "b"))
    assert (tmp_path / "p.png").read_bytes() == (tmp_path / "q.png").read_bytes()
    pixels = skia.Image.open(str(tmp_path / "p.png")).toarray()
    first, second = (
        (pixels[:, :620, :3] == colour[::-1]).all(axis=-1).sum() for colour in ((176, 182, 190), (120, 168, 214))
    )
    assert 1.8 < first / second < 2.3  # 100 against 50, with the legend's squares
    assert panels[1].top == 8.0
