// Carries a callback of the widget to the sandbox and brings its answer back.

/**
 * The error of a call that failed. The widget's code looks at response and
 * config, and tests for a real Error.
 * @typedef {Error & {response: {status: number, data: object}, config: {url: string}}} CallError
 */

/** The widget tells its own load errors apart by a word in the URL. */
const TOPICS = [
  [/microdeposit/i, "/micro_deposits"],
  [/institution/i, "/institutions"],
  [/member/i, "/members"],
];

/**
 * Calls one callback.
 * @param {string} method name of the callback, such as "loadMembers"
 * @param {...unknown} params
 * @returns {Promise<any>} what the callback resolves with
 * @throws {CallError} status 0 when the sandbox could not be reached
 */
export async function call(method, ...params) {
  let response;
  let answer;
  try {
    response = await fetch("/md/rpc/" + encodeURIComponent(method), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ params }),
      credentials: "same-origin",
      cache: "no-store",
    });
    answer = await response.json();
  } catch {
    throw failure(method, response?.status ?? 0, "The sandbox cannot be reached.", {});
  }
  const body = Object(answer); // of a null or a text, which have no fields
  if (response.ok && "result" in body) return body.result;
  const { status = response.status, message = "The call failed.", data = {} } = body.error ?? {};
  throw failure(method, status, message, data);
}

/**
 * @param {string} method
 * @param {number} status
 * @param {string} message
 * @param {object} data
 * @returns {CallError}
 */
function failure(method, status, message, data) {
  const topic = TOPICS.find(([pattern]) => pattern.test(method));
  return Object.assign(new Error(message), {
    response: { status, data: { message, ...data } },
    config: { url: topic ? topic[1] : "/" + method },
  });
}
