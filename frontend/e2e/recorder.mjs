// Writes down what a page does: the events it sends to its host, and what it must not do.

/** @import { Page } from 'playwright-core' */

/** @typedef {{type: string, metadata?: Record<string, unknown>, mx?: boolean}} Posted by the page */
/** @typedef {{type: string, metadata?: Record<string, unknown>}} Sent to the host */
/** @typedef {{events: Sent[], faults: string[], opened: string[]}} Seen */

/**
 * Watches the page from its first byte. The result's `events` are {type, metadata} in order of
 * arrival, read from postMessage and from navigations to `scheme`; `faults` are requests to other
 * origins, violations of the content security policy, uncaught errors and failed calls.
 * @param {Page} page
 * @param {string} origin
 * @param {string} [scheme]
 * @returns {Promise<Seen>}
 */
export async function record(page, origin, scheme = 'mx') {
  /** @type {Seen} */
  const seen = { events: [], faults: [], opened: [] };
  const { events, faults, opened } = seen;

  await page.exposeFunction('recordMessage', (/** @type {Posted} */ { type, metadata, mx }) => {
    if (mx === true) events.push({ type: type.replace(/^mx\//, ''), metadata });
  });
  await page.exposeFunction('recordNavigation', (/** @type {string} */ url) =>
    events.push(readURL(url, scheme)),
  );
  await page.exposeFunction('recordViolation', (/** @type {string} */ text) =>
    faults.push(`policy: ${text}`),
  );
  await page.addInitScript((prefix) => {
    // As a host would: take the event and let the navigation go no further. Chromium would
    // otherwise look for a program that opens the scheme, and swallow the user's next click.
    window.navigation.addEventListener('navigate', (event) => {
      if (!event.destination.url.startsWith(prefix)) return;
      event.preventDefault();
      window.recordNavigation(event.destination.url);
    });
    window.addEventListener('message', (/** @type {MessageEvent<Posted>} */ event) =>
      window.recordMessage(event.data),
    );
    document.addEventListener('securitypolicyviolation', (event) =>
      window.recordViolation(`${event.violatedDirective} ${event.blockedURI}`),
    );
  }, `${scheme}://`);

  page.on('request', (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && url.origin !== origin) faults.push(`request: ${url}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`response: ${response.status()} ${response.url()}`);
  });
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('popup', (popup) => opened.push(popup.url()));

  return seen;
}

/** @param {string} url @param {string} scheme @returns {Sent} */
function readURL(url, scheme) {
  const [type = '', query] = url.slice(scheme.length + 3).split('?metadata=');
  return {
    type,
    metadata: query === undefined ? undefined : JSON.parse(decodeURIComponent(query)),
  };
}
