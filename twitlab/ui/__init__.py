"""Show what the parts found: the only rooms that know matplotlib and ipywidgets."""
