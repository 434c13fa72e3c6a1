"""The checks of the lesson *What's trending, from memory*."""
