// The sandbox's own widget: starts the flow with what the server put into the
// page.

import { createMessenger } from "./messenger.js";
import { Flow } from "./flow.js";

const boot = JSON.parse(document.getElementById("boot").textContent);
document.documentElement.dataset.theme = boot.client_config.color_scheme;
const flow = new Flow(boot, createMessenger(boot));

/**
 * Answers the host's wish to go back. It may come as an object or as JSON
 * text; anything else is somebody else's message.
 */
window.addEventListener("message", (event) => {
  let message = event.data;
  if (typeof message === "string") {
    try {
      message = JSON.parse(message);
    } catch {
      return;
    }
  }
  if (message?.type === "mx/navigation" && message.payload?.action === "back") flow.back();
});

flow.start();
