"""What `iamflow direct` says."""

from __future__ import annotations

from iamflow_agents.codec import to_plain
from iamflow_agents.commands.output import write_json, write_line
from iamflow_agents.live import AddedSegment


def show_added(added: AddedSegment, *, as_json: bool) -> None:
    """Say which segment it will be, and who takes it up."""
    if as_json:
        write_json({"job_id": added.job_id, "segment": added.segment_index, **to_plain(added.segment)})
    elif added.is_running:
        write_line(
            f"segment {added.segment_index + 1} of {added.job_id}: the running job takes it up at its next step."
        )
    else:
        write_line(f"segment {added.segment_index + 1} of {added.job_id}: iamflow resume {added.job_id} makes it.")
