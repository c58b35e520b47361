// The corpora of the core in a real browser: Chromium's own parser reads the addresses as the core
// does, and the bridge hears a hostile page and its frames without harm.

import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { launch } from './browser.mjs';

const root = new URL('../../', import.meta.url);

/** @typedef {{input: string, valid: boolean, origin: string}} AddressRow */
/** @typedef {{origin: string, source: string, data?: unknown, refused?: string}} Message */

/**
 * The rows of a corpus.
 * @template Row
 * @param {string} path
 */
const corpus = (path) =>
  /** @type {Row[]} */ (JSON.parse(readFileSync(new URL(path, root), 'utf8')));
const script = readFileSync(new URL('bridge/page/script.js', root), 'utf8');

/** @type {{data: string}[]} */
const messages = corpus('core/event/testdata/hostile_messages.json');

const WIDGET = 'https://widget.example';
const EVIL = 'https://evil.example';

/** Every address that the core accepts has one reading, in this browser too. */
async function addresses() {
  /** @type {AddressRow[]} */
  const rows = corpus('core/navigation/testdata/urls.json');
  const page = await browser.newPage();
  const read = await page.evaluate(
    (inputs) =>
      inputs.map((input) => {
        try {
          const { protocol, hostname, host, username, password } = new URL(input);
          return { protocol, hostname, host, user: username + password };
        } catch {
          return null;
        }
      }),
    rows.map(({ input }) => input),
  );
  const accepted = rows.map((row, i) => ({ ...row, url: read[i] })).filter(({ valid }) => valid);
  assert.ok(accepted.length > 60);
  for (const { input, origin, url } of accepted) {
    if (!url) {
      assert.ok(input.includes('xn--'), `Chromium refuses ${input}`);
    } else if (!url.hostname.startsWith('[::ffff:')) {
      assert.equal(`${url.protocol}//${url.host.toLowerCase()}`, origin, input);
      assert.equal(url.user, '', input);
    }
  }
  await page.close();
}

/** A page and its frames say everything that they should not; the host can tell them apart. */
async function bridge() {
  const page = await browser.newPage();
  /** @type {string[]} */
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.route('**/*', (route) => {
    const body = new URL(route.request().url()).origin === EVIL ? frame : widget;
    return route.fulfill({ contentType: 'text/html; charset=utf-8', body });
  });
  const config = {
    handler: 'connecthost',
    origins: [WIDGET],
    maxChars: 1 << 20,
    maxDepth: 200,
    reports: 32,
  };
  await page.addInitScript(
    `window.heard = [];
     window.webkit = { messageHandlers: { connecthost: { postMessage: (text) => window.heard.push(text) } } };
     ${script.trim()}(${JSON.stringify(config)}, window);`,
  );
  await page.goto(WIDGET);
  // Each page has done its worst when its last message is here.
  await page.waitForFunction(
    (starts) =>
      starts.every((start) =>
        window.heard.some((text) => text.startsWith(start) && text.includes('"last of all"')),
      ),
    [WIDGET, EVIL, 'null'].map((origin) => `{"origin":"${origin}"`),
  );
  const texts = await page.evaluate(() => window.heard);
  const heard = texts.map((text) => /** @type {Message} */ (JSON.parse(text)));
  assert.deepEqual(errors, []);

  const own = heard.filter(({ source }) => source === 'self');
  const others = heard.filter(({ source }) => source === 'other');
  assert.ok(own.every(({ origin }) => origin === WIDGET));
  assert.deepEqual(new Set(others.map(({ origin }) => origin)), new Set([EVIL, 'null']));
  assert.deepEqual(
    own.filter(({ refused }) => refused).map(({ refused }) => refused),
    [
      'too_deep',
      'too_deep',
      'too_large',
      'too_large',
      'not_json',
      'not_json',
      'not_json',
      'not_json',
    ],
  );
  const said = own.filter((message) => 'data' in message).map(({ data }) => data);
  assert.deepEqual(said, [...messages.map(({ data }) => data), 'last of all']);
  await page.close();
}

const frame = `<script>
  parent.postMessage({ mx: true, type: 'mx/connect/memberConnected', metadata: { member_guid: 'MBR-1' } }, '*');
  parent.postMessage('{"type":"mx/load"}', '*');
  try { parent.heard.push('{"origin":"${WIDGET}","source":"self","data":1}'); } catch {}
  try { parent.connecthost.post('1', '${WIDGET}'); } catch {}
  parent.postMessage('last of all', '*');
</script>`;

const widget = `<script>
  const say = (data) => postMessage(data, '*');
  const cycle = {}; cycle.self = cycle;
  let deep = 1; for (let i = 0; i < 1000; i++) deep = [deep];
  let wide = ['x'.repeat(1000)]; for (let i = 0; i < 25; i++) wide = [wide, wide];
  [cycle, deep, 'x'.repeat(1 << 21), wide, new Map([[1, 2]]), new Date(), 1n, new Uint8Array(1e6)].forEach(say);
  for (const unclonable of [() => 1, Symbol('x'), { get x() { throw new Error('boom'); } }, window, document]) {
    try { say(unclonable); } catch {}
  }
  dispatchEvent(new MessageEvent('message', { data: 'made up', origin: '${WIDGET}', source: window }));
  JSON.stringify = () => '"forged"';
  Object.prototype.polluted = undefined;
  for (const { data } of ${JSON.stringify(messages).replaceAll('<', '\\u003c')}) say(data);
  say('last of all');
</script>
<iframe src="${EVIL}/"></iframe>
<iframe sandbox="allow-scripts" srcdoc="<script>parent.postMessage('{&quot;type&quot;:&quot;mx/load&quot;}', '*'); parent.postMessage('last of all', '*')</script>"></iframe>`;

const browser = await launch();
try {
  await addresses();
  await bridge();
  console.log('hostile: addresses and bridge as expected');
} finally {
  await browser.close();
}
