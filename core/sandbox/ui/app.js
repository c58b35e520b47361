// The sandbox's own widget: starts the flow with what the server put into the
// page.

import { createMessenger } from "./messenger.js";
import { byId } from "./dom.js";
import { Flow } from "./flow.js";

const boot = /** @type {import("./flow.js").Boot} */ (JSON.parse(byId("boot").textContent));
document.documentElement.dataset.theme = boot.client_config.color_scheme;
const flow = new Flow(boot, createMessenger(boot));

/**
 * Answers the host's wish to go back. It may come as an object or as JSON
 * text; anything else is somebody else's message.
 */
window.addEventListener("message", (event) => {
  const message = parsed(event.data);
  if (message?.type === "mx/navigation" && message.payload?.action === "back") flow.back();
});

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

void flow.start();
