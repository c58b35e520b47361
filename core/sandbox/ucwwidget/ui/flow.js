// What happens in which order, and the events that report it.

import { oauthVisit } from "./oauth.js";
import { poll } from "./poll.js";
import * as screens from "./screens.js";

/** @import { Api, Credential, Institution, Member, Params } from "./api.js" */

const denied = 2, challenged = 3, connected = 6;

export class Flow {
  /**
   * @param {Api} api
   * @param {(type: string, metadata?: object) => void} send
   * @param {Params} params
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
    /** @type {Institution|null} */ this.institution = null;
    /** @type {Member|null} */ this.member = null;
  }

  /** @returns {Institution} that the user or the host has chosen: every screen behind the search has one */
  get chosen() {
    if (!this.institution) throw new Error("No institution has been chosen.");
    return this.institution;
  }

  /** @returns {Member} that was made here, or that the host has opened the widget for */
  get ownMember() {
    if (!this.member) throw new Error("There is no member yet.");
    return this.member;
  }

  /** Shows the first screen. Nothing but the first two events tells of a failure. */
  async start() {
    this.send("connect/stepChange", { current: "search" });
    const { institutionId, connectionId } = this.params;
    try {
      if (institutionId) this.institution = await this.api.institution(institutionId);
      if (connectionId) this.member = await this.api.member(connectionId);
    } catch {
      this.send("connect/loaded", { initial_step: "search" });
      screens.showFailure("Oops! Something went wrong", "This institution or connection is not known.");
      return;
    }
    this.step = this.institution ? "enterCreds" : "search";
    this.send("connect/loaded", { initial_step: this.step });
    if (this.institution) this.logIn();
    else screens.showSearch(this);
  }

  /** @param {string} step */
  change(step) {
    if (step === this.step) return;
    const previous = this.step;
    this.step = step;
    this.send("connect/stepChange", { previous, current: step });
  }

  /** @param {string} query that the user typed */
  search(query) {
    this.send("connect/institutionSearch", { query });
    return this.api.search(query);
  }

  recommended() {
    return this.api.recommended();
  }

  /** @param {Institution} institution that the user picked */
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
    if (this.chosen.supports_oauth) return this.visitBank();
    void screens.showLogin(this, { wrong: this.member?.connection_status === denied });
  }

  fields() {
    return this.api.fields(this.chosen.aggregator_institution.guid);
  }

  /** @param {Credential[]} credentials */
  async submit(credentials) {
    const institution = this.chosen.aggregator_institution;
    try {
      if (this.member) {
        this.send("connect/updateCredentials", { institution, member_guid: this.member.guid });
        this.member = await this.api.update(this.member.guid, { credentials });
      } else {
        this.send("connect/enterCredentials", { institution });
        this.member = await this.api.add(this.chosen.guid, credentials);
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

  /** @param {Member} member that no longer changes by itself */
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
    screens.showFailure("Not connected", `${this.chosen.name} cannot be connected at the moment.`, () => this.toSearch());
    this.reportError();
  }

  finished() {
    this.change("connected");
    screens.showConnected(this);
  }

  reportError() {
    const { guid, connection_status } = this.ownMember;
    this.send("connect/memberError", { member: { guid, connection_status } });
  }

  /** @param {string} answer to the bank's question */
  async answer(answer) {
    const { guid } = this.ownMember;
    this.send("connect/submitMFA", { member_guid: guid });
    this.member = await this.api.update(guid, { answer });
    this.connect();
  }

  visitBank() {
    this.stop = oauthVisit(this, {
      granted: (guid) => void this.granted(guid),
      refused: (member_guid, error_reason) => {
        this.send("connect/oauthError", { member_guid, error_reason });
        this.change("oauthError");
        screens.showFailure("Not connected", "The bank did not grant access.", () => this.again());
      },
    });
  }

  /** The bank granted access. @param {string} guid of the member */
  async granted(guid) {
    this.member = await this.api.member(guid);
    this.connect();
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
