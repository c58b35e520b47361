// The journeys with the other providers: UCW's widget, and fino's hosted pages.
import { allow } from './bank.mjs';
import { open } from './steps.mjs';
import { onlyHere, stayedOut } from './view.mjs';
import { of, outlivingFino } from './worlds.mjs';

/** @import { Application } from './application.mjs' */

/** Starts fino's hosted page and chooses a bank. @param {Application} app @param {string} code */
async function chooseHosted(app, code) {
  await open(app, '#search');
  await app.click(`#bank-${code}`);
}

/** Leaves for the bank's own site and returns its page, a tab of the browser. @param {Application} app */
async function leaveHosted(app) {
  await chooseHosted(app, 'silberbach');
  await app.find('#open-bank');
  await app.screenshot('3-before-the-bank');
  await app.click('#open-bank');
  const tab = await app.outside.tab();
  await app.toShell();
  await app.find('[data-test="bank-banner"]');
  await app.screenshot('3-at-the-bank');
  return tab;
}

/** Looks at the bank in the shell, whose accounts nobody can ask for. @param {Application} app */
async function seeHosted(app) {
  await app.toShell();
  await app.outcome();
  await app.find('[data-test="timeline-entry"][data-type="connected"]');
  await app.find('[data-test="connection-card"]');
  await app.screenshot('6-connected');
}

/** @type {Record<string, import('./journeys.mjs').Journey>} */
export const providerJourneys = {
  // The bank leads nowhere. The widget finds out by asking its server, and its
  // window comes to the front.
  'ucw-oauth': {
    outcome: 'connected',
    events: [
      'connect/loaded',
      'connect/selectedInstitution',
      'connect/oauthRequested',
      'connect/memberStatusUpdate',
      'connect/memberConnected',
      'connect/connected/primaryAction',
    ],
    world: of('ucw'),
    async run(app) {
      await open(app, '#search');
      await app.type('#search', 'Foxgloven');
      await app.press('Foxgloven Mutual');
      await app.click('[data-test="oauth-button"]');
      const tab = await app.outside.tab();
      await app.toShell();
      await app.find('[data-test="bank-banner"]');
      await app.screenshot('3-at-the-bank');
      await allow(tab);
      await tab.waitForURL((url) => url.pathname.includes('/redirect_from/'));
      await tab.screenshot({ path: app.picture('4-left-browser') });

      await app.toWidget();
      await app.find('[data-test="done-button"]');
      await app.toShell();
      await app.find('[data-test="timeline-entry"][data-type="front"]');
      await app.find('[data-test="account-row"]');
      await app.screenshot('4-returned');
      await stayedOut(app);
      await app.screenshot('5-connected');
      await app.clickLast('[data-test="done-button"]');
      await app.toShell();
      await app.outcome();
      await app.find('[data-test="timeline-entry"][data-type="connected"]');
      await app.screenshot('6-accounts');
    },
  },

  // The hosted page redirects to the bank, which opens outside; its own page
  // waits. The browser comes back to the application's address.
  'fino-redirect': {
    outcome: 'connected',
    events: [],
    world: of('fino'),
    async run(app) {
      const tab = await leaveHosted(app);
      await stayedOut(app);
      await app.screenshot('3-waiting');

      await allow(tab);
      await tab.waitForURL((url) => url.hostname === '127.0.0.1' && url.pathname.length > 60);
      await tab.screenshot({ path: app.picture('4-returned-browser') });
      await seeHosted(app);
    },
  },

  // The application is killed while the user is at the bank. The link starts it
  // again, and the provider is asked which bank login is new.
  'fino-killed': {
    outcome: 'connected',
    events: [],
    world: outlivingFino,
    async run(app) {
      const tab = await leaveHosted(app);
      const link = await app.outside.link(tab);
      app.kill();
      await allow(tab);
      await app.startAgain(await link.handed());
      await seeHosted(app);

      await app.startAgain(await link.handed());
      await app.find('[data-test="notice-banner"][data-code="return_unexpected"]');
      await app.screenshot('7-again');
    },
  },

  // The hosted page leads back without a bank login. Nobody asks again.
  'fino-cancelled': {
    outcome: 'exited',
    events: [],
    world: of('fino'),
    async run(app) {
      await open(app, '#search');
      await app.clickLast('#cancel');
      await app.toShell();
      await app.outcome();
      await app.screenshot('3-cancelled');
    },
  },

  // The hosted page waits for the phone, and goes back to the application by
  // itself. Nothing opens outside.
  'fino-decoupled': {
    outcome: 'connected',
    events: [],
    world: of('fino'),
    async run(app) {
      await chooseHosted(app, 'ahornkasse');
      await app.type('#user', 'ada');
      await app.type('#password', 'correct');
      await app.click('#sign-in');
      await app.find('.code');
      await app.screenshot('3-waiting');
      const origin = await onlyHere(app);
      await approve(origin);
      await seeHosted(app);
    },
  },
};

/** What the user does on the phone. @param {string} origin */
async function approve(origin) {
  const phone = `${origin}/phone`;
  const answer = await fetch(phone, { headers: { Accept: 'application/json' } });
  const { questions } = /** @type {{questions: {id: string}[]}} */ (await answer.json());
  const [question] = questions;
  if (!question) throw new Error('the phone has no question');
  const approved = await fetch(`${phone}/${question.id}`, {
    method: 'POST',
    headers: { Origin: origin },
    body: new URLSearchParams({ decision: 'approve' }),
  });
  if (!approved.ok) throw new Error(`the phone: ${approved.status}`);
}
