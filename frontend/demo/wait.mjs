// Waiting for conditions, with an end.

const pollMilliseconds = 50;
/** How long a single question may take. */
export const commandMilliseconds = 5000;

/**
 * Waits until check returns something truthy, or fails with what.
 * @template T
 * @param {() => T | Promise<T>} check
 * @param {string} what
 * @param {number} timeout in milliseconds
 * @returns {Promise<NonNullable<T>>}
 */
export async function eventually(check, what, timeout) {
  const end = Date.now() + timeout;
  /** @type {unknown} */
  let last;
  while (Date.now() < end) {
    try {
      const value = await within(Promise.resolve(check()), commandMilliseconds);
      if (value) return value;
    } catch (err) {
      last = err;
    }
    await new Promise((resolve) => setTimeout(resolve, pollMilliseconds));
  }
  throw new Error(
    `waited ${timeout / 1000} s for ${what}${last instanceof Error ? `: ${last.message}` : ''}`,
  );
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
