// How it can end: connected, or not.

import { el, icon, icons, logo } from "./dom.js";

/**
 * @param {import("./flow.js").Flow} flow with the institution
 * @returns {import("./screen.js").Screen}
 */
export function connectedScreen(flow) {
  const done = el("button", { type: "button", class: "primary", "data-test": "done-button", on: { click: () => flow.done() } }, "Done");
  return {
    title: "Connected",
    content: [
      el("div", { class: "stage", role: "status" },
        el("div", { class: "badge" }, logo(flow.chosen, "big"), el("span", { class: "good" }, icon(icons.check))),
        el("h2", {}, "You are connected"),
        el("p", { class: "lead" }, `Your accounts at ${flow.chosen.name} are ready.`),
      ),
      done,
    ],
    focus: () => done,
  };
}

/**
 * @param {import("./flow.js").Flow} flow
 * @param {string} text
 * @returns {import("./screen.js").Screen}
 */
export function failureScreen(flow, text) {
  return {
    title: "Not connected",
    content: [
      el("div", { class: "stage", role: "alert" },
        el("div", { class: "badge bad" }, icon(icons.alert)),
        el("h2", { "data-test": "actionable-error-header" }, "Something went wrong"),
        el("p", { class: "lead" }, text),
      ),
      el("button", {
        type: "button", class: "primary", "data-test": "actionable-error-primary-button", on: { click: () => flow.toSearch() },
      }, "Choose an institution"),
    ],
  };
}
