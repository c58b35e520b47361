// The screen between login and result: it asks for the member's state until
// that no longer changes by itself.

import { call } from "./rpc.js";
import { announce, el, logo } from "./dom.js";
import { isRunning, status } from "./status.js";

const POLL_MS = 1000;
const SLOW_AFTER_MS = 60_000;

/**
 * @param {import("./flow.js").Flow} flow with the institution and the member
 * @returns {import("./screen.js").Screen}
 */
export function connectingScreen(flow) {
  const text = el("p", { class: "lead", role: "status" }, "Logging in…");
  const slow = setTimeout(() => {
    text.textContent = "This takes longer than usual.";
    flow.send("connect/stepChange", { previous: "connecting", current: "timeOut" });
  }, SLOW_AFTER_MS);
  const stop = poll(flow, (member) => {
    if (member.connection_status === status.connected) text.textContent = "Fetching your accounts…";
  });
  announce("Connecting to " + flow.chosen.name);
  return {
    title: "Connecting",
    content: [
      el("div", { class: "stage" },
        el("div", { class: "orbit" }, logo(flow.chosen, "big")),
        el("h2", {}, flow.chosen.name),
        text,
      ),
    ],
    leave: () => {
      clearTimeout(slow);
      stop();
    },
  };
}

/**
 * Polls until the member has settled, then tells the flow. A question that
 * fails is asked again.
 * @param {import("./flow.js").Flow} flow
 * @param {(member: import("./flow.js").Member) => void} changed
 * @returns {() => void} stops the polling
 */
function poll(flow, changed) {
  const { guid } = flow.ownMember;
  /** @type {ReturnType<typeof setTimeout>|undefined} */ let timer;
  let stopped = false;
  let last = -1;

  async function ask() {
    const member = await call("loadMemberByGuid", guid, "en").catch(() => null);
    if (stopped) return;
    if (member && member.connection_status !== last) {
      last = member.connection_status;
      flow.send("connect/memberStatusUpdate", { member_guid: guid, connection_status: last });
      changed(member);
    }
    if (!member || isRunning(member)) timer = setTimeout(ask, POLL_MS);
    else flow.settled(member);
  }

  timer = setTimeout(ask, POLL_MS);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
