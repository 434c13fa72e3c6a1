"""JupyterLab in a browser, as a learner uses it; what it asks of other hosts is noted."""

import json
import re
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, expect

from tests.help.asked_hosts import asked_within, watched
from tests.help.jupyter import OWN_PORT, START_S, port_of
from twitlab.course.workspace.jupyter import START_PAGE, lab_command
from twitlab.course.workspace.workspace import Workspace

WIDTH, HEIGHT = 1280, 720
LOCAL = ("127.0.0.1", "localhost", "::1")
START_MS = START_S * 1000
RUN_MS = 120_000
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Said when a page is left, or a kernel restarted, while JupyterLab's debugger asks after it.
_JUPYTERS_OWN = re.compile("debugger state|Canceled future")
# JupyterLab makes the cells of a long notebook one after the other.
_ARE_THERE = """numbers => {
    const made = window.jupyterapp.shell.currentWidget?.content?.widgets
    return made && numbers.every(number => made[number])
}"""
# Runs some cells of the notebook in front; says which have not run, or failed and how.
_RUN = """async numbers => {
    const app = window.jupyterapp, panel = app.shell.currentWidget, notebook = panel.content
    const cells = numbers.map(number => notebook.widgets[number])
    await panel.sessionContext.ready
    cells.forEach(cell => { cell.model.executionCount = null })
    notebook.deselectAll()
    notebook.activeCellIndex = numbers[0]
    cells.forEach(cell => notebook.select(cell))
    await app.commands.execute("notebook:run-cell")
    const outputs = cell => cell.outputArea.model.toJSON()
    const errors = cell => outputs(cell).filter(each => each.output_type == "error")
    return cells.flatMap((cell, at) => [
        ...(cell.model.executionCount ? [] : [`cell ${numbers[at]} has not run`]),
        ...errors(cell).map(each => `cell ${numbers[at]}: ${each.ename}: ${each.evalue}`),
    ])
}"""
# Forgets what was changed in the notebook in front.
_CLOSE = """async () => {
    const panel = window.jupyterapp.shell.currentWidget
    await panel.sessionContext.shutdown()
    panel.context.model.dirty = false
    panel.dispose()
}"""
# A machine that runs other tests at the same time may be slow.
expect.set_options(timeout=20_000)


def chromium(playwright: Playwright) -> str | None:
    """Find a Chromium: the system's, or the one that Playwright brought; None without one."""
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        found = shutil.which(name)
        if found:
            return found
    brought = Path(playwright.chromium.executable_path)
    return str(brought) if brought.is_file() else None


def launch(playwright: Playwright, program: str) -> Browser:
    """Start Chromium with everything off that would ask an outside host by itself."""
    return playwright.chromium.launch(executable_path=program, args=list(FLAGS))


class Server:
    """JupyterLab running in a workspace."""

    def __init__(self, address: str, token: str, folder: Path) -> None:
        self.address = address
        self.token = token
        self._folder = folder

    def forget_tabs(self) -> None:
        """Forget which notebooks are open, so that JupyterLab opens none of them by itself."""
        for layout in json.loads(self._call("GET", "/lab/api/workspaces"))["workspaces"]["ids"]:
            self._call("DELETE", f"/lab/api/workspaces/{layout}")

    def end_kernels(self) -> None:
        """End all kernels, as a night does."""
        for kernel in json.loads(self._call("GET", "/api/kernels")):
            self._call("DELETE", f"/api/kernels/{kernel['id']}")

    def _call(self, method: str, path: str) -> bytes:
        request = Request(f"{self.address}{path}", method=method)
        request.add_header("Authorization", f"token {self.token}")
        with urlopen(request, timeout=20) as response:
            said: bytes = response.read()
        return said

    def asked(self) -> list[str]:
        """Give what it, or a kernel of it, asked of another host than this one."""
        return asked_within(self._folder)


@contextmanager
def serve(workspace: Workspace, folder: Path) -> Iterator[Server]:
    """Run JupyterLab as ``twitlab lab`` does, with a home of its own and no browser."""
    token = secrets.token_hex(16)
    extra = ["--no-browser", OWN_PORT, f"--IdentityProvider.token={token}", "--allow-root"]
    extra += ["--expose-app-in-browser"]  # as window.jupyterapp, for Window.run
    argv, environment = lab_command(workspace, extra=extra)
    home = folder / "home"
    (home / "labconfig").mkdir(parents=True, exist_ok=True)
    # nbgrader is among the test tools; a learner does not have its panels.
    (home / "labconfig" / "page_config.json").write_text(
        '{"disabledExtensions": {"@jupyter/nbgrader": true}}', encoding="utf-8"
    )
    environment = watched(folder, {k: v for k, v in environment.items() if "TEST" not in k})
    for name in ("HOME", "USERPROFILE", "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR"):
        environment[name] = str(home)
    runtime = home / "runtime"
    environment["JUPYTER_RUNTIME_DIR"] = str(runtime)
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            argv, env=environment, cwd=workspace.root, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        port = port_of(process, runtime)
        server = Server(f"http://127.0.0.1:{port}", token, folder)
        _await(server, process, log)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(START_MS // 100):
        try:
            with urlopen(f"{server.address}/api?token={server.token}", timeout=5):
                return
        except (URLError, OSError):
            if process.poll() is not None:
                break
            time.sleep(0.1)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text(errors='replace')}")


