// Looks at the shell page in Chromium: every scene as a picture, then its behaviour, then the built
// page under its own content security policy with hostile text in every field.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createServer, preview } from 'vite';
import { launch } from './browser.mjs';

/** @import { Page } from 'playwright-core' */
/** @import { Shell, State, Trouble } from '../shell/src/contract' */

const configFile = fileURLToPath(new URL('../shell/vite.config.ts', import.meta.url));
const shots = fileURLToPath(new URL('../../build/e2e/', import.meta.url));
const server = { host: '127.0.0.1', port: 0 };

mkdirSync(shots, { recursive: true });
const development = await (await createServer({ configFile, server, logLevel: 'error' })).listen();
const built = await preview({ configFile, preview: server, logLevel: 'error' });
const browser = await launch();

/**
 * Opens one address in a page of its own, runs the steps and expects no fault.
 * @param {string} name
 * @param {string} url
 * @param {{width?: number, colorScheme?: 'light' | 'dark', before?: () => void}} look
 * @param {(page: Page) => Promise<unknown>} steps
 */
async function open(name, url, { width = 1000, colorScheme = 'light', before } = {}, steps) {
  const context = await browser.newContext({ viewport: { width, height: 700 }, colorScheme });
  const page = await context.newPage();
  /** @type {string[]} */
  const faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (line) => line.type() === 'error' && faults.push(line.text()));
  if (before) await page.addInitScript(before);
  await page.goto(url);
  await steps(page);
  await page.screenshot({ path: `${shots}shell-${name}.png` });
  assert.deepEqual(faults, [], `${name}: faults`);
  console.log(`ok   shell ${name}`);
  await context.close();
}

/** Where a server is. @param {{resolvedUrls: {local: string[]} | null}} server */
function addressOf({ resolvedUrls }) {
  const [address] = resolvedUrls?.local ?? [];
  assert.ok(address, 'the server listens');
  return address;
}

const one = (/** @type {string} */ name) => `[data-test="${name}"]`;
const scene = (/** @type {string} */ name) => `${addressOf(development)}?scene=${name}`;

async function pictures() {
  for (const name of ['empty', 'running', 'bank', 'refused', 'left', 'connected', 'error']) {
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      for (const width of [1000, 700]) {
        await open(
          `${name}-${colorScheme}-${width}`,
          scene(name),
          { width, colorScheme },
          async (page) => {
            await page.locator(`${one('state')}:not(:empty)`).waitFor();
            const overflow = () => document.documentElement.scrollWidth - window.innerWidth;
            assert.ok((await page.evaluate(overflow)) <= 0, `${name} fits ${width} px`);
          },
        );
      }
    }
  }
}

async function behaviour() {
  await open('session', scene('running'), {}, async (page) => {
    const scroller = page.locator('#scroller');
    const atBottom = () =>
      scroller.evaluate((box) => box.scrollHeight - box.clientHeight - box.scrollTop < 2);
    await page.locator(one('timeline-entry')).first().waitFor();
    assert.equal(await page.locator(one('connect-button')).isDisabled(), true);
    await page.click(one('cancel-button'));
    assert.equal(await page.locator(one('connect-button')).isDisabled(), false);
    await page.setViewportSize({ width: 1000, height: 480 });

    await page.click(one('connect-button'));
    await page.locator(`${one('timeline-entry')} >> nth=8`).waitFor();
    assert.ok(await atBottom(), 'the newest entry is in view');
    await scroller.evaluate((box) => box.scrollTo(0, 0));
    await page.locator('#newest:not([hidden])').waitFor();
    assert.equal(await scroller.evaluate((box) => box.scrollTop), 0, 'a reader is left in peace');
    await page.click('#newest');
    assert.ok(await atBottom(), 'the button leads back down');

    await page.locator(one('connection-card')).first().waitFor();
    assert.equal(await page.locator(one('connection-card')).count(), 2);
    assert.equal(await page.locator(one('account-row')).count(), 4);
    const outcome = page.locator('[data-type="connected"]');
    await outcome.locator('summary').click();
    assert.match(await outcome.locator('pre').innerText(), /"accounts": 1/);
    await page.waitForFunction(() => {
      const bottom = (/** @type {string} */ selector) =>
        document.querySelector(selector)?.getBoundingClientRect().bottom ?? NaN;
      return bottom('[data-type="connected"] pre') <= bottom('#scroller') + 1;
    });
  });
}

/** The sentences for developers are folded away until somebody asks for them. */
async function details() {
  await open('details', scene('left'), {}, async (page) => {
    const banner = page.locator(one('notice-banner'));
    const advice = banner.getByText('Let the user try again');
    await banner.getByText('The bank could not confirm who you are.').waitFor();
    assert.equal(await advice.isVisible(), false, 'the advice is not for the user');
    await banner.locator('summary').click();
    assert.equal(await advice.isVisible(), true, 'a developer can read it');
  });
}

/** A shell whose every text is markup. Runs in the page. */
function hostileShell() {
  const text = '<img src=x onerror="window.pwned=true"><script>window.pwned=true</script>';
  /** @type {Trouble} */
  const trouble = { code: text, level: text, message: text, advice: text, retryable: true };
  /** @type {State} */
  const state = {
    phase: 'failed',
    message: text,
    error: trouble,
    notice: trouble,
  };
  const account = { guid: text, name: text, type: text, balance: 1, currency: text };
  /** @type {Shell} */
  const shell = {
    Info: async () => ({
      provider: text,
      live: true,
      provider_url: text,
      version: text,
      hints: [{ institution: text, user: text, password: text, what: text }],
    }),
    Snapshot: async () => ({
      state,
      connections: [
        { member_guid: text, institution: text, status: text, accounts: [account], total: 1 },
      ],
      timeline: [{ t_ms: 1, kind: 'event', type: text, detail: text, data: { text }, code: text }],
    }),
    Connect: async () => undefined,
    Cancel: async () => undefined,
    OpenAgain: async () => undefined,
    Back: async () => undefined,
    Reload: async () => undefined,
  };
  window.go = { shell: { Shell: shell } };
  window.runtime = { EventsOn: () => undefined };
}

async function builtPage() {
  await open('built-hostile', addressOf(built), { before: hostileShell }, async (page) => {
    await page.locator(one('error-banner')).waitFor();
    await page.locator(one('account-row')).waitFor();
    await page.locator(one('timeline-entry')).waitFor();
    assert.equal(await page.locator('img').count(), 0, 'no markup came to life');
    assert.equal(await page.evaluate(() => window.pwned), undefined);
  });
  await open('built-alone', addressOf(built), {}, (page) =>
    page.locator(one('error-banner')).waitFor(),
  );
}

try {
  await pictures();
  await behaviour();
  await details();
  await builtPage();
} finally {
  await browser.close();
  await development.close();
  await built.close();
}
