// The journeys that lead to a bank's own site, in the browser, and back.
import assert from 'node:assert/strict';
import { allow, deny } from './bank.mjs';
import { chooseBank, finish } from './steps.mjs';
import { stayedOut } from './view.mjs';
import { outliving, ownScheme } from './worlds.mjs';

/** @import { Page } from 'playwright-core' */
/** @import { Application } from './application.mjs' */

/** What the native side receives when a bank is asked at its own site. */
const visits = [
  'connect/loaded',
  'connect/institutionSearch',
  'connect/selectedInstitution',
  'connect/oauthRequested',
];

const connects = [
  ...visits,
  'connect/memberStatusUpdate',
  'connect/memberConnected',
  'connect/connected/primaryAction',
];

/** A return link of a program that does not know the session's nonce. */
const forged = 'com.example.connecthost://oauth_complete?status=error&error_reason=DENIED';

/** Leaves for the bank and returns its page, a tab of the browser. @param {Application} app */
async function leave(app) {
  await chooseBank(app, 'Tidewater');
  await app.click('[data-test="continue-button"]');
  const tab = await app.outside.tab();
  await app.toShell();
  await app.find('[data-test="bank-banner"]');
  await app.screenshot('3-at-the-bank');
  return tab;
}

/** Where the bank's page ends: at the application, which answers it. @param {Page} tab @param {string} status */
const answered = (tab, status) =>
  tab.waitForURL((url) => url.hostname === '127.0.0.1' && url.search.includes(`status=${status}`));

/** @type {Record<string, import('./journeys.mjs').Journey>} */
export const oauthJourneys = {
  // The bank leads back over the provider to a loopback address of the
  // application; the widget goes on by itself.
  'oauth-loopback': {
    outcome: 'connected',
    events: connects,
    async run(app) {
      const tab = await leave(app);
      await allow(tab);
      await answered(tab, 'success');
      await tab.screenshot({ path: app.picture('4-returned-browser') });
      await app.toShell();
      await app.find('[data-test="timeline-entry"][data-type="return"]');
      await app.screenshot('4-returned');
      await app.toWidget();
      await app.find('[data-test="done-button"]');
      await stayedOut(app);
      await finish(app);
    },
  },

  // The user refuses at the bank. The session lives on until it is closed.
  'oauth-denied': {
    outcome: 'exited',
    reason: 'oauth_denied',
    events: [...visits, 'connect/oauthError'],
    async run(app) {
      const tab = await leave(app);
      await deny(tab);
      await answered(tab, 'error');
      await app.event('connect/oauthError');
      await app.toWidget();
      await app.press('Try again', { find: true });
      await app.screenshot('4-refused');
      assert.deepEqual(app.outcomes, [], 'the session is over');
      await app.closeWindow();
      await app.outcome();
      await app.toShell();
      await app.find('[data-test="notice-banner"][data-code="oauth_denied"]');
      await app.screenshot('5-left');
    },
  },

  // The tab is closed, and the second attempt succeeds. What the first one
  // leads to afterwards has no effect.
  'oauth-retry': {
    outcome: 'connected',
    events: [...visits, 'connect/oauthRequested', ...connects.slice(visits.length)],
    async run(app) {
      const lost = await leave(app);
      await lost.close();
      await app.toWidget();
      await app.press('Try again');
      await app.screenshot('4-again');
      await app.click('[data-test="continue-button"]');
      const tab = await app.outside.tab();
      await allow(tab);
      await answered(tab, 'success');
      await app.find('[data-test="done-button"]');

      const late = await app.outside.visit(app.outside.opened()[0] ?? '');
      await deny(late);
      await answered(late, 'error');
      await app.toShell();
      await app.find('[data-test="notice-banner"][data-code="return_replayed"]');
      await app.screenshot('4-late-link');
      await app.toWidget();
      await finish(app);
    },
  },

  // The application is killed while the user is at the bank. The bank's link
  // starts it again; the second time that it comes it does nothing.
  'oauth-killed': {
    outcome: 'connected',
    events: visits,
    world: outliving,
    async run(app) {
      const tab = await leave(app);
      const link = await app.outside.link(tab);
      app.kill();
      await allow(tab);
      await app.startAgain(await link.handed());
      await app.outcome();
      await app.find('[data-test="account-row"]');
      await app.screenshot('4-connected');

      await app.startAgain(await link.handed());
      await app.find('[data-test="notice-banner"][data-code="return_unexpected"]');
      await app.screenshot('5-again');
    },
  },

  // The same with a scheme of the application's own: the system starts a
  // second process with the link, which hands it to the first and exits.
  // Another program is quicker and says that the bank refused; nobody believes
  // it.
  'oauth-scheme': {
    outcome: 'connected',
    events: connects,
    world: ownScheme,
    async run(app) {
      const tab = await leave(app);
      const link = await app.outside.link(tab);
      assert.equal(await app.handOver(forged), 0, 'the second process failed');
      await app.find('[data-test="notice-banner"][data-code="return_forged"]');
      await app.screenshot('3-refused');
      await allow(tab);
      assert.equal(await app.handOver(await link.handed()), 0, 'the second process failed');
      await app.toShell();
      await app.find('[data-test="timeline-entry"][data-type="return"]');
      await app.screenshot('4-returned');
      await app.toWidget();
      await app.find('[data-test="done-button"]');
      await stayedOut(app);
      await finish(app);
    },
  },
};
