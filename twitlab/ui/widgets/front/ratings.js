let count = 0

export default {
  render({ model, el }) {
    const alarm = alarmOf(model)
    const sender = senderOf(model, alarm)
    const chosen = new Map()
    const head = made("h3", {})
    const about = made("p", { class: "twl-about" })
    const rows = made("div", { class: "twl-ratings" })
    const button = made("button", { type: "button", class: "twl-press", "data-at": "rate" })
    const root = made("section", { class: "twl twl-group", tabindex: "-1", ...MINE },
      head, about, rows, button, alarm.node)
    const rowOf = row => {
      const id = `twl-rating-${count++}`
      const field = made("select", { id, "data-at": row.name },
        made("option", { value: "" }, "– choose –"),
        model.get("shown").options.map(([value, text]) =>
          made("option", { value, selected: chosen.get(row.name) === String(value) }, text)))
      field.addEventListener("change", () => chosen.set(row.name, field.value))
      return made("div", { class: "twl-row" }, made("label", { for: id }, row.text), field)
    }
    const draw = () => {
      const shown = model.get("shown")
      head.textContent = shown.title
      about.textContent = shown.about
      button.textContent = shown.button
      rows.replaceChildren(...shown.rows.map(rowOf))
    }
    button.addEventListener("click", () => sender.send({
      rated: Object.fromEntries(model.get("shown").rows.map(
        row => [row.name, chosen.get(row.name) ?? ""])),
    }))
    root.addEventListener("keydown", event => isTyping(event.target) && event.stopPropagation())
    el.append(root)
    const undrawn = drawnBy(model, root, draw)
    return () => {
      undrawn()
      alarm.off()
      sender.off()
    }
  },
}
