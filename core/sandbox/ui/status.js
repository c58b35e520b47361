// The states of a member, in MX's numbering, as far as the flow tells them apart.

export const status = Object.freeze({ created: 0, denied: 2, connected: 6 });

/** A job is running: created, reconnected, updated, resumed. */
const processing = new Set([0, 8, 15, 18]);

/** New credentials help: prevented, denied, imported, impaired, pending. */
const wantsCredentials = new Set([1, 2, 17, 20, 21]);

/**
 * Reports whether a member may still change by itself.
 * @param {{connection_status: number, is_being_aggregated: boolean}} member
 */
export function isRunning(member) {
  return processing.has(member.connection_status) || member.is_being_aggregated;
}

/**
 * Returns the step with which the widget opens for a member.
 * @param {{connection_status: number}} member
 * @param {boolean} [updateCredentials] asked for by the host
 * @returns {string}
 */
export function startOf(member, updateCredentials) {
  const state = member.connection_status;
  if (updateCredentials || wantsCredentials.has(state)) return "enterCreds";
  if (processing.has(state)) return "connecting";
  return state === status.connected ? "connected" : "actionableError";
}
