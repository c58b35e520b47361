// What happens in which order: the steps of a connection, and the events that
// report them.

import { call, responseOf } from "./rpc.js";
import { showScreen } from "./screen.js";
import { searchScreen } from "./search.js";
import { credentialsScreen } from "./credentials.js";
import { connectingScreen } from "./connecting.js";
import { oauthScreen, refusedScreen, waitingScreen } from "./oauth.js";
import { connectedScreen, failureScreen } from "./results.js";
import { status, startOf } from "./status.js";

/** @typedef {{guid: string, code: string, name: string, url: string, logo_url: string, supports_oauth: boolean}} Institution */
/** @typedef {{guid: string, user_guid?: string, institution_guid: string, connection_status: number, is_being_aggregated: boolean, is_oauth: boolean}} Member */
/** @typedef {{guid: string, field_name: string, field_type: number, label: string}} Field of a login form */
/** @typedef {{guid: string, value: string}} Credential what the user typed into a field */
/** @typedef {{guid: string, auth_status: number, inbound_member_guid?: string, error_reason: number}} Login at a bank's own site */

/**
 * What the widget URL was asked for with.
 * @typedef {object} Config
 * @property {string} [color_scheme]
 * @property {string} [current_member_guid]
 * @property {string} [current_institution_guid]
 * @property {string} [current_institution_code]
 * @property {{products?: string[]}} [data_request]
 * @property {boolean} [disable_institution_search]
 * @property {boolean} [is_mobile_webview]
 * @property {string} [mode]
 * @property {string} [oauth_referral_source]
 * @property {boolean} [update_credentials]
 */

/** @typedef {import("./messenger.js").Boot & {client_config: Config}} Boot */

