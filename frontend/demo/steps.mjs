// What the user does in the application, whatever the journey.

/** @import { Application } from './application.mjs' */

/**
 * Opens the widget, which is there when it has what the selector says.
 * @param {Application} app
 * @param {string} there
 */
export async function open(app, there) {
  await app.find('[data-test="connect-button"]:enabled');
  await app.screenshot('1-shell');
  await app.click('[data-test="connect-button"]');
  await app.toWidget();
  await app.find(there);
  await app.screenshot('2-widget');
}

/** Opens the widget and finds a bank by searching for it. @param {Application} app @param {string} query */
export async function chooseBank(app, query) {
  await open(app, '[data-test$="-tile"]');
  await app.type('#mx-connect-search', query);
  await app.click('[data-test$="-row"]');
}

/** @param {Application} app @param {string} password */
export async function logIn(app, password) {
  await app.type('input[name="LOGIN"]', 'ada');
  await app.type('input[name="PASSWORD"]', password);
}

/** Finishes in the widget and looks at the accounts in the shell. @param {Application} app */
export async function finish(app) {
  await app.find('[data-test="done-button"]');
  await app.screenshot('5-connected');
  await app.clickLast('[data-test="done-button"]');
  await app.toShell();
  await app.find('[data-test="account-row"]');
  await app.outcome();
  await app.find('[data-test="timeline-entry"][data-type="connected"]');
  await app.screenshot('6-accounts');
}
