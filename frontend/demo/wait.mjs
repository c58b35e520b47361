// Waiting for conditions, with an end.
import { error } from 'selenium-webdriver';

const pollMilliseconds = 50;
/** How long a single question may take. */
export const commandMilliseconds = 10_000;
/** How long a wait may be before it is said what it is for. */
const quietMilliseconds = 5000;

/**
 * What WebKitWebDriver answers when the page goes away while a script runs in it. The class of the
 * error is another one in each version: a script, a frame or a window was lost.
 */
const unloaded = /Callback was not called before the unload event/;

/** What is said of an element that the page has replaced or is still moving. */
const elementErrors = [
  error.StaleElementReferenceError,
  error.ElementClickInterceptedError,
  error.ElementNotInteractableError,
];

/**
 * Whether a command failed only because the page changed meanwhile. Nothing has been done then,
 * neither clicked nor typed, so that the same may be tried again.
 * @param {unknown} err
 * @returns {boolean}
 */
export function pageChanged(err) {
  if (!(err instanceof error.WebDriverError)) return false;
  return unloaded.test(err.message) || elementErrors.some((kind) => err instanceof kind);
}

/**
 * Does something on a page that may change meanwhile, and does it again when it did. Every other
 * error ends it at once.
 * @template T
 * @param {() => Promise<T>} action from looking for the element on, so that a new one is found
 * @param {string} what for the message when the page never comes to rest
 * @param {number} timeout in milliseconds
 * @returns {Promise<T>} what the action answers
 */
export async function steadily(action, what, timeout) {
  const end = Date.now() + timeout;
  for (;;) {
    try {
      return await action();
    } catch (err) {
      if (!pageChanged(err)) throw err;
      if (Date.now() >= end) throw new Error(waited(timeout, what, err), { cause: err });
      console.error(`demo: the page changed, once more: ${what}`);
    }
    await pause();
  }
}

/**
 * @template T
 * @typedef {Exclude<T, false | null | undefined | '' | 0>} Truthy
 */

/**
 * Waits until a condition holds; an error means that it does not yet.
 * @template T
 * @param {() => T | Promise<T>} check the condition, which holds when the value is truthy
 * @param {string} what for the message when it never does
 * @param {number} timeout in milliseconds
 * @returns {Promise<Truthy<T>>}
 */
export async function eventually(check, what, timeout) {
  const began = Date.now();
  let said = false;
  /** @type {unknown} */
  let last;
  while (Date.now() < began + timeout) {
    try {
      const value = await within(Promise.resolve(check()), commandMilliseconds);
      if (value) return /** @type {Truthy<T>} */ (value);
    } catch (err) {
      last = err;
    }
    if (!said && Date.now() > began + quietMilliseconds) {
      console.error(`demo: still waiting for ${what}`);
      said = true;
    }
    await pause();
  }
  throw new Error(waited(timeout, what, last), { cause: last });
}

const pause = () => new Promise((resolve) => setTimeout(resolve, pollMilliseconds));

/** @param {number} timeout @param {string} what @param {unknown} err the last error, if there was one */
function waited(timeout, what, err) {
  return `waited ${timeout / 1000} s for ${what}${err instanceof Error ? `: ${err.message}` : ''}`;
}

/**
 * The promise, or a rejection when it takes too long: WebKitWebDriver never
 * answers a command whose window closes meanwhile.
 * @template T
 * @param {Promise<T>} promise
 * @param {number} milliseconds
 * @returns {Promise<T>}
 */
export async function within(promise, milliseconds) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  /** @type {Promise<never>} */
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
