// The sandbox's UCW widget: fetches what the widget URL was asked for with,
// which uses that URL up, and starts the flow.

import { createApi } from "./api.js";
import { createMessenger } from "./messenger.js";
import { Flow } from "./flow.js";
import { showFailure } from "./screens.js";

const token = new URLSearchParams(location.search).get("token") ?? "";

try {
  const { api, params } = await createApi(token);
  const send = createMessenger(params.targetOrigin);
  const flow = new Flow(api, send, params, Number(document.body.dataset.poll));
  // UCW's listener keeps the state of its first screen: its answer is always
  // that there was no way back.
  window.addEventListener("message", (event) => {
    const message = parsed(event.data);
    if (message?.type === "mx/navigation" && message.payload?.action === "back") send("navigation", { did_go_back: false });
  });
  await flow.start();
} catch {
  // UCW says nothing to its host either.
  showFailure("Something went wrong", "The widget could not be loaded. Ask for a new widget URL.");
}

/** @typedef {{type?: unknown, payload?: {action?: unknown}|null}|null|undefined} Message what the host may say */

/** @param {unknown} data an object, or JSON text @returns {Message} */
function parsed(data) {
  if (typeof data !== "string") return /** @type {Message} */ (data);
  try {
    return /** @type {Message} */ (JSON.parse(data));
  } catch {
    return null;
  }
}
