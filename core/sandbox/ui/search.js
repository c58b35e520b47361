// The first screen: popular institutions, and the search.

import { call } from "./rpc.js";
import { announce, el, icon, icons, logo } from "./dom.js";

const DEBOUNCE_MS = 500;
const SHORTEST = 2;
const PER_PAGE = 25;

/** @import { Config, Flow, Institution } from "./flow.js" */

/**
 * @param {Flow} flow
 * @returns {import("./screen.js").Screen}
 */
export function searchScreen(flow) {
  const list = el("div", { class: "list" });
  const filters = filtersOf(flow.config);
  /** @type {ReturnType<typeof setTimeout>|undefined} */ let timer;
  let latest = 0; // only the answer to the latest question is shown
  let asked = "";

  const field = el("input", {
    id: "mx-connect-search", type: "text", inputmode: "search", placeholder: "Search by name",
    "aria-label": "Search for your institution", autocomplete: "off", spellcheck: "false", maxlength: 100,
  });
  const reset = el("button", { type: "button", class: "round small", "aria-label": "Reset Search", hidden: true }, icon(icons.close));

  /**
   * @param {() => Promise<Institution[]>} load
   * @param {(found: Institution[]) => Node[]} render
   */
  async function fill(load, render) {
    const mine = ++latest;
    try {
      const found = await load();
      if (mine === latest) list.replaceChildren(...render(found));
    } catch {
      if (mine === latest) list.replaceChildren(message("The list could not be loaded.", "Check that the sandbox is running, then try again."));
    }
  }

  function popular() {
    asked = "";
    void fill(
      () => call("loadPopularInstitutions", { per_page: PER_PAGE, ...filters }),
      (found) => [el("h2", {}, "Popular institutions"), tiles(found, flow)],
    );
  }

  /** @param {string} query */
  function search(query) {
    if (query === asked) return;
    asked = query;
    flow.send("connect/institutionSearch", { query });
    void fill(() => page(query, 1), (found) => results(query, found));
  }

  /** @param {string} query @param {number} number */
  function page(query, number) {
    return call("loadInstitutions", { search_name: query, page: number, per_page: PER_PAGE, ...filters });
  }

  /** @param {string} query @param {Institution[]} found */
  function results(query, found) {
    announce(found.length ? `${found.length} institutions found` : "Nothing found");
    if (!found.length) return [message(`Nothing found for “${query}”.`, "Check the spelling, or try another name.")];
    const rows = el("ul", { class: "rows" }, ...found.map((institution) => row(institution, flow)));
    return [el("h2", {}, "Search results"), rows, ...more(query, found, rows)];
  }

  /**
   * The button for the next page, when there may be one.
   * @param {string} query
   * @param {Institution[]} found
   * @param {HTMLElement} rows
   * @returns {Node[]}
   */
  function more(query, found, rows, number = 2) {
    if (found.length < PER_PAGE) return [];
    const button = el("button", { type: "button", class: "plain" }, "Load more");
    const load = async () => {
      button.disabled = true;
      const next = await page(query, number).catch(() => []);
      rows.append(...next.map((institution) => row(institution, flow)));
      button.replaceWith(...more(query, next, rows, number + 1));
    };
    button.addEventListener("click", () => void load());
    return [button];
  }

  function typed() {
    const query = field.value.trim();
    reset.hidden = field.value === "";
    clearTimeout(timer);
    if (query.length >= SHORTEST) timer = setTimeout(search, DEBOUNCE_MS, query);
    else if (asked) popular();
  }

  field.addEventListener("input", typed);
  reset.addEventListener("click", () => {
    field.value = "";
    typed();
    field.focus();
  });

  popular();
  return {
    title: "Connect an account",
    content: [
      el("p", { class: "lead" }, "Choose your bank or credit union."),
      el("div", { class: "search" }, icon(icons.search), field, reset),
      list,
    ],
    leave: () => clearTimeout(timer),
  };
}

/** What the widget URL asked institutions to provide. @param {Config} config */
function filtersOf(config) {
  const products = config.data_request?.products;
  if (Array.isArray(products)) return { products };
  return config.mode === "verification" ? { account_verification_is_enabled: true } : {};
}

/** @param {Institution[]} found @param {Flow} flow */
function tiles(found, flow) {
  return el("ul", { class: "tiles" }, ...found.map((institution) =>
    el("li", {}, el(
      "button",
      { type: "button", class: "tile", "data-test": testName(institution, "tile"), on: { click: () => flow.select(institution) } },
      logo(institution),
      el("span", {}, institution.name),
    )),
  ));
}

/** @param {Institution} institution @param {Flow} flow */
function row(institution, flow) {
  return el("li", {}, el(
    "button",
    { type: "button", class: "row", "data-test": testName(institution, "row"), on: { click: () => flow.select(institution) } },
    logo(institution),
    el("span", { class: "names" }, el("strong", {}, institution.name), el("small", {}, new URL(institution.url).host)),
    icon(icons.next),
  ));
}

/** @param {Institution} institution @param {string} kind */
function testName(institution, kind) {
  return `${institution.name.replaceAll(" ", "-")}-${kind}`;
}

/** @param {string} title @param {string} text */
function message(title, text) {
  return el("div", { class: "message" }, el("strong", {}, title), el("p", {}, text));
}
