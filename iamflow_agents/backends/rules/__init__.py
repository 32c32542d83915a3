"""The offline backend: spaCy and rules read text, colour measurements look at frames. No model is downloaded."""
