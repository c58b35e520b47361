// Carries a callback of the widget to the sandbox and brings its answer back.

/** @import { Field, Institution, Login, Member } from "./flow.js" */

/**
 * What the callbacks resolve with that this page uses.
 * @typedef {object} Answers
 * @property {{member: Member & {oauth_window_uri: string}}} addMember
 * @property {Field[]} getInstitutionCredentials
 * @property {Field[]} getMemberCredentials
 * @property {{oauth_window_uri: string}} getOAuthWindowURI
 * @property {Institution} loadInstitutionByCode
 * @property {Institution} loadInstitutionByGuid
 * @property {Institution[]} loadInstitutions
 * @property {Member} loadMemberByGuid
 * @property {Login} loadOAuthState
 * @property {Login[]} loadOAuthStates
 * @property {Institution[]} loadPopularInstitutions
 * @property {Member} updateMember
 */

/**
 * @template {string} Method
 * @typedef {Method extends keyof Answers ? Answers[Method] : unknown} Answer
 */

/** @typedef {{message: string, guid?: string}} Refusal with the member that there is already */

/**
 * The error of a call that failed. The widget's code looks at response and
 * config, and tests for a real Error.
 * @typedef {Error & {response: {status: number, data: Refusal}, config: {url: string}}} CallError
 */

/**
 * The widget tells its own load errors apart by a word in the URL.
 * @type {Array<[RegExp, string]>}
 */
const TOPICS = [
  [/microdeposit/i, "/micro_deposits"],
  [/institution/i, "/institutions"],
  [/member/i, "/members"],
];

/**
 * Calls one callback.
 * @template {string} Method
 * @param {Method} method name of the callback, such as "loadMembers"
 * @param {...unknown} params
 * @returns {Promise<Answer<Method>>} what the callback resolves with
 * @throws {CallError} status 0 when the sandbox could not be reached
 */
export async function call(method, ...params) {
  /** @type {Response|undefined} */
  let response;
  /** @type {unknown} */
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
  const body = fieldsOf(answer);
  if (response.ok && "result" in body) return /** @type {Answer<Method>} */ (body.result);
  const { status = response.status, message = "The call failed.", data = {} } = body.error ?? {};
  throw failure(method, status, message, data);
}

/**
 * The fields of an answer. A null or a text has none.
 * @param {unknown} answer
 * @returns {{result?: unknown, error?: {status?: number, message?: string, data?: object}}}
 */
function fieldsOf(answer) {
  return Object(answer);
}

/**
 * The server's answer that an error carries.
 * @param {unknown} error
 * @returns {CallError["response"]|undefined} nothing when the error is not of a call
 */
export function responseOf(error) {
  return error instanceof Error && "response" in error ? /** @type {CallError} */ (error).response : undefined;
}

/** What an error says. @param {unknown} error */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
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
