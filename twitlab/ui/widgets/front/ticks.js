let count = 0

const quoteOf = (line, id, typed) => {
  const value = typed.get(line.name) ?? line.quote
  if (line.may_type) {
    const known = made("datalist", { id: `${id}-known` },
      line.choices.map(text => made("option", { value: text })))
    const field = made("input", {
      id, type: "text", list: line.choices.length ? `${id}-known` : null,
      "data-at": `${line.name}/quote`, autocomplete: "off", spellcheck: "false",
    })
    field.value = value
    return [field, known]
  }
  const options = ["", ...line.choices].map(text =>
    made("option", { value: text, selected: text === value }, text || "– choose one of your sentences –"))
  return [made("select", { id, "data-at": `${line.name}/quote` }, options)]
}

const lineOf = (line, typed, send) => {
  const id = `twl-tick-${count++}`
  const [field, ...rest] = quoteOf(line, id, typed)
  field.addEventListener("input", () => typed.set(line.name, field.value))
  const tick = earned => send({ tick: line.name, earned, quote: field.value })
  field.addEventListener("keydown", event => {
    event.stopPropagation()
    if (event.key !== "Enter" || !line.may_type) return
    event.preventDefault()
    tick(true)
  })
  const button = (earned, words) => made("button", {
    type: "button", class: "twl-press", "data-at": `${line.name}/${earned}`, onclick: () => tick(earned),
    "aria-pressed": String(line.standing === (earned ? "earned" : "not earned")),
    "aria-label": `${words}: ${line.text}`,
  }, words)
  return made("li", { class: "twl-tick", "data-state": line.standing || "open" },
    made("p", { class: "twl-line" }, made("strong", {}, line.text)),
    line.samples.map(([name, text]) => made("p", { class: "twl-detail" }, made("strong", {}, `${name}: `), text)),
    made("div", { class: "twl-row" }, made("label", { for: id }, line.asks), field, ...rest,
      button(true, "Earned"), button(false, "Not earned")),
    line.says && made("p", { class: "twl-mark" }, line.says))
}

export default {
  render({ model, el }) {
    const alarm = alarmOf(model)
    const sender = senderOf(model, alarm)
    const typed = new Map()
    const says = made("p", { role: "status", class: "twl-says" })
    const list = made("ol", { class: "twl-ticks" })
    const head = made("h3", {})
    const about = made("p", { class: "twl-about" })
    // Who ticks the last line sees no more of the top. A screen reader has heard it there.
    const foot = made("p", { class: "twl-says twl-foot", "aria-hidden": "true" })
    const root = made("section", { class: "twl", tabindex: "-1", ...MINE },
      head, about, alarm.node, says, list, foot)
    const draw = () => {
      const shown = model.get("shown")
      head.textContent = shown.title
      about.textContent = shown.about
      if (says.textContent !== shown.says) says.textContent = shown.says
      foot.textContent = shown.says
      list.replaceChildren(...shown.lines.map(line => lineOf(line, typed, sender.send)))
    }
    el.append(root)
    const undrawn = drawnBy(model, root, draw)
    return () => {
      undrawn()
      alarm.off()
      sender.off()
    }
  },
}
