// The calls that the page makes to its server.

/** @typedef {{guid: string, code: string}} OwnIds */
/** @typedef {{guid: string, name: string, url: string, logo_url: string, supports_oauth: boolean, aggregator_institution: OwnIds}} Institution */
/** @typedef {{guid: string, connection_status: number, is_being_aggregated: boolean, question?: string, events: object}} Member */
/** @typedef {{id: string, field_name: string, is_secret: boolean, label: string}} Field of a login form */
/** @typedef {{id: string, value: string}} Credential what the user typed into a field */
/** @typedef {{guid: string, oauth_window_uri: string}} Visit to a bank's own site */
/** @typedef {{auth_status: number, inbound_member_guid: string, error_reason: string}} VisitState */
/** @typedef {{targetOrigin: string, institutionId?: string, connectionId?: string, meta: string}} Params */

export class Api {
  /** @param {string} meta names the widget's session to the server */
  constructor(meta) {
    this.meta = meta;
  }

  /** @param {string} guid @returns {Promise<Institution>} */
  institution(guid) {
    return this.ask("GET", "/institutions/" + encodeURIComponent(guid));
  }

  /** @returns {Promise<Institution[]>} */
  recommended() {
    return this.ask("GET", "/institutions/recommended");
  }

  /** @param {string} query @returns {Promise<Institution[]>} */
  search(query) {
    return this.ask("GET", "/institutions?page=1&pageSize=25&search=" + encodeURIComponent(query));
  }

  /** @param {string} guid that the aggregator has of the institution @returns {Promise<Field[]>} */
  fields(guid) {
    return this.ask("GET", `/institutions/${encodeURIComponent(guid)}/credentials`);
  }

  /** @param {string} guid @returns {Promise<Member>} */
  member(guid) {
    return this.ask("GET", "/members/" + encodeURIComponent(guid));
  }

  /** @param {string} institution_id @param {Credential[]} credentials @returns {Promise<Member>} */
  add(institution_id, credentials) {
    return this.ask("POST", "/members", { institution_id, credentials });
  }

  /** @param {string} guid @param {{credentials: Credential[]}|{answer: string}} change @returns {Promise<Member>} */
  update(guid, change) {
    return this.ask("PUT", "/members/" + encodeURIComponent(guid), change);
  }

  /** @param {string} institution_id @returns {Promise<Visit>} that is prepared */
  visit(institution_id) {
    return this.ask("POST", "/members", { institution_id, is_oauth: true });
  }

  /** @param {string} guid of the visit @returns {Promise<VisitState>} */
  visitState(guid) {
    return this.ask("GET", "/oauthStates/" + encodeURIComponent(guid));
  }

  /**
   * @template Answer
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @returns {Promise<Answer>}
   */
  ask(method, path, body) {
    return request(method, path, { meta: this.meta }, body);
  }
}

/**
 * Uses the widget URL's token up and returns what it stands for, with the
 * calls that the page makes from then on.
 * @param {string} token
 * @returns {Promise<{api: Api, params: Params}>}
 */
export async function createApi(token) {
  /** @type {Params} */
  const params = await request("POST", "/instrumentation/" + encodeURIComponent(token), {});
  return { params, api: new Api(params.meta) };
}

/**
 * @template Answer
 * @param {string} method
 * @param {string} path
 * @param {Record<string, string>} headers
 * @param {object} [body]
 * @returns {Promise<Answer>}
 */
async function request(method, path, headers, body) {
  const answer = await fetch(path, {
    method,
    headers: body ? { ...headers, "Content-Type": "application/json" } : headers,
    body: body ? JSON.stringify(body) : null,
  });
  if (!answer.ok) throw new Error(`The server answered ${answer.status}`);
  return /** @type {Promise<Answer>} */ (answer.json());
}
