// The login form of an institution.

import { call } from "./rpc.js";
import { el, icon, icons, logo } from "./dom.js";
import { status } from "./status.js";

const PASSWORD = 1;

/**
 * @param {import("./flow.js").Flow} flow with the institution, and with the
 *   member when its credentials are to be changed
 * @returns {import("./screen.js").Screen}
 */
export function credentialsScreen(flow) {
  const { institution, member } = flow;
  const denied = member?.connection_status === status.denied;
  const alert = el("div", { class: "alert", role: "alert", "data-test": denied ? "incorrect-credentials" : null, hidden: !denied });
  if (denied) say(alert, "The user name or the password is wrong. Please try again.");
  const form = el("form", { novalidate: true, autocomplete: "off" }, el("p", { class: "quiet" }, "Loading…"));
  build(flow, form, alert);

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

/** Loads the fields and puts them into the form. */
async function build(flow, form, alert) {
  const { institution, member } = flow;
  let fields;
  try {
    fields = member ? await call("getMemberCredentials", member.guid) : await call("getInstitutionCredentials", institution.guid);
  } catch {
    form.replaceChildren();
    return say(alert, "The form could not be loaded.");
  }
  const inputs = fields.map(input);
  const button = el("button", { type: "submit", class: "primary", "data-test": "credentials-continue" }, "Continue");
  form.replaceChildren(...fields.map((field, i) => labelled(field, inputs[i])), button);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled || !complete(inputs)) return;
    alert.hidden = true;
    button.disabled = true;
    try {
      await flow.submit(fields.map((field, i) => ({ guid: field.guid, value: inputs[i].value })));
    } catch (error) {
      say(alert, error.message);
      button.disabled = false;
    }
  });
  if (form.isConnected) inputs[0]?.focus({ preventScroll: true });
}

function input(field) {
  const secret = field.field_type === PASSWORD;
  return el("input", {
    id: "field-" + field.guid, name: field.field_name, type: secret ? "password" : "text", maxlength: 200,
    autocomplete: "off", autocapitalize: "none", autocorrect: "off", spellcheck: "false",
    "aria-required": "true", "aria-describedby": "error-" + field.guid,
  });
}

function labelled(field, node) {
  return el(
    "div", { class: "field" },
    el("label", { for: node.id }, field.label),
    node,
    el("p", { class: "error", id: "error-" + field.guid }),
  );
}

/** Marks the fields that are empty and goes to the first of them. */
function complete(inputs) {
  const empty = inputs.filter((node) => node.value === "");
  for (const node of inputs) {
    const missing = empty.includes(node);
    node.toggleAttribute("data-wrong", missing);
    node.setAttribute("aria-invalid", String(missing));
    document.getElementById(node.getAttribute("aria-describedby")).textContent = missing ? "Please fill in this field." : "";
  }
  empty[0]?.focus();
  return empty.length === 0;
}

function website(institution) {
  return el(
    "a", { href: institution.url, target: "_blank", rel: "noopener noreferrer", "data-test": "visit-website" },
    "Visit website", icon(icons.external),
  );
}

function say(alert, text) {
  alert.replaceChildren(icon(icons.alert), el("span", {}, text));
  alert.setAttribute("tabindex", "-1");
  alert.hidden = false;
}
