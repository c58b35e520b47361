// What happens in which order, and the events that report it.

import { oauthVisit } from "./oauth.js";
import { poll } from "./poll.js";
import * as screens from "./screens.js";

const denied = 2, challenged = 3, connected = 6;

export class Flow {
  /**
   * @param {import("./api.js").Api} api
   * @param {(type: string, metadata?: object) => void} send
   * @param {import("./api.js").Params} params
   * @param {number} pollMs
   */
  constructor(api, send, params, pollMs) {
    this.api = api;
    this.send = send;
    this.params = params;
    this.pollMs = pollMs;
    this.step = "search";
    /** Stops what goes on by itself on the screen that is shown. */
    this.stop = () => {};
    /** @type {import("./api.js").Institution|null} */ this.institution = null;
    /** @type {import("./api.js").Member|null} */ this.member = null;
  }

  /** Shows the first screen. Nothing but the first two events tells of a failure. */
  async start() {
    this.send("connect/stepChange", { current: "search" });
    const { institutionId, connectionId } = this.params;
    try {
      if (institutionId) this.institution = await this.api("GET", "/institutions/" + encodeURIComponent(institutionId));
      if (connectionId) this.member = await this.api("GET", "/members/" + encodeURIComponent(connectionId));
    } catch {
      this.send("connect/loaded", { initial_step: "search" });
      screens.showFailure("Oops! Something went wrong", "This institution or connection is not known.");
      return;
    }
    this.step = this.institution ? "enterCreds" : "search";
    this.send("connect/loaded", { initial_step: this.step });
    this.institution ? this.logIn() : screens.showSearch(this);
  }

  /** @param {string} step */
  change(step) {
    if (step === this.step) return;
    const previous = this.step;
    this.step = step;
    this.send("connect/stepChange", { previous, current: step });
  }

  /** @param {string} query that the user typed */
  async search(query) {
    this.send("connect/institutionSearch", { query });
    return this.api("GET", "/institutions?page=1&pageSize=25&search=" + encodeURIComponent(query));
  }

  recommended() {
    return this.api("GET", "/institutions/recommended");
  }

  /** @param {import("./api.js").Institution} institution that the user picked */
  select(institution) {
    const { name, guid, url } = institution;
    this.institution = institution;
    this.member = null;
    this.send("connect/selectedInstitution", { name, guid, url });
    this.change("enterCreds");
    this.logIn();
  }

  /** Shows the login: the institution's form, or the way to its own site. */
  logIn() {
    this.stop();
    if (this.institution.supports_oauth) return this.visitBank();
    screens.showLogin(this, { wrong: this.member?.connection_status === denied });
  }

  fields() {
    return this.api("GET", `/institutions/${encodeURIComponent(this.institution.aggregator_institution.guid)}/credentials`);
  }

  /** @param {Array<{id: string, value: string}>} credentials */
  async submit(credentials) {
    const institution = this.institution.aggregator_institution;
    try {
      if (this.member) {
        this.send("connect/updateCredentials", { institution, member_guid: this.member.guid });
        this.member = await this.api("PUT", "/members/" + encodeURIComponent(this.member.guid), { credentials });
      } else {
        this.send("connect/enterCredentials", { institution });
        this.member = await this.api("POST", "/members", { institution_id: this.institution.guid, credentials });
      }
    } catch (error) {
      this.send("connect/createMemberError", { institution_guid: institution.guid, institution_code: institution.code });
      throw error;
    }
    this.connect();
  }

  /** Waits for the member, and says what becomes of it. */
  connect() {
    this.stop();
    screens.showConnecting(this);
    this.change("connecting");
    this.stop = poll(this, (member) => this.settled(member));
  }

  /** @param {import("./api.js").Member} member that no longer changes by itself */
  settled(member) {
    this.member = member;
    switch (member.connection_status) {
      case connected: {
        this.send("connect/memberConnected", member.events);
        const shown = setTimeout(() => this.finished(), 500);
        this.stop = () => clearTimeout(shown);
        return;
      }
      case challenged:
        this.change("mfa");
        return screens.showQuestion(this);
      case denied:
        this.change("enterCreds");
        this.logIn();
        return this.reportError();
    }
    this.change("actionableError");
    screens.showFailure("Not connected", `${this.institution.name} cannot be connected at the moment.`, () => this.toSearch());
    this.reportError();
  }

  finished() {
    this.change("connected");
    screens.showConnected(this);
  }

  reportError() {
    const { guid, connection_status } = this.member;
    this.send("connect/memberError", { member: { guid, connection_status } });
  }

  /** @param {string} answer to the bank's question */
  async answer(answer) {
    this.send("connect/submitMFA", { member_guid: this.member.guid });
    this.member = await this.api("PUT", "/members/" + encodeURIComponent(this.member.guid), { answer });
    this.connect();
  }

  visitBank() {
    this.stop = oauthVisit(this, {
      granted: async (guid) => {
        this.member = await this.api("GET", "/members/" + encodeURIComponent(guid));
        this.connect();
      },
      refused: (member_guid, error_reason) => {
        this.send("connect/oauthError", { member_guid, error_reason });
        this.change("oauthError");
        screens.showFailure("Not connected", "The bank did not grant access.", () => this.again());
      },
    });
  }

  /** Goes back to the way to the bank's own site. */
  again() {
    this.change("enterCreds");
    this.logIn();
  }

  /** The user is done: like UCW's, this widget goes to its search. */
  done() {
    this.send("connect/connected/primaryAction");
    this.toSearch();
  }

  toSearch() {
    this.stop();
    this.send("connect/backToSearch");
    this.institution = null;
    this.member = null;
    this.change("search");
    screens.showSearch(this);
  }
}
