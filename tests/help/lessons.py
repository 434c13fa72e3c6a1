"""What a lesson says and what its cells print, so that a test can hold the one to the other."""

import re

import nbformat

from twitlab.course.book.manifest import Course

NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


class Lesson:
    """Hold what a lesson says and what its cells print, by the id of a cell.

    Args:
        id_: of the lesson.
    """

    def __init__(self, id_: str) -> None:
        course = Course.here()
        (path,) = [course.root / each.path for each in course.lessons if each.id == id_]
        cells = nbformat.read(path, nbformat.NO_CONVERT).cells
        self._says = {cell.id: " ".join(cell.source.split()) for cell in cells}
        self._prints = {cell.id: _printed(cell) for cell in cells if cell.cell_type == "code"}

    def prints(self, cell: str, behind: str) -> list[float]:
        """Give the numbers that a cell prints behind some words, up to the end of their line."""
        text = self._prints[cell]
        assert text.count(behind) == 1, f"{cell} prints {behind!r} {text.count(behind)} times"
        line = text.partition(behind)[2].partition("\n")[0]
        return [float(each.replace(",", "")) for each in NUMBER.findall(line)]

    def lines(self, cell: str) -> list[str]:
        """Give the lines that a cell prints."""
        return self._prints[cell].splitlines()

    def says(self, cell: str, *phrases: str) -> None:
        """Assert that the text of a cell has all of some phrases."""
        for phrase in phrases:
            assert phrase in self._says[cell], f"{cell} does not say {phrase!r}"


def _printed(cell: nbformat.NotebookNode) -> str:
    texts = [each.get("text") or each.get("data", {}).get("text/plain") for each in cell.outputs]
    return "\n".join(["", *filter(None, texts)])
