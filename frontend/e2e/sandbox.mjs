// Starts the sandbox program and speaks to it as an app's backend would.

/** @import { ChildProcess } from 'node:child_process' */
/** @import { Readable } from 'node:stream' */

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const DEFAULT_COMMAND = 'go run ./examples/sandbox -addr 127.0.0.1:0 -ui';

/** @typedef {{base_url: string, client_id: string, api_key: string}} MX where its API is, and how to sign in */
/** @typedef {{base_url: string, client_id: string, client_secret: string}} Fino the same */

/**
 * Starts the sandbox with a command (from source when there is none) and resolves when it is ready.
 * `widgetURL(options)` makes a user and asks for a widget URL; `mx` and `fino` are where their APIs are and
 * how to sign in; `stop()` ends the program.
 */
export async function startSandbox(ui = 'connect', words = `${DEFAULT_COMMAND} ${ui}`) {
  const [command = '', ...args] = words.split(' ');
  // Its own process group, so that the program which `go run` started ends too.
  const child = spawn(command, args, {
    cwd: repository,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = () => {
    if (child.exitCode !== null || child.signalCode !== null) return; // its number may be another's by now
    process.kill(-Number(child.pid), 'SIGTERM');
  };
  process.once('exit', stop);
  const line = await firstLine(child);
  const { mx, fino } = /** @type {{mx: MX, fino: Fino}} */ (JSON.parse(line));
  return {
    mx,
    fino,
    origin: new URL(mx.base_url).origin,
    stop,
    widgetURL: (/** @type {object} */ options) => widgetURL(mx, options),
  };
}

/** @param {ChildProcess} child @returns {Promise<string>} */
function firstLine(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the sandbox ended early with code ${code}`)));
    createInterface({ input: /** @type {Readable} */ (child.stdout) }).once('line', resolve);
  });
}

/** @param {MX} mx @param {object} options */
async function widgetURL(mx, options) {
  const { guid } = await post(mx, '/users', 'user', { metadata: 'e2e' });
  const { url } = await post(mx, `/users/${guid}/widget_urls`, 'widget_url', {
    widget_type: 'connect_widget',
    ui_message_version: 4,
    ...options,
  });
  return url;
}

/**
 * Posts fields under a name, below which the answer has its own.
 * @template {'user'|'widget_url'} Name
 * @param {MX} mx
 * @param {string} path
 * @param {Name} name
 * @param {object} fields
 */
async function post(mx, path, name, fields) {
  const credentials = Buffer.from(`${mx.client_id}:${mx.api_key}`).toString('base64');
  const response = await fetch(mx.base_url + path, {
    method: 'POST',
    headers: {
      Authorization: `Basic ${credentials}`,
      Accept: 'application/json',
      'Accept-Version': 'v20250224',
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({ [name]: fields }),
  });
  if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
  const answer = /** @type {{user: {guid: string}, widget_url: {url: string}}} */ (
    await response.json()
  );
  return answer[name];
}
