// The calls that the page makes to its server.

/** @typedef {{guid: string, code: string}} OwnIds */
/** @typedef {{guid: string, name: string, url: string, logo_url: string, supports_oauth: boolean, aggregator_institution: OwnIds}} Institution */
/** @typedef {{guid: string, connection_status: number, is_being_aggregated: boolean, question?: string, events: object}} Member */
/** @typedef {{targetOrigin: string, institutionId?: string, connectionId?: string, meta: string}} Params */

/** @typedef {(method: string, path: string, body?: object) => Promise<any>} Api */

/**
 * Uses the widget URL's token up and returns what it stands for, with the
 * function that makes all further calls.
 * @param {string} token
 * @returns {Promise<{api: Api, params: Params}>}
 */
export async function createApi(token) {
  const params = await request("POST", "/instrumentation/" + encodeURIComponent(token), {});
  return { params, api: (method, path, body) => request(method, path, { meta: params.meta }, body) };
}

async function request(method, path, headers, body) {
  const answer = await fetch(path, {
    method,
    headers: body ? { ...headers, "Content-Type": "application/json" } : headers,
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error("The server answered " + answer.status);
  return answer.json();
}
