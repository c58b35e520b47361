// What the widget's view has loaded.
import assert from 'node:assert/strict';

/** @import { Application } from './application.mjs' */

/**
 * Makes sure that the widget's view has asked its own origin only, and returns
 * it. The widget's window is the current one afterwards.
 * @param {Application} app
 */
export async function onlyHere(app) {
  await app.toWidget();
  const { origin, requests, frames } = await app.requests();
  assert.ok(requests.length > 1, 'the list of requests is empty');
  assert.deepEqual([...new Set(requests.map((url) => new URL(url).origin))], [origin]);
  assert.equal(frames, 0, 'the widget embeds a page');
  await app.toShell();
  const loads = new Set(await app.timeline('navigation', 'load'));
  assert.deepEqual([...loads], [`in the widget: ${origin}`]);
  await app.toWidget();
  return origin;
}

/** Makes sure that the bank was opened once, outside, and that is all. @param {Application} app */
export async function stayedOut(app) {
  const bank = new URL(app.outside.opened()[0] ?? '').origin;
  assert.notEqual(await onlyHere(app), bank);
  await app.toShell();
  assert.deepEqual(await app.timeline('navigation', 'external'), [
    `opened in the browser: ${bank}`,
  ]);
  await app.toWidget();
}
