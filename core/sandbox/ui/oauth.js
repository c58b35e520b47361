// A login at the bank's own site: the way there, the wait, and a refusal.

import { call, messageOf, responseOf } from "./rpc.js";
import { announce, el, icon, icons, logo } from "./dom.js";

/** @import { Flow, Login } from "./flow.js" */

const FIRST_LOOK_MS = 1500;
const POLL_MS = 1000;
const RETRY_AFTER_MS = 2000;

/** The states of a login, in MX's numbering. */
const login = Object.freeze({ granted: 2, refused: 3 });

/** Why a bank refused, by MX's numbers. */
const reasons = ["UNKNOWN_ERROR", "CANCELLED", "DENIED", "IMPEDED", "PROVIDER_ERROR", "SERVER_ERROR", "SESSION_ERROR"];

/**
 * Tells the user what comes. The login is prepared meanwhile, so that the
 * click itself opens the bank.
 * @param {Flow} flow with the institution, and with the
 *   member when there is one
 * @returns {import("./screen.js").Screen}
 */
export function oauthScreen(flow) {
  const { chosen: institution } = flow;
  const alert = el("div", { class: "alert", role: "alert", hidden: true });
  const button = el("button", { type: "button", class: "primary", "data-test": "continue-button", disabled: true }, "Go to log in ", icon(icons.external));
  void prepare(flow, button, alert);
  return {
    title: "Log in",
    content: [
      el("div", { class: "institution" }, logo(institution, "big"), el("div", {}, el("h2", {}, institution.name))),
      el("p", { class: "lead" }, `You log in at ${institution.name}’s own site and come back here to finish.`),
      alert,
      button,
    ],
    back: () => flow.toSearch(),
  };
}

/**
 * @param {Flow} flow
 * @param {HTMLButtonElement} button
 * @param {HTMLElement} alert
 */
async function prepare(flow, button, alert) {
  /** @type {{member: {guid: string}, url: string}} */
  let visit;
  try {
    visit = await begin(flow);
  } catch (error) {
    alert.replaceChildren(icon(icons.alert), el("span", {}, messageOf(error)));
    alert.hidden = false;
    return;
  }
  button.disabled = false;
  button.addEventListener("click", () => {
    const { is_mobile_webview: app, oauth_referral_source: source } = flow.config;
    flow.send("connect/oauthRequested", { url: visit.url, member_guid: visit.member.guid });
    if (!app && source === "BROWSER") window.open(visit.url);
    flow.waitAtBank(visit.member);
  }, { once: true });
}

/** Makes a member that waits for its user, or begins another login of one. @param {Flow} flow */
async function begin(flow) {
  const { guid: institution_guid } = flow.chosen;
  let guid = flow.member?.guid;
  if (!guid) {
    try {
      const { member } = await call("addMember", { institution_guid, is_oauth: true, rawInstitutionData: flow.chosen }, flow.config, false);
      return { member, url: member.oauth_window_uri };
    } catch (error) {
      const refused = responseOf(error);
      guid = refused?.data.guid;
      if (refused?.status !== 409 || !guid) throw error;
    }
  }
  const { oauth_window_uri: url } = await call("getOAuthWindowURI", guid, flow.config);
  return { member: { guid }, url };
}

/**
 * Waits until the bank has decided.
 * @param {Flow} flow
 * @param {{guid: string}} member whose user is at the bank
 * @returns {import("./screen.js").Screen}
 */
export function waitingScreen(flow, member) {
  const again = el("button", { type: "button", class: "plain", disabled: true, on: { click: () => flow.enterCredentials() } }, "Try again");
  const allow = setTimeout(() => { again.disabled = false; }, RETRY_AFTER_MS);
  const stop = watch(flow, member);
  announce("Waiting for permission");
  return {
    title: "Log in",
    content: [
      el("div", { class: "stage" },
        el("div", { class: "orbit" }, logo(flow.chosen, "big")),
        el("h2", {}, "Waiting for permission"),
        el("p", { class: "lead", role: "status" }, `Log in at ${flow.chosen.name} and allow access. This page goes on by itself.`),
      ),
      again,
    ],
    back: () => flow.toSearch(),
    leave: () => {
      clearTimeout(allow);
      stop();
    },
  };
}

/**
 * Asks for the newest login of a member until it is decided. A question that
 * fails is asked again.
 * @param {Flow} flow
 * @param {{guid: string}} member
 * @returns {() => void} stops it
 */
function watch(flow, member) {
  let timer = setTimeout(() => void find(), FIRST_LOOK_MS);
  let stopped = false;

  async function find() {
    const states = await call("loadOAuthStates", { outbound_member_guid: member.guid, auth_status: 1 }).catch(() => []);
    const [newest] = states;
    next(newest, () => void (newest ? ask(newest.guid) : find()));
  }

  /** @param {string} guid of the login */
  async function ask(guid) {
    next(await call("loadOAuthState", guid).catch(() => undefined), () => void ask(guid));
  }

  /** @param {Login|undefined} state @param {() => void} again */
  function next(state, again) {
    if (stopped) return;
    if (state?.auth_status === login.granted) void flow.granted(state.inbound_member_guid ?? member.guid);
    else if (state?.auth_status === login.refused) flow.refused(state.inbound_member_guid ?? member.guid, reasons[state.error_reason] ?? "UNKNOWN_ERROR");
    else timer = setTimeout(again, POLL_MS);
  }

  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

/**
 * @param {Flow} flow
 * @returns {import("./screen.js").Screen}
 */
export function refusedScreen(flow) {
  const again = el("button", { type: "button", class: "primary", on: { click: () => flow.enterCredentials() } }, "Try again");
  return {
    title: "Not connected",
    content: [
      el("div", { class: "stage", role: "alert" },
        el("div", { class: "badge bad" }, icon(icons.alert)),
        el("h2", {}, "Something went wrong"),
        el("p", { class: "lead" }, `${flow.chosen.name} did not grant access.`),
      ),
      again,
    ],
    back: () => flow.toSearch(),
    focus: () => again,
  };
}
