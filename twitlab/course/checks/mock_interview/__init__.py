"""The checks of *How the interview works*."""
