"""Fronts of widgets in a page without JupyterLab or a kernel: Python answers in this process."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page

from twitlab.ui.widgets.front import Front

# Stands in for a model of ipywidgets, as far as the fronts use it.
_SHOW = """async ([id, source, state]) => {
    window.models ??= {}
    const heard = {}, model = {
        get: name => state[name],
        on: (name, call) => (heard[name] ??= new Set()).add(call),
        off: (name, call) => heard[name]?.delete(call),
        take: news => {
            const changed = Object.keys(news).filter(
                name => JSON.stringify(news[name]) !== JSON.stringify(state[name]))
            state = news
            changed.forEach(name => heard[`change:${name}`]?.forEach(call => call()))
        },
        send: async what => {
            if (window.silent) return
            const states = JSON.parse(await window.answer(id, JSON.stringify(what)))
            for (const [each, news] of Object.entries(states)) window.models[each]?.take(news)
        },
    }
    window.models[id] = model
    const url = URL.createObjectURL(new Blob([source], {type: "text/javascript"}))
    const el = document.body.appendChild(document.createElement("div"))
    await (await import(url)).default.render({model, el})
}"""
_NAMES = ("shown", "refused", "answered")


class BarePage:
    """A page on which fronts are shown."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._fronts: dict[str, Front] = {}
        self.heard: list[Mapping[str, Any]] = []
        page.expose_function("answer", self._answer)

    def show(self, *fronts: Front) -> None:
        """Show fronts, one below the other."""
        for front in fronts:
            name = str(len(self._fronts))
            self._fronts[name] = front
            self.page.add_style_tag(content=front._css)
            self.page.evaluate(_SHOW, [name, front._esm, _state(front)])

    def update(self) -> None:
        """Let the page know what was changed in Python."""
        for name, front in self._fronts.items():
            self.page.evaluate(
                "([id, news]) => window.models[id].take(news)", [name, _state(front)]
            )

    def _answer(self, name: str, content: str) -> str:
        said = json.loads(content)
        self.heard.append(said)
        self._fronts[name].hear(said)
        return json.dumps({each: _state(front) for each, front in self._fronts.items()})


def _state(front: Front) -> dict[str, Any]:
    return {name: getattr(front, name) for name in _NAMES}


@contextmanager
def bare_page(browser: Browser) -> Iterator[BarePage]:
    """Open an empty page, which fails on any error of a script."""
    page = browser.new_page(viewport={"width": 1000, "height": 720})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_content("<!doctype html><title>Fronts</title><body>")
    try:
        yield BarePage(page)
        assert errors == []
    finally:
        page.close()
