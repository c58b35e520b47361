// Asks for a member's state until that no longer changes by itself.

/** UCW calls it slow after more polls than this. */
const SLOW_AFTER = 15;

/** How long memberConnected comes after the last memberStatusUpdate. */
const SETTLE_MS = 20;

/**
 * @param {import("./flow.js").Flow} flow with the member
 * @param {(member: import("./api.js").Member) => void} settled
 * @returns {() => void} stops the asking
 */
export function poll(flow, settled) {
  const { guid } = flow.ownMember;
  let timer = 0;
  let stopped = false;
  let count = 0;
  let last = -1;

  async function ask() {
    const member = await flow.api.member(guid).catch(() => null); // it is asked again
    if (stopped) return;
    if (member && member.connection_status !== last) {
      last = member.connection_status;
      flow.send("connect/memberStatusUpdate", { ...member.events, connectionStatus: last });
    }
    if (++count === SLOW_AFTER + 1) flow.send("connect/stepChange", { previous: "connecting", current: "timeOut" });
    if (!member || isBusy(member)) timer = setTimeout(ask, flow.pollMs);
    else timer = setTimeout(settled, SETTLE_MS, member);
  }

  timer = setTimeout(ask, flow.pollMs);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

/** Created, reconnected, updated and resumed go on by themselves. */
const going = new Set([0, 8, 15, 18]);

/** @param {import("./api.js").Member} member */
function isBusy(member) {
  return member.is_being_aggregated || going.has(member.connection_status);
}
