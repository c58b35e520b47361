// Puts one screen at a time into the page and sees to where the focus goes.

import { byId, el, icon, icons } from "./dom.js";

/**
 * @typedef {object} Screen
 * @property {string} title shown in the bar and read out
 * @property {Node[]} content
 * @property {() => void} [back] there is a way back
 * @property {() => HTMLElement|null} [focus] gets the focus; the screen as a whole otherwise
 * @property {() => void} [leave] called once the screen is gone
 */

/** @type {Screen|null} */
let current = null;

/** @param {Screen} screen */
export function showScreen(screen) {
  current?.leave?.();
  current = screen;
  byId("bar").replaceChildren(
    screen.back ? backButton(screen.back) : el("span"),
    el("h1", {}, screen.title),
    el("span"),
  );
  const main = byId("screen");
  main.replaceChildren(el("div", { class: "screen" }, ...screen.content));
  main.scrollTop = 0;
  (screen.focus?.() ?? main).focus({ preventScroll: true });
}

/** @param {() => void} back */
function backButton(back) {
  return el(
    "button",
    { type: "button", class: "round", "aria-label": "Back", "data-test": "back-button", on: { click: back } },
    icon(icons.back),
  );
}
