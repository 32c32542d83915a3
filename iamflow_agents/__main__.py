"""`python -m iamflow_agents` is the same as `iamflow`."""

from iamflow_agents.cli import main

main()
