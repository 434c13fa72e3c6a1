"""The checks of the lesson *Start here*."""
