"""Grade saved notebooks: observe in a kernel, judge outside it."""
