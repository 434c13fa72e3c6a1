"""JupyterLab in a workspace: started on the first lesson, and asking no outside host."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from twitlab.course.workspace.workspace import Workspace

START_PAGE = "notebooks/00_start_here.ipynb"

# News, update checks and the extension catalogue are all of what JupyterLab 4.6 fetches from
# elsewhere; each is switched off where it would be asked for, in the server and on the page.
_SETTINGS: dict[str, dict[str, Any]] = {
    "jupyter_lab_config.json": {
        "LabApp": {
            "news_url": None,
            "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
            "extension_manager": "readonly",
        }
    },
    "labconfig/page_config.json": {
        "buildAvailable": False,
        "buildCheck": False,
        "disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True},
    },
    # Saved with the notebook, so that a lesson opened another day shows its widgets as they were.
    "labconfig/default_setting_overrides.json": {
        "@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": True}
    },
}


def lab_settings() -> dict[str, bytes]:
    """Give the files of a workspace's JupyterLab configuration, by their path within it."""
    return {
        name: (json.dumps(settings, indent=2) + "\n").encode("utf-8")
        for name, settings in _SETTINGS.items()
    }


def lab_command(
    workspace: Workspace, start_path: str = START_PAGE, extra: Sequence[str] = ()
) -> tuple[list[str], dict[str, str]]:
    """Give the command that opens JupyterLab in a workspace, and the environment to run it in.

    The learner's own Jupyter configuration stays in force where ours says nothing else. Which
    tabs are open is remembered in the workspace, apart from any other JupyterLab of theirs.

    Args:
        workspace: Where to open it.
        start_path: The notebook to open on, relative to the workspace, with forward slashes.
        extra: Further arguments for JupyterLab, put last so that they win.
    """
    argv = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={workspace.root}",
        f"--LabApp.workspaces_dir={workspace.jupyter / 'layouts'}",
        f"--LabApp.default_url=/lab/tree/{quote(start_path)}",
        # In a container one often is root, and the server listens on this machine only.
        *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
        *extra,
    ]
    own = os.environ.get("JUPYTER_CONFIG_PATH")
    path = os.pathsep.join([str(workspace.jupyter), *([own] if own else [])])
    return argv, {**os.environ, "JUPYTER_CONFIG_PATH": path}


def set_up(folder: Path) -> dict[Path, bytes]:
    """Give the configuration files that are missing from a folder or differ, to be written."""
    wanted = {folder / name: content for name, content in lab_settings().items()}
    return {path: content for path, content in wanted.items() if _content(path) != content}


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