class Window:
    """One browser window; what it asked for and complained about is noted."""

    def __init__(self, context: BrowserContext, server: Server) -> None:
        self.server = server
        self.requests: list[str] = []
        self.complaints: list[str] = []
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("console", lambda message: self._heard(message.type, message.text))
        context.on("weberror", lambda error: self._heard("error", str(error.error)))
        self.page: Page = context.new_page()
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and not _JUPYTERS_OWN.search(text):
            self.complaints.append(text)

    def forget_what_was_heard(self) -> None:
        """Forget what was asked for and complained about so far."""
        self.requests.clear()
        self.complaints.clear()

    def asked(self) -> list[str]:
        """Give what the page asked of another host than this one."""
        web = [url for url in self.requests if urlsplit(url).scheme not in ("data", "blob")]
        return [url for url in web if urlsplit(url).hostname not in LOCAL]

    def open(self, notebook: str | None = None) -> None:
        """Open a notebook of the workspace, or the start page, and wait for its kernel."""
        where = "/" if notebook is None else f"/lab/tree/{notebook}"
        self.page.goto(f"{self.server.address}{where}?token={self.server.token}")
        self.await_notebook(notebook or START_PAGE)

    def open_beside(self, notebook: str) -> None:
        """Open a notebook where JupyterLab is open, and wait for its kernel."""
        opens = "path => { window.jupyterapp.commands.execute('docmanager:open', {path}) }"
        self.page.evaluate(opens, notebook)
        self.await_notebook(notebook)

    def close(self) -> None:
        """Close the notebook in front without saving it, and end its kernel."""
        self.page.evaluate(_CLOSE)

    def await_notebook(self, notebook: str) -> None:
        """Wait until a notebook is in front and its kernel waits for work."""
        title = self.page.locator(".lm-DockPanel-tabBar .lm-mod-current .lm-TabBar-tabLabel")
        expect(title).to_have_text(Path(notebook).name, timeout=START_MS)
        self.await_idle()

    def await_idle(self, timeout: int = START_MS) -> None:
        """Wait for the kernel; the status bar names one only when there is one."""
        bar = self.page.locator("#jp-main-statusbar")
        expect(bar).to_contain_text(re.compile(r"ipykernel\).*Idle", re.DOTALL), timeout=timeout)

    @property
    def notebook(self) -> Locator:
        """The notebook in front."""
        return self.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")

    def cell(self, number: int) -> Locator:
        """Scroll to a cell, counted from 0, and give it."""
        found = self.notebook.locator(f'.jp-Cell[data-windowed-list-index="{number}"]')
        found.scroll_into_view_if_needed()
        return found

    def command(self, menu: str, command: str) -> None:
        """Choose an entry of the menu bar."""
        self.page.locator(".lm-MenuBar-itemLabel", has_text=re.compile(f"^{menu}$")).click()
        self.page.locator(f'.lm-Menu-item[data-command="{command}"]').first.click()

    def run_all(self) -> None:
        """Run all cells, and wait until the last has run."""
        prompts = self.notebook.locator(".jp-CodeCell .jp-InputPrompt")
        # A saved number looks like one of this run. On a busy machine the star is never seen.
        prompts.evaluate_all("all => all.forEach(prompt => { prompt.textContent = '' })")
        self.command("Run", "runmenu:run-all")
        expect(prompts.last).to_have_text(re.compile(r"\[\d+\]"), timeout=RUN_MS)
        self.await_idle(RUN_MS)

    def run(self, cells: Sequence[int]) -> None:
        """Run some cells, counted from 0, and wait until all of them have run."""
        self.page.wait_for_function(_ARE_THERE, arg=[*cells], timeout=RUN_MS)
        assert self.page.evaluate(_RUN, [*cells]) == []
        self.await_idle(RUN_MS)

    def forget(self) -> None:
        """Restart the kernel and clear all outputs."""
        self.command("Kernel", "kernelmenu:restart-and-clear")
        self.page.locator(".jp-Dialog .jp-mod-warn, .jp-Dialog .jp-mod-accept").last.click()
        prompts = self.notebook.locator(".jp-CodeCell .jp-InputPrompt")
        expect(prompts.filter(has_text=re.compile(r"\[\d+\]"))).to_have_count(0, timeout=RUN_MS)
        self.await_idle()

    def save(self) -> None:
        """Save the notebook in front, and wait until it is saved."""
        self.page.keyboard.press("ControlOrMeta+s")
        tab = self.page.locator(".lm-DockPanel-tabBar .lm-mod-current")
        expect(tab).not_to_have_class(re.compile("jp-mod-dirty"))

    def write(self, cell: int, text: str) -> None:
        """Replace what a code cell says, by keyboard."""
        self.cell(cell).locator(".cm-content").click()
        self.page.keyboard.press("ControlOrMeta+a")
        # At once and not key by key: the editor would add its own indent and brackets.
        self.page.keyboard.insert_text(text)

    def theme(self, name: str) -> None:
        """Choose a theme in the settings menu."""
        self.page.locator(".lm-MenuBar-itemLabel", has_text=re.compile("^Settings$")).click()
        self.page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Theme$")).hover()
        self.page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{name}$")).click()


@contextmanager
def window(browser: Browser, server: Server) -> Iterator[Window]:
    """Open a browser window of the size of a small laptop's screen."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    try:
        yield Window(context, server)
    finally:
        context.close()
