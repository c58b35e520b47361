// Plays the part of MX's hosted page: turns what the widget reports into the
// wire forms that a host reads, and nothing else.

/**
 * What the server puts into the page. Only the fields that this module reads.
 * @typedef {object} Boot
 * @property {string} [user_guid]
 * @property {string} [session_guid]
 * @property {{is_mobile_webview?: boolean, ui_message_webview_url_scheme?: string,
 *   target_origin_referrer?: string|null}} client_config
 */

/**
 * @typedef {object} Messenger
 * @property {(name: string, data?: object) => void} send Queues one event under
 *   its plain name, such as "connect/loaded". It never throws.
 */

/** How long the first event of a burst waits, in milliseconds. */
const BUFFER_MS = 20;

/** Time between two events of a burst: some web views drop faster navigations. */
const PACE_MS = 10;

/**
 * Returns the messenger of one page. Events leave in the order in which they
 * were given. A send that fails is dropped, as on MX's page.
 * @param {Boot} boot
 * @param {Window} [win]
 * @returns {Messenger}
 */
export function createMessenger(boot, win = window) {
  const deliver = boot.client_config.is_mobile_webview ? navigate : post;
  /** @type {Array<() => void>} */
  const queue = [];
  let scheduled = false;

  function flush() {
    const next = queue.shift();
    try {
      next?.();
    } catch {
      // Nobody can be told: the way to the host is what failed.
    }
    // Not before the event has left: on a busy machine it would leave late, and
    // the next one on time would take its place.
    scheduled = queue.length > 0;
    if (scheduled) win.setTimeout(flush, PACE_MS);
  }

  return {
    send(name, data) {
      const metadata = withGuids(boot, name, data);
      queue.push(() => deliver(boot, win, name, metadata));
      if (scheduled) return;
      scheduled = true;
      win.setTimeout(flush, BUFFER_MS);
    },
  };
}

/**
 * Adds the two guids that every event except a bare "load" carries. The event's
 * own data wins.
 * @param {Boot} boot
 * @param {string} name
 * @param {object|undefined} data
 * @returns {object|undefined}
 */
function withGuids(boot, name, data) {
  if (name === "load" && data === undefined) return undefined;
  return { session_guid: boot.session_guid ?? "", user_guid: boot.user_guid ?? "", ...data };
}

/**
 * The URL form: scheme://connect/loaded?metadata={…}
 * @param {Boot} boot
 * @param {Window} win
 * @param {string} name
 * @param {object|undefined} metadata
 */
function navigate(boot, win, name, metadata) {
  const scheme = boot.client_config.ui_message_webview_url_scheme || "mx";
  const query = metadata === undefined ? "" : "?metadata=" + encodeURIComponent(JSON.stringify(metadata));
  win.location.href = `${scheme}://${name}${query}`;
}

/**
 * The object form, to the page that embeds this one and to the one that opened it.
 * @param {Boot} boot
 * @param {Window} win
 * @param {string} name
 * @param {object|undefined} metadata
 */
function post(boot, win, name, metadata) {
  const target = targetOrigin(boot, win);
  if (!target) return;
  const message = { metadata: metadata ?? {}, mx: true, type: "mx/" + name };
  win.parent.postMessage(message, target);
  /** @type {Window|null} */ const opener = win.opener;
  opener?.postMessage(message, target);
}

/**
 * Scheme and host of the configured referrer, else of the page that led here.
 * @param {Boot} boot
 * @param {Window} win
 * @returns {string} "" when neither is known
 */
function targetOrigin(boot, win) {
  const source = boot.client_config.target_origin_referrer || win.document.referrer;
  if (!source) return "";
  const url = new URL(source);
  return `${url.protocol}//${url.host}`;
}
