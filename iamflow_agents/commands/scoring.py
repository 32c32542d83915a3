"""`iamflow score`: how well a file of predictions agrees with a file of gold."""

from __future__ import annotations

from rich.table import Table

from iamflow_agents.commands.output import write_json, write_line, write_rich
from iamflow_agents.evaluation.annotations import ScriptId
from iamflow_agents.evaluation.identity_scores import Score, score_scripts, total_score
from iamflow_agents.evaluation.score_files import read_gold, read_predictions

FIGURE_COLUMNS = {
    "IDF1_characters": "IDF1", "IDP_characters": "IDP", "IDR_characters": "IDR",
    "IDF1_props": "props IDF1", "attr_P": "attr P", "attr_R": "attr R", "attr_F1": "attr F1", "place": "place",
}  # fmt: skip


def show_scores(gold_path: str, predicted_path: str, *, as_json: bool, per_script: bool) -> None:
    """Print the figures of all scripts, and of each one if asked.

    The JSON document always holds both: the figures of all scripts at its top, those of each under `per_script`.

    Raises:
        ScriptError: If a file cannot be read.
    """
    gold, predicted = read_gold(gold_path), read_predictions(predicted_path)
    scores = score_scripts(gold.scripts, predicted.scripts)
    missing = [str(number) for number in gold.scripts if number not in predicted.scripts]
    extra = [str(number) for number in predicted.scripts if number not in gold.scripts]
    notes = [*gold.notes, *predicted.notes]
    if missing:
        notes.append(f"nothing is predicted for {_listed(missing)}; that counts as nothing found")
    if extra:
        notes.append(f"the gold does not know {_listed(extra)}; what is predicted there is not counted")
    if as_json:
        write_json(_document(scores, notes))
        return
    write_rich(score_table(scores, per_script=per_script))
    for note in notes:
        write_line(f"note: {note}")


def _listed(numbers: list[str]) -> str:
    """Some scripts in words, not all of a thousand."""
    shown = ", ".join(numbers[:8]) + (f" and {len(numbers) - 8} more" if len(numbers) > 8 else "")
    return f"script {shown}" if len(numbers) == 1 else f"scripts {shown}"


def _document(scores: dict[ScriptId, Score], notes: list[str]) -> dict[str, object]:
    rows = [{**score.figures(), "script": number} for number, score in scores.items()]
    for row in rows:
        del row["scripts"]
    return {**total_score(scores).figures(), "per_script": rows, "notes": notes}


def score_table(scores: dict[ScriptId, Score], *, per_script: bool) -> Table:
    """Draw figures: a row a script if asked, and one for all."""
    table = Table("script", box=None)
    for heading in FIGURE_COLUMNS.values():
        table.add_column(heading, justify="right")
    if per_script:
        for number, score in scores.items():
            table.add_row(str(number), *figure_cells(score))
    plural = "script" if len(scores) == 1 else "scripts"
    table.add_row(f"{len(scores)} {plural}", *figure_cells(total_score(scores)))
    return table


def figure_cells(score: Score) -> list[str]:
    """The figures of one row, to three places."""
    figures = score.figures()
    return [f"{figures[name]:.3f}" for name in FIGURE_COLUMNS]
