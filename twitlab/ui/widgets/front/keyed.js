// Physical keys, for who writes in letters that are not Latin.
const BY_PLACE = Object.fromEntries([
  ..."abcdefghijklmnopqrstuvwxyz".split("").map(each => [`Key${each.toUpperCase()}`, each]),
  ..."0123456789".split("").map(each => [`Digit${each}`, each]),
])
const LIGHTS = {
  on: "Keys are on.",
  off: "Keys are off. Click here to turn them on.",
  typing: "You are typing. Click here to use keys.",
}
const NAMES = { ArrowRight: "→", ArrowLeft: "←", Backspace: "⌫", Enter: "Enter" }
const SPOKEN = { ArrowRight: "right arrow", ArrowLeft: "left arrow", Backspace: "backspace" }

const pressed = event => {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  const isForeign = key.length === 1 && key.codePointAt(0) > 127
  return isForeign ? BY_PLACE[event.code] ?? key : key
}

const capOf = key => key && made("kbd", { class: "twl-key", "aria-hidden": "true" }, NAMES[key] ?? key)

const stagesOf = (item, press) => item.stages.map((stage, at) => {
  const state = stage.noted ? "done" : at === item.next ? "next" : "later"
  const words = [stage.label && made("strong", {}, `${stage.label}: `), stage.text]
  const mark = stage.noted && made("span", { class: "twl-mark" }, `✓ ${stage.noted} `)
  return made("li", { class: `twl-stage twl-${state}` },
    made("button", { type: "button", "data-at": `${item.name}/${at}`, onclick: () => press(item, at) },
      mark, words))
})

const itemOf = (item, press, takeBack) => {
  const spoken = item.key ? ` Key: ${SPOKEN[item.key] ?? item.key}.` : ""
  const mark = item.noted && made("span", { class: "twl-mark" }, `✓ ${item.noted} `)
  const label = made("span", { class: "twl-words" }, mark, item.text,
    made("span", { class: "twl-heard" }, spoken))
  const button = made("button", {
    type: "button", class: "twl-press", "data-at": item.name, onclick: () => press(item),
    "aria-keyshortcuts": item.key,
  }, capOf(item.key), label)
  const back = item.noted && item.can_go && made("button", {
    type: "button", class: "twl-back", "data-at": `${item.name}/back`,
    "aria-label": `Take back: ${item.text}`, onclick: () => takeBack(item.name),
  }, "take back")
  return made("li", { class: `twl-item${item.noted ? " twl-noted" : ""}` },
    made("div", { class: "twl-row" }, button, back),
    item.stages.length > 0 && made("ol", { class: "twl-stages" }, stagesOf(item, press)),
    item.detail && made("p", { class: "twl-detail" }, item.detail))
}

const linesOf = group => group.lines.length > 0 &&
  made(group.numbered ? "ol" : "ul", { class: `twl-lines${group.lines.length > 1 ? "" : " twl-one"}` },
    group.lines.map(line => made("li", {}, line)))

const groupOf = (group, isOpen, keepOpen, press, takeBack) => {
  const inside = [
    group.about && made("p", { class: "twl-about" }, group.about),
    linesOf(group),
    group.items.length > 0 && made("ul", { class: "twl-items" },
      group.items.map(item => itemOf(item, press, takeBack))),
  ]
  const look = { class: `twl-group twl-as-${group.look}` }
  if (!group.folded) return made("section", { ...look, "aria-label": group.title },
    made("h3", {}, group.title), ...inside)
  const fold = made("details", { ...look, open: isOpen },
    made("summary", { "data-at": `fold/${group.title}` }, group.title), ...inside)
  fold.addEventListener("toggle", () => keepOpen(group.title, fold.open))
  return fold
}

export default {
  render({ model, el }) {
    const alarm = alarmOf(model)
    const sender = senderOf(model, alarm)
    const says = made("p", { role: "status", class: "twl-says" })
    const light = made("p", { class: "twl-light", "data-widest": LIGHTS.off })
    const body = made("div", { class: "twl-columns" })
    const root = made("section", { class: "twl twl-keyed", tabindex: "0", ...MINE },
      made("div", { class: "twl-top" }, light, says), alarm.node, body)
    let title = model.get("shown").title
    const open = new Map()
    const all = () => model.get("shown").groups.flatMap(group => group.items)
    const press = (item, stage) => sender.send({ press: item.name, stage: stage ?? item.next })
    const takeBack = name => sender.send({ take_back: name })
    const unpress = model.get("shown").take_back_key

    const toTop = () => {
      const clocks = scope().querySelector(".twl-timer")  // lie over what is scrolled beneath them
      root.style.scrollMarginTop = `${(clocks?.offsetHeight ?? 0) + 12}px`
      root.scrollIntoView({ block: "start" })
    }
    const draw = () => {
      const shown = model.get("shown")
      root.setAttribute("aria-label", shown.title)
      if (says.textContent !== shown.says) says.textContent = shown.says
      light.hidden = !all().some(item => item.key)
      const columns = [[], []]
      for (const group of shown.groups) {
        columns[group.column - 1 < 0 ? 0 : group.column - 1].push(groupOf(
          group, open.get(group.title) ?? false, (title, is) => open.set(title, is), press, takeBack))
      }
      body.replaceChildren(...columns.filter(each => each.length).map(each =>
        made("div", { class: "twl-column" }, each)))
      // Another screen is read from its top.
      if (shown.title !== title) toTop()
      title = shown.title
    }
    const lit = () => {
      const isHere = scope().contains(document.activeElement)
      const state = !isHere ? "off" : isTyping(document.activeElement) ? "typing" : "on"
      root.dataset.keys = state
      light.textContent = LIGHTS[state]
    }
    // Keys count wherever in the cell's output the focus is, so that a click on a text loses none.
    // It is looked for each time: what is drawn first has no place in the page yet.
    const scope = () => el.closest(".jp-OutputArea-output, .jp-OutputArea-child") ?? el
    const heard = event => {
      if (!scope().contains(event.target) || isTyping(event.target)) return
      if (event.ctrlKey || event.metaKey || event.altKey) return
      const key = pressed(event)
      const isPlain = key.length === 1 && key !== " "
      if (isPlain || key === unpress || key.startsWith("Arrow")) event.stopPropagation()
      if (event.repeat) return
      const item = all().find(each => each.key === key)
      if (!item && !(unpress && key === unpress)) return
      event.preventDefault()
      event.stopPropagation()
      item ? press(item) : takeBack("")
    }
    const clicked = event => {
      if (!scope().contains(event.target)) return
      if (event.target.closest("button, a, summary, input, textarea, select, label")) return
      if (!String(getSelection())) root.focus({ preventScroll: true })
    }
    document.addEventListener("keydown", heard, true)
    document.addEventListener("click", clicked)
    document.addEventListener("focusin", lit)
    document.addEventListener("focusout", lit)
    el.append(root)
    const undrawn = drawnBy(model, root, draw)
    lit()
    return () => {
      document.removeEventListener("keydown", heard, true)
      document.removeEventListener("click", clicked)
      document.removeEventListener("focusin", lit)
      document.removeEventListener("focusout", lit)
      undrawn()
      alarm.off()
      sender.off()
    }
  },
}
