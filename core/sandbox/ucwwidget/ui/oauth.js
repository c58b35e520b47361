// The way to the bank's own site and back. Nothing leads back: the page asks
// its server how the visit went.

import { showBank } from "./screens.js";

const FIRST_MS = 1500, EACH_MS = 1000;
const complete = 2, failed = 3;

/**
 * Prepares a visit and shows its button.
 * @param {import("./flow.js").Flow} flow with the institution
 * @param {{granted: (guid: string) => void, refused: (guid: string, reason: string) => void}} then
 * @returns {() => void} stops the asking
 */
export function oauthVisit(flow, then) {
  let timer = 0;
  let stopped = false;
  /** @type {Window|null} */ let popup = null;

  async function prepare() {
    clearTimeout(timer);
    const visit = await flow.api.visit(flow.chosen.guid).catch(() => null);
    if (!stopped) showBank(flow, visit && { go: () => go(visit), again: () => void prepare() });
  }

  /** @param {import("./api.js").Visit} visit */
  function go(visit) {
    flow.send("connect/oauthRequested", { url: visit.oauth_window_uri, member_guid: visit.guid });
    popup = window.open(visit.oauth_window_uri); // a host may block it and open the address itself
    timer = setTimeout(ask, FIRST_MS, visit.guid);
  }

  /** @param {string} guid of the visit */
  async function ask(guid) {
    const state = await flow.api.visitState(guid).catch(() => null);
    if (stopped) return;
    if (state?.auth_status === complete || state?.auth_status === failed) {
      popup?.close();
      if (state.auth_status === complete) then.granted(state.inbound_member_guid);
      else then.refused(guid, state.error_reason);
      return;
    }
    timer = setTimeout(ask, EACH_MS, guid);
  }

  void prepare();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
