const minutes = ms => {
  const seconds = Math.floor(Math.abs(ms) / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`
}

// Gives "calm", "soon" or "over", and the clock in words.
const standing = (passed, whole, warn) => {
  const left = whole - passed
  if (left <= 0) return ["over", `over by ${minutes(left)}, of ${minutes(whole)}`]
  const shown = Math.ceil(left / 1000) * 1000
  return [left <= warn ? "soon" : "calm", `${minutes(shown)} left of ${minutes(whole)}`]
}

const SAYS = {
  soon: what => `${what.warn / 60000} minutes left for ${what.title}. ${what.soon}`,
  over: what => `The time for ${what.title} is over. ${what.over}`,
}

const clockOf = name => {
  const text = made("span", { class: "twl-clock" })
  const fill = made("span", { class: "twl-fill" })
  const bar = made("span", { class: "twl-bar", "aria-hidden": "true" }, fill)
  const title = made("strong", { class: "twl-title" })
  const node = made("div", { class: `twl-part twl-${name}`, role: "timer", "aria-live": "off" },
    title, " ", text, bar)
  const draw = (what, passed) => {
    const [state, words] = standing(passed, what.whole_ms, what.warn)
    node.dataset.state = state
    title.textContent = what.heading
    text.textContent = words
    fill.style.width = `${Math.min(100, (100 * passed) / what.whole_ms)}%`
    return state === "calm" ? "" : SAYS[state](what)
  }
  return { node, draw }
}

export default {
  render({ model, el }) {
    const clocks = { phase: clockOf("phase"), slot: clockOf("slot") }
    const still = made("p", { class: "twl-still" })
    // It is read out once when its words change, and never for a second that passes.
    const says = made("p", { role: "status", class: "twl-says" })
    const root = made("section", { class: "twl twl-timer", tabindex: "-1", "aria-label": "Timer", ...MINE },
      clocks.phase.node, clocks.slot.node, still, says)
    let from = 0
    const anchor = () => {
      // What was shown may be drawn much later, when a page is opened again.
      from = performance.now() - Math.max(0, Date.now() - model.get("shown").sent_wall_ms)
      draw()
    }
    const draw = () => {
      const shown = model.get("shown")
      const since = shown.runs ? performance.now() - from : 0
      const words = []
      for (const [name, clock] of Object.entries(clocks)) {
        const what = shown[name]
        clock.node.hidden = !what
        if (what) words.push(clock.draw({ ...what, warn: shown.warn_ms }, what.passed_ms + since))
      }
      still.textContent = shown.runs ? "" : shown.still
      still.hidden = !still.textContent
      const said = shown.runs ? words.filter(Boolean).join(" ") : ""
      if (says.textContent !== said) says.textContent = said
    }
    model.on("change:shown", anchor)
    anchor()
    const ticking = setInterval(draw, 250)
    el.append(root)
    return () => {
      clearInterval(ticking)
      model.off("change:shown", anchor)
    }
  },
}
