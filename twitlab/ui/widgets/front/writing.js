// What is typed and not kept yet outlives a kernel's restart and a closed page, in this browser.
const draftsOf = name => ({
  get: () => { try { return localStorage.getItem(name) } catch { return null } },
  set: text => { try { text ? localStorage.setItem(name, text) : localStorage.removeItem(name) } catch {} },
})

let count = 0

export default {
  render({ model, el }) {
    const alarm = alarmOf(model)
    const sender = senderOf(model, alarm)
    const shown = () => model.get("shown")
    const id = `twl-writing-${Date.now()}-${count++}`
    const label = made("label", { for: id })
    const about = made("p", { class: "twl-about", id: `${id}-about` })
    const isLong = shown().lines > 1
    const box = made(isLong ? "textarea" : "input", {
      id, rows: isLong ? shown().lines : null, type: isLong ? null : "text", spellcheck: "false",
      "aria-describedby": `${id}-about`, "data-at": "box", autocomplete: "off",
    })
    const button = made("button", { type: "button", class: "twl-press", "data-at": "keep" })
    const unit = made("span", { class: "twl-unit" })
    const says = made("p", { role: "status", class: "twl-says" })
    const root = made("section", { class: `twl twl-writing${isLong ? "" : " twl-short"}`, ...MINE },
      label, about, made("div", { class: "twl-row" }, box, unit, button), alarm.node, says)

    let draft = null, kept = null
    const draw = () => {
      const now = shown()
      label.textContent = now.label
      about.textContent = now.about
      about.hidden = !now.about
      unit.textContent = now.unit
      button.textContent = now.button
      if (says.textContent !== now.says) says.textContent = now.says
      box.disabled = button.disabled = now.closed
      if (now.name === draft?.name && now.kept === kept) return
      // Another box, or what stood in this one was kept: a person who types on loses nothing.
      const typedOn = now.name === draft?.name && box.value !== sent
      kept = now.kept
      if (typedOn) return
      draft = { name: now.name, ...draftsOf(`twitlab ${now.name}`) }
      box.value = now.closed ? now.value : draft.get() ?? now.value
    }
    let sent = null
    const keep = () => {
      sent = box.value
      sender.send({ text: box.value })
    }
    const answered = () => {
      if (model.get("refused") || box.value !== sent) return
      draft.set("")
      box.value = shown().value
    }
    model.on("change:answered", answered)
    box.addEventListener("input", () => draft.set(box.value))
    button.addEventListener("click", keep)
    root.addEventListener("keydown", event => {
      const isMeant = event.key === "Enter" && (!isLong || event.ctrlKey || event.metaKey)
      if (event.target === box) event.stopPropagation()
      if (!isMeant || event.target !== box) return
      event.preventDefault()
      keep()
    })
    el.append(root)
    const undrawn = drawnBy(model, root, draw)
    return () => {
      model.off("change:answered", answered)
      undrawn()
      alarm.off()
      sender.off()
    }
  },
}
