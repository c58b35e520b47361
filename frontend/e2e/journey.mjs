// Drives the built widget page like a user, against the sandbox, and checks what a host would see.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { launch } from './browser.mjs';
import { record } from './recorder.mjs';
import { startSandbox } from './sandbox.mjs';

/** @import { Page } from 'playwright-core' */
/** @import { Seen } from './recorder.mjs' */

/** @typedef {(step: string) => Promise<unknown>} Shot takes a picture */
/** @typedef {(page: Page, seen: Seen, shot: Shot) => Promise<void>} Steps */

const shots = fileURLToPath(new URL('../../build/e2e/', import.meta.url));
const VIEWPORT = { width: 400, height: 600 };
const MEMBER = /^MBR-/;

const sandbox = await startSandbox();
const browser = await launch();
mkdirSync(shots, { recursive: true });

/**
 * Runs one journey in a page of its own and checks that it did nothing a host must prevent.
 * @param {string} name
 * @param {object} options of the widget URL
 * @param {Steps} steps
 */
async function journey(name, options, steps) {
  const context = await browser.newContext({ viewport: VIEWPORT });
  const page = await context.newPage();
  const seen = await record(page, sandbox.origin);
  const shot = (/** @type {string} */ step) =>
    page.screenshot({ path: `${shots}${name}-${step}.png` });
  try {
    await page.goto(await sandbox.widgetURL(options));
    await steps(page, seen, shot);
    assert.deepEqual(seen.faults, [], `${name}: faults`);
    console.log(`ok   ${name}`);
  } catch (error) {
    await shot('failed');
    console.error(`seen ${JSON.stringify(seen, null, 1)}`);
    throw error;
  } finally {
    await context.close();
  }
}

/**
 * Waits until an event of the type has been seen `count` times.
 * @param {Page} page
 * @param {Seen} seen
 * @param {string} type
 */
async function until(page, seen, type, count = 1) {
  const deadline = Date.now() + 20_000;
  while (seen.events.filter((event) => event.type === type).length < count) {
    assert.ok(Date.now() < deadline, `no ${type} within 20 s`);
    await page.waitForTimeout(50);
  }
}

/** Waits, as a person does who reads before the next click, until nothing moves that comes to an end. @param {Page} page */
const look = (page) =>
  page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        (each) =>
          each.playState !== 'running' || each.effect?.getComputedTiming().endTime === Infinity,
      ),
  );

/** @param {Page} page @param {Seen} seen @param {string} query @param {Shot} shot */
async function searchAndChoose(page, seen, query, shot) {
  await page.locator('[data-test$="-tile"]').first().waitFor();
  await look(page);
  await shot('1-list');
  await page.fill('#mx-connect-search', query);
  await until(page, seen, 'connect/institutionSearch');
  await look(page);
  await page.locator('[data-test$="-row"]').first().click();
}

/** @param {Page} page @param {string} password */
async function submit(page, password) {
  await page.locator('input[name="LOGIN"]').waitFor();
  await look(page);
  await page.fill('input[name="LOGIN"]', 'ada');
  await page.fill('input[name="PASSWORD"]', password);
  await page.click('[data-test="credentials-continue"]');
}

const CONNECTED = [
  'load',
  'connect/stepChange',
  'connect/loaded',
  'connect/institutionSearch',
  'connect/selectedInstitution',
  'connect/stepChange',
  'connect/enterCredentials',
  'connect/stepChange',
  'connect/memberStatusUpdate',
  'connect/memberConnected',
  'connect/stepChange',
  'connect/connected/primaryAction',
  'connect/backToSearch',
  'connect/stepChange',
];

/** The types in order, with the repeats of memberStatusUpdate (one per status) left out. @param {Seen} seen */
const typesOf = (seen) =>
  seen.events
    .map((event) => event.type)
    .filter((type, at, all) => type !== 'connect/memberStatusUpdate' || all[at - 1] !== type);

/** @type {Steps} */
async function connect(page, seen, shot) {
  await searchAndChoose(page, seen, 'harbor', shot);
  await page.locator('input[name="LOGIN"]').waitFor();
  await look(page);
  await shot('2-credentials');
  await submit(page, 'correct');
  await until(page, seen, 'connect/memberStatusUpdate');
  await shot('3-connecting');
  await until(page, seen, 'connect/memberConnected');
  await page.locator('[data-test="done-button"]').waitFor();
  await look(page);
  await shot('4-connected');
  await page.click('[data-test="done-button"]');
  await until(page, seen, 'connect/stepChange', 5);
}

/** @param {Seen} seen */
function assertConnected(seen) {
  assert.deepEqual(typesOf(seen), CONNECTED);
  const [load, ...others] = seen.events;
  assert.ok(!load?.metadata?.user_guid, 'load carries no guids');
  for (const { type, metadata } of others) {
    assert.match(String(metadata?.user_guid), /^USR-/, `${type} carries the user`);
    assert.ok(metadata?.session_guid, `${type} carries the session`);
  }
  const connected = seen.events.find((event) => event.type === 'connect/memberConnected');
  assert.match(String(connected?.metadata?.member_guid), MEMBER);
}

try {
  for (const color_scheme of ['light', 'dark']) {
    const options = {
      is_mobile_webview: false,
      target_origin_referrer: sandbox.origin,
      color_scheme,
    };
    await journey(`posted-${color_scheme}`, options, async (page, seen, shot) => {
      await connect(page, seen, shot);
      assertConnected(seen);
    });
  }

  await journey('navigated', { is_mobile_webview: true }, async (page, seen, shot) => {
    await connect(page, seen, shot);
    assertConnected(seen);
  });

  await journey('wrong-password', { is_mobile_webview: true }, async (page, seen, shot) => {
    await searchAndChoose(page, seen, 'mistral', shot);
    await submit(page, 'wrong');
    await until(page, seen, 'connect/memberError');
    await page.locator('[data-test="incorrect-credentials"]').waitFor();
    await look(page);
    await shot('2-refused');
    await submit(page, 'correct');
    await until(page, seen, 'connect/memberConnected');
    const types = typesOf(seen);
    const order = ['enterCredentials', 'memberError', 'updateCredentials', 'memberConnected'];
    const places = order.map((type) => types.indexOf(`connect/${type}`));
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
      `order of ${types.join()}`,
    );
    assert.ok(!places.includes(-1), `all of ${order.join()}`);
  });
  await journey('external-link', { is_mobile_webview: true }, async (page, seen, shot) => {
    await searchAndChoose(page, seen, 'harbor', shot);
    await page.context().route(/^https:/, (route) => route.abort());
    const popup = page.waitForEvent('popup');
    await page.locator('[data-test*="recovery-button"]').first().click();
    await popup;
    assert.equal(seen.opened.length, 1, 'the engine was asked for one new window');
    assert.equal(await page.locator('input[name="LOGIN"]').count(), 1, 'the widget is still there');
  });
} finally {
  await browser.close();
  sandbox.stop();
}
