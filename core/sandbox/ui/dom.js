// Makes elements. Text is only ever set as text, never parsed as HTML.

/** @typedef {Record<string, (event: Event) => void>} Listeners by event name */
/** @typedef {string|number|boolean|null|undefined} Attribute absent when false, null or undefined */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, Attribute|Listeners>} [props] attributes, as they are
 *   written in HTML, and "on" with the listeners
 * @param {...(Node|string|null)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value == null || value === false) continue;
    if (typeof value === "object") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (value === true) {
      node.setAttribute(name, "");
    } else {
      node.setAttribute(name, String(value));
    }
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

/**
 * A picture of one path on a field of 24 by 24, in the colour of the text.
 * @param {string} path
 * @returns {SVGElement}
 */
export function icon(path) {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  const shape = document.createElementNS(ns, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

/** Paths of the icons in use, drawn as strokes. */
export const icons = {
  back: "M15 5l-7 7 7 7",
  search: "M16.5 16.5L21 21M11 18a7 7 0 1 1 0-14 7 7 0 0 1 0 14z",
  close: "M6 6l12 12M18 6L6 18",
  check: "M5 12.5l4.5 4.5L19 7",
  external: "M14 4h6v6M20 4l-9 9M18 14v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h5",
  alert: "M12 7v6M12 16.5v.5M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z",
  next: "M9 5l7 7-7 7",
};

/**
 * An institution's logo. Its name stands beside it, so it says nothing itself.
 * @param {{logo_url: string}} institution
 * @param {string} [size] class of the size
 */
export function logo(institution, size = "") {
  return el("img", { class: ("logo " + size).trim(), src: institution.logo_url, alt: "" });
}

/**
 * The element of the page with an id.
 * @param {string} id
 * @returns {HTMLElement}
 * @throws {Error} when the page has none
 */
export function byId(id) {
  const node = document.getElementById(id);
  if (!node) throw new Error(`The page has no element "${id}".`);
  return node;
}

/** Says something to users of a screen reader. @param {string} text */
export function announce(text) {
  byId("announcer").textContent = text;
}
