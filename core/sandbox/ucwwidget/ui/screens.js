// The screens. Text is only ever set as text, never parsed as HTML.

const DEBOUNCE_MS = 500, SHORTEST = 2;

/** @import { Flow } from "./flow.js" */
/** @import { Institution } from "./api.js" */

/**
 * Makes an element; "on" is what a click does.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string|(() => void)|undefined>} props
 * @param {...(Node|string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") node.addEventListener("click", value);
    else if (value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/** @param {string} id */
function byId(id) {
  const node = document.getElementById(id);
  if (!node) throw new Error(`The page has no element "${id}".`);
  return node;
}

/** @param {string} title @param {(() => void)|undefined} back @param {...Node} content */
function show(title, back, ...content) {
  byId("bar").replaceChildren(
    back ? el("button", { type: "button", class: "back", "aria-label": "Back", "data-test": "back-button", on: back }, "‹") : el("span"),
    el("h1", {}, title),
    el("span"),
  );
  const screen = byId("screen");
  screen.replaceChildren(...content);
  screen.focus({ preventScroll: true });
}

/** @param {string} text @param {string} test @param {() => void} on */
const primary = (text, test, on) => el("button", { type: "button", class: "primary", "data-test": test, on }, text);

/** @param {Institution} institution */
const heading = ({ name, logo_url }) => el("div", { class: "institution" }, el("img", { src: logo_url, alt: "" }), el("h2", {}, name));

/** @param {string} title @param {string} text @param {() => void} [again] */
export function showFailure(title, text, again) {
  /** @type {Node[]} */
  const content = [el("p", { role: "alert", "data-test": "failure" }, text)];
  if (again) content.push(primary("Try again", "failure-button", again));
  show(title, undefined, ...content);
}

/** @param {Flow} flow */
export function showSearch(flow) {
  const list = el("ul", { class: "rows" });
  const field = el("input", { id: "search", type: "text", placeholder: "Search by name", "aria-label": "Search for your institution", autocomplete: "off" });
  /** @type {ReturnType<typeof setTimeout>|undefined} */ let timer;
  let latest = 0; // only the answer to the latest question is shown
  const fill = async (/** @type {Promise<Institution[]>} */ load) => {
    const mine = ++latest;
    const found = await load.catch(() => []);
    if (mine === latest) list.replaceChildren(...found.map((institution) => row(institution, flow)));
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    const query = field.value.trim();
    if (query.length >= SHORTEST) timer = setTimeout(() => fill(flow.search(query)), DEBOUNCE_MS);
  });
  flow.stop = () => clearTimeout(timer);
  show("Connect an account", undefined, field, list);
  void fill(flow.recommended());
}

/** @param {Institution} institution @param {Flow} flow */
function row(institution, flow) {
  const pick = () => {
    flow.stop();
    flow.select(institution);
  };
  return el("li", {}, el("button", { type: "button", class: "row", "data-test": institution.guid, on: pick },
    el("img", { src: institution.logo_url, alt: "" }), el("span", {}, institution.name)));
}

/** @param {Flow} flow @param {{wrong: boolean}} state */
export async function showLogin(flow, { wrong }) {
  const alert = el("p", { class: "alert", role: "alert", "data-test": "incorrect-credentials" }, "The user name or the password is wrong.");
  alert.hidden = !wrong;
  const form = el("form", { novalidate: "", autocomplete: "off" });
  const back = flow.params.connectionId ? undefined : () => flow.toSearch();
  show("Log in", back, heading(flow.chosen), alert, form,
    el("p", { class: "quiet" }, "Any user name works. The password is ", el("code", {}, "correct"), "."));
  const fields = await flow.fields().catch(() => null);
  if (!fields) return say(alert, "The form could not be loaded.");
  const inputs = fields.map(({ id, field_name, is_secret, label }) => ({
    id,
    node: el("input", { name: field_name, type: is_secret ? "password" : "text", "aria-label": label, placeholder: label, autocomplete: "off" }),
  }));
  form.replaceChildren(...inputs.map(({ node }) => node), el("button", { class: "primary", "data-test": "credentials-continue" }, "Continue"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const missing = inputs.find(({ node }) => node.value === "");
    if (missing) return missing.node.focus();
    void once(form, () => flow.submit(inputs.map(({ id, node }) => ({ id, value: node.value }))), alert);
  });
}

/**
 * Does what a form asks for, one at a time.
 * @param {HTMLFormElement} form
 * @param {() => Promise<void>} act
 * @param {HTMLElement} alert
 */
async function once(form, act, alert) {
  const button = form.querySelector("button");
  if (!button || button.disabled) return;
  button.disabled = true;
  try {
    await act();
  } catch {
    say(alert, "That did not work. Please try again.");
    button.disabled = false;
  }
}

/** @param {HTMLElement} alert @param {string} text */
function say(alert, text) {
  alert.textContent = text;
  alert.hidden = false;
}

/** @param {Flow} flow */
export function showConnecting(flow) {
  show("Connecting", undefined, heading(flow.chosen), el("p", { role: "status", class: "quiet" }, "This takes a few seconds…"));
}

/** @param {Flow} flow with a member whose bank asks a question */
export function showQuestion(flow) {
  const alert = el("p", { class: "alert", role: "alert" });
  alert.hidden = true;
  const input = el("input", { name: "ANSWER", type: "text", "aria-label": "Answer", autocomplete: "off" });
  const form = el("form", { novalidate: "", autocomplete: "off" }, input, el("button", { class: "primary", "data-test": "mfa-continue" }, "Continue"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.value === "") return input.focus();
    void once(form, () => flow.answer(input.value), alert);
  });
  show("Verify", undefined, heading(flow.chosen), el("p", {}, flow.ownMember.question ?? ""), alert, form,
    el("p", { class: "quiet" }, "The answer is ", el("code", {}, "correct"), "."));
}

/**
 * @param {Flow} flow
 * @param {{go: () => void, again: () => void}|null} visit null when it could not be prepared
 */
export function showBank(flow, visit) {
  const back = flow.params.connectionId ? undefined : () => flow.toSearch();
  if (!visit) return show("Log in", back, heading(flow.chosen), el("p", { role: "alert" }, "The bank cannot be reached."));
  const go = primary("Go to log in", "oauth-button", () => {
    visit.go();
    show("Waiting for permission", back, heading(flow.chosen),
      el("p", { role: "status", class: "quiet" }, "Log in at your bank. This page notices when you are done."),
      primary("Try again", "oauth-again", visit.again));
  });
  show("Log in", back, heading(flow.chosen), el("p", {}, "You log in on the bank's own site."), go);
}

/** @param {Flow} flow */
export function showConnected(flow) {
  show("Connected", undefined, heading(flow.chosen), el("p", { role: "status" }, "Your accounts are ready."),
    primary("Done", "done-button", () => flow.done()));
}
