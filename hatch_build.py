"""Put the course beside the code in the wheel, under ``twitlab/_course``."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

COURSE = ("course.toml", "exercises", "notebooks", "solutions")


def course_files(root: Path) -> dict[str, str]:
    """Map each file of the course to its place in the wheel.

    A plain ``force-include`` of the folders would do two things wrong: it takes along what
    JupyterLab leaves in them (``.ipynb_checkpoints``), and it copies the course into the
    environment of an editable install, where it goes stale.

    Args:
        root: The folder of the source tree.

    Returns:
        Absolute path of each file, to its path in the wheel.

    Raises:
        FileNotFoundError: If the manifest or one of the folders is missing.
    """
    files = {}
    for name in COURSE:
        source = root / name
        if not source.exists():
            raise FileNotFoundError(f"{source} is missing: the wheel cannot carry the course.")
        for path in sorted(source.rglob("*")) if source.is_dir() else [source]:
            place = path.relative_to(root)
            junk = any(part.startswith((".", "__pycache__")) for part in place.parts)
            if path.is_file() and not junk:
                files[str(path)] = f"twitlab/_course/{place.as_posix()}"
    return files


class CourseHook(BuildHookInterface[Any]):
    """Add the course to a wheel, and leave an editable install alone."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Tell hatchling which further files the wheel holds."""
        if version != "editable":
            build_data["force_include"].update(course_files(Path(self.root)))
