// The login form of an institution.

import { call, messageOf } from "./rpc.js";
import { byId, el, icon, icons, logo } from "./dom.js";
import { status } from "./status.js";

/** @import { Field, Flow, Institution } from "./flow.js" */

const PASSWORD = 1;

/**
 * @param {Flow} flow with the institution, and with the
 *   member when its credentials are to be changed
 * @returns {import("./screen.js").Screen}
 */
export function credentialsScreen(flow) {
  const { chosen: institution, member } = flow;
  const denied = member?.connection_status === status.denied;
  const alert = el("div", { class: "alert", role: "alert", "data-test": denied ? "incorrect-credentials" : null, hidden: !denied });
  if (denied) say(alert, "The user name or the password is wrong. Please try again.");
  const form = el("form", { novalidate: true, autocomplete: "off" }, el("p", { class: "quiet" }, "Loading…"));
  void build(flow, form, alert);

  return {
    title: "Log in",
    content: [
      el("div", { class: "institution" }, logo(institution, "big"), el("div", {}, el("h2", {}, institution.name), website(institution))),
      alert,
      form,
      el("p", { class: "hint" }, "Any user name works. The password is ", el("code", {}, "correct"), "; any other is refused."),
    ],
    back: () => flow.toSearch(),
    focus: () => (denied ? alert : null),
  };
}

/**
 * Loads the fields and puts them into the form.
 * @param {Flow} flow
 * @param {HTMLFormElement} form
 * @param {HTMLElement} alert
 */
async function build(flow, form, alert) {
  const { chosen: institution, member } = flow;
  /** @type {Field[]} */
  let fields;
  try {
    fields = member ? await call("getMemberCredentials", member.guid) : await call("getInstitutionCredentials", institution.guid);
  } catch {
    form.replaceChildren();
    return say(alert, "The form could not be loaded.");
  }
  const inputs = fields.map((field) => ({ field, node: input(field) }));
  const button = el("button", { type: "submit", class: "primary", "data-test": "credentials-continue" }, "Continue");
  form.replaceChildren(...inputs.map(({ field, node }) => labelled(field, node)), button);
  const submit = async () => {
    if (button.disabled || !complete(inputs.map(({ node }) => node))) return;
    alert.hidden = true;
    button.disabled = true;
    try {
      await flow.submit(inputs.map(({ field, node }) => ({ guid: field.guid, value: node.value })));
    } catch (error) {
      say(alert, messageOf(error));
      button.disabled = false;
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void submit();
  });
  if (form.isConnected) inputs[0]?.node.focus({ preventScroll: true });
}

/** @param {Field} field */
function input(field) {
  const secret = field.field_type === PASSWORD;
  return el("input", {
    id: "field-" + field.guid, name: field.field_name, type: secret ? "password" : "text", maxlength: 200,
    autocomplete: "off", autocapitalize: "none", autocorrect: "off", spellcheck: "false",
    "aria-required": "true", "aria-describedby": "error-" + field.guid,
  });
}

/** @param {Field} field @param {HTMLInputElement} node */
function labelled(field, node) {
  return el(
    "div", { class: "field" },
    el("label", { for: node.id }, field.label),
    node,
    el("p", { class: "error", id: "error-" + field.guid }),
  );
}

/** Marks the fields that are empty and goes to the first of them. @param {HTMLInputElement[]} inputs */
function complete(inputs) {
  const empty = inputs.filter((node) => node.value === "");
  for (const node of inputs) {
    const missing = empty.includes(node);
    node.toggleAttribute("data-wrong", missing);
    node.setAttribute("aria-invalid", String(missing));
    byId(node.getAttribute("aria-describedby") ?? "").textContent = missing ? "Please fill in this field." : "";
  }
  empty[0]?.focus();
  return empty.length === 0;
}

/** @param {Institution} institution */
function website(institution) {
  return el(
    "a", { href: institution.url, target: "_blank", rel: "noopener noreferrer", "data-test": "visit-website" },
    "Visit website", icon(icons.external),
  );
}

/** @param {HTMLElement} alert @param {string} text */
function say(alert, text) {
  alert.replaceChildren(icon(icons.alert), el("span", {}, text));
  alert.setAttribute("tabindex", "-1");
  alert.hidden = false;
}
