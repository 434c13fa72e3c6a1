"""The checks of the lesson *Find it while it is news*."""
