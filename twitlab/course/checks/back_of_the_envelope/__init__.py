"""The checks of the lesson *Back of the envelope*."""
