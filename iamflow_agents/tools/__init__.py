"""What an agent can do: tools over the generator and the stores."""
