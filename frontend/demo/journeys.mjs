// What the user does in each journey, and how it has to end.
import { oauthJourneys } from './oauth.mjs';
import { providerJourneys } from './providers.mjs';
import { chooseBank, finish, logIn } from './steps.mjs';

/** @import { Application } from './application.mjs' */
/** @import { MakeWorld } from './worlds.mjs' */

/**
 * @typedef {object} Journey
 * @property {string} outcome with which it has to end
 * @property {string} [reason] code of the reason, where there has to be one
 * @property {string[]} events that have to arrive, in this order
 * @property {MakeWorld} [world] default: the sandbox with MX, in the application's own process
 * @property {(app: Application) => Promise<void>} run
 */

/** What the native side receives when a user connects without a detour. */
const connects = [
  'connect/loaded',
  'connect/institutionSearch',
  'connect/selectedInstitution',
  'connect/enterCredentials',
  'connect/memberStatusUpdate',
  'connect/memberConnected',
  'connect/connected/primaryAction',
];

/** @type {Record<string, Journey>} */
export const journeys = {
  credentials: {
    outcome: 'connected',
    events: connects,
    async run(app) {
      await chooseBank(app, 'Harbor');
      await logIn(app, 'correct');
      await app.screenshot('3-credentials');
      await app.click('[data-test="credentials-continue"]');
      await finish(app);
    },
  },

  // A link to another site, on the way: it opens in the browser, and the
  // widget is still there afterwards.
  leave: {
    outcome: 'connected',
    events: connects,
    async run(app) {
      await chooseBank(app, 'Harbor');
      await app.find('input[name="LOGIN"]');
      await app.click('[data-test*="recovery-button"], [data-test="visit-website"]');
      await app.toShell();
      await app.find('[data-test="timeline-entry"][data-type="external"]');
      await app.screenshot('3-left');
      await app.toWidget();
      await logIn(app, 'correct');
      await app.click('[data-test="credentials-continue"]');
      await finish(app);
    },
  },

  'wrong-password': {
    outcome: 'connected',
    events: [
      ...connects.slice(0, 5),
      'connect/memberError',
      'connect/updateCredentials',
      ...connects.slice(4),
    ],
    async run(app) {
      await chooseBank(app, 'Mistral');
      await logIn(app, 'guess');
      await app.click('[data-test="credentials-continue"]');
      await app.find('[data-test="incorrect-credentials"]');
      await app.screenshot('4-refused');
      await logIn(app, 'correct');
      await app.click('[data-test="credentials-continue"]');
      await finish(app);
    },
  },

  closed: {
    outcome: 'exited',
    events: connects.slice(0, 3),
    async run(app) {
      await chooseBank(app, 'Harbor');
      await app.find('input[name="LOGIN"]');
      await app.closeWindow();
      await app.toShell();
      await app.outcome();
      await app.screenshot('3-closed');
    },
  },

  ...oauthJourneys,
  ...providerJourneys,
};