export class Flow {
  /**
   * @param {Boot} boot what the server put into the page
   * @param {import("./messenger.js").Messenger} messenger
   */
  constructor(boot, messenger) {
    this.boot = boot;
    this.config = boot.client_config;
    this.messenger = messenger;
    this.step = "search";
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

  /** Loads what the widget URL asked for and shows the first screen. */
  async start() {
    this.send("load");
    this.send("connect/stepChange", { current: "search" });
    try {
      const first = await this.load();
      this.send("connect/loaded", { initial_step: first });
      this.enter(first);
    } catch (error) {
      this.send("connect/loaded", { initial_step: "search" });
      this.show("search", failureScreen(this, loadFailure(error)));
    }
  }

  /** @returns {Promise<string>} the step to begin with */
  async load() {
    const { current_member_guid: member, current_institution_guid: guid, current_institution_code: code } = this.config;
    if (member) {
      this.member = await call("loadMemberByGuid", member, "en");
      this.institution = await call("loadInstitutionByGuid", this.member.institution_guid);
      return startOf(this.member, this.config.update_credentials);
    }
    if (guid) this.institution = await call("loadInstitutionByGuid", guid);
    else if (code) this.institution = await call("loadInstitutionByCode", code);
    return this.institution ? "enterCreds" : "search";
  }

  /** Shows the screen of a step. @param {string} step */
  enter(step) {
    if (step === "enterCreds") return this.enterCredentials();
    if (step === "connecting") return this.connecting();
    if (step === "connected") return this.connected();
    if (step === "actionableError") return this.failed();
    this.show("search", searchScreen(this));
  }

  /** @param {Institution} institution that the user picked */
  select(institution) {
    const { code, guid, name, url } = institution;
    this.send("connect/selectedInstitution", { code, guid, name, url });
    this.institution = institution;
    this.member = null;
    this.enterCredentials();
  }

  enterCredentials() {
    if (this.member?.is_oauth || this.chosen.supports_oauth) return this.show("enterCreds", oauthScreen(this));
    this.show("enterCreds", credentialsScreen(this));
    if (this.member?.connection_status === status.denied) this.reportMemberError();
  }

  /**
   * Sends what the user typed and goes on to connecting.
   * @param {Credential[]} credentials
   * @throws {import("./rpc.js").CallError} after it was reported
   */
  async submit(credentials) {
    const { guid, code } = this.chosen;
    const institution = { guid, code };
    try {
      if (this.member) {
        this.send("connect/updateCredentials", { institution, member_guid: this.member.guid });
        this.member = await call("updateMember", { ...this.member, credentials }, this.config, false);
      } else {
        this.send("connect/enterCredentials", { institution });
        this.member = await this.add(credentials);
      }
    } catch (error) {
      this.send("connect/createMemberError", { institution_guid: guid, institution_code: code });
      throw error;
    }
    this.connecting();
  }

  /** Adds a member, or updates the one that the user has there already. @param {Credential[]} credentials */
  async add(credentials) {
    const { guid: institution_guid } = this.chosen;
    try {
      const added = await call("addMember", { institution_guid, credentials, rawInstitutionData: this.chosen }, this.config, false);
      return added.member;
    } catch (error) {
      const refused = responseOf(error);
      const existing = refused?.data.guid;
      if (refused?.status !== 409 || !existing) throw error;
      return call("updateMember", { guid: existing, institution_guid, credentials }, this.config, false);
    }
  }

  /** The user has left for the bank. @param {{guid: string}} member */
  waitAtBank(member) {
    this.member = /** @type {Member} */ ({ is_oauth: true, ...member }); // the rest is known when the bank has decided
    this.show("enterCreds", waitingScreen(this, member));
  }

  /** The bank granted access. @param {string} guid of the member, which may be another one */
  async granted(guid) {
    try {
      this.member = await call("loadMemberByGuid", guid, "en");
      this.connecting();
    } catch {
      this.refused(guid, "SERVER_ERROR");
    }
  }

  /** @param {string} member_guid @param {string} error_reason */
  refused(member_guid, error_reason) {
    this.send("connect/oauthError", { member_guid, error_reason });
    this.show("oauthError", refusedScreen(this));
  }

  connecting() {
    this.show("connecting", connectingScreen(this));
  }

  /** @param {Member} member whose job has ended */
  settled(member) {
    this.member = member;
    const { guid: member_guid, user_guid = this.boot.user_guid } = member;
    if (member.connection_status === status.connected) {
      this.send("connect/memberConnected", { user_guid, member_guid });
      this.connected();
    } else if (member.connection_status === status.denied) {
      this.enterCredentials();
    } else {
      this.failed();
    }
  }

  connected() {
    this.show("connected", connectedScreen(this));
  }

  failed() {
    this.show("actionableError", failureScreen(this, `${this.chosen.name} cannot be connected at the moment.`));
    this.reportMemberError();
  }

  /** The user is done with the connected screen. */
  done() {
    this.send("connect/connected/primaryAction");
    this.toSearch();
  }

  /** Gives up what was begun. Without a search the host has to take over. */
  toSearch() {
    this.send("connect/backToSearch");
    if (!this.config.disable_institution_search) this.reset();
  }

  /** The host wants to go back: the answer says whether there was a way. */
  back() {
    const stays = this.step === "search" || Boolean(this.config.disable_institution_search);
    this.send("navigation", { did_go_back: !stays });
    if (!stays) this.reset();
  }

  reset() {
    this.institution = null;
    this.member = null;
    this.enter("search");
  }

  reportMemberError() {
    const { guid, connection_status } = this.ownMember;
    this.send("connect/memberError", { member: { guid, connection_status } });
  }

  /**
   * @param {string} step
   * @param {import("./screen.js").Screen} screen
   */
  show(step, screen) {
    const previous = this.step;
    this.step = step;
    showScreen(screen);
    if (step !== previous) this.send("connect/stepChange", { previous, current: step });
  }

  /** @param {string} name @param {object} [data] */
  send(name, data) {
    this.messenger.send(name, data);
  }
}

/** @param {unknown} error @returns {string} what to tell the user */
function loadFailure(error) {
  if (responseOf(error)?.status === 404) return "We could not find that connection or institution.";
  return "The widget could not be loaded.";
}
