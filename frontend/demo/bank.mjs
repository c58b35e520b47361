// What a user does at the sandbox's bank, in a tab of the browser.

/** @import { Page } from 'playwright-core' */

/** Logs in, up to the question whether to allow access. @param {Page} tab */
export async function signIn(tab) {
  await tab.fill('#user', 'ada');
  await tab.fill('#password', 'correct');
  await tab.click('#sign-in');
  await tab.waitForSelector('#allow');
}

/** Allows access and ends where the bank leads to. @param {Page} tab */
export async function allow(tab) {
  await signIn(tab);
  await tab.click('#allow');
}

/** Refuses access and ends where the bank leads to. @param {Page} tab */
export async function deny(tab) {
  await signIn(tab);
  await tab.click('#deny');
}
