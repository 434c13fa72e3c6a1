// What all fronts share; each front's own file follows this one in the same module.

// How long a kernel may take to say that something was kept, before its silence is told.
const SILENCE_MS = 4000
const SILENT = "Not kept: the notebook's kernel does not answer. Run the cell above again; " +
  "what was kept before is still there."

// Makes an element; a name that begins with "on" is an event.
const made = (tag, about = {}, ...inside) => {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(about)) {
    if (value === false || value == null) continue
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value)
    else node.setAttribute(name, value === true ? "" : value)
  }
  node.append(...inside.flat().filter(each => each != null && each !== "" && each !== false))
  return node
}

// Shown and read out at once when something was refused, or nobody answers.
const alarmOf = model => {
  // It stands there while it is empty too: what is not in the page yet may not be read out.
  const node = made("p", { role: "alert", class: "twl-alarm" })
  const say = text => {
    if (node.textContent !== text) node.textContent = text
  }
  const refused = () => say(model.get("refused"))
  model.on("change:refused", refused)
  refused()
  return { node, say, refused, off: () => model.off("change:refused", refused) }
}

// Sends what a person did, with both clocks of the browser.
const senderOf = (model, alarm) => {
  const waiting = new Map()
  const answered = () => {
    clearTimeout(waiting.get(model.get("answered")))
    if (waiting.delete(model.get("answered")) && !waiting.size) alarm.refused()
  }
  model.on("change:answered", answered)
  const send = what => {
    const id = `${performance.now()}-${Math.random()}`
    waiting.set(id, setTimeout(() => alarm.say(SILENT), SILENCE_MS))
    try {
      model.send({ ...what, id, wall_ms: Date.now(), mono_ms: performance.now() })
    } catch {
      alarm.say(SILENT)
    }
  }
  const off = () => {
    model.off("change:answered", answered)
    waiting.forEach(clearTimeout)
  }
  return { send, off }
}

// Draws anew on each change, and leaves the focus where it was. Gives what ends it.
const drawnBy = (model, root, draw) => {
  const redraw = () => {
    const had = root.contains(document.activeElement) && document.activeElement
    const at = had && had.dataset.at
    draw()
    if (!had || root.contains(document.activeElement)) return
    const again = at && root.querySelector(`[data-at="${CSS.escape(at)}"]`)
    ;(again || root).focus({ preventScroll: true })
  }
  model.on("change:shown", redraw)
  draw()
  return () => model.off("change:shown", redraw)
}

// Whether keys belong to what is typed into.
const isTyping = node => node.matches?.("input, textarea, select, [contenteditable=true]")

// JupyterLab would take a letter for a command of its own, such as "cut this cell".
const MINE = { "data-lm-suppress-shortcuts": "true" }
