// The browser outside of the application, as its user has one: what the
// application opens there becomes a tab, and the user does the rest.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { launch } from '../e2e/browser.mjs';
import { eventually } from './wait.mjs';

/** @import { Browser, BrowserContext, Page } from 'playwright-core' */

export class Outside {
  /** @type {Browser | undefined} */ #browser;
  /** @type {BrowserContext | undefined} */ #profile; // whose tabs share their cookies
  #list;
  #timeout;
  #taken = 0;

  /** @param {{out: string, timeout: number}} options */
  constructor({ out, timeout }) {
    this.#timeout = timeout;
    this.#list = path.join(out, 'opened.txt');
    writeFileSync(this.#list, '');
    /** The command that the application runs with an address to open. */
    this.command = path.join(out, 'open-address');
    const script = `#!/bin/sh\nprintf '%s\\n' "$1" >>'${this.#list}'\n`;
    writeFileSync(this.command, script, { mode: 0o700 });
  }

  /** The addresses that were opened, in order. */
  opened() {
    return readFileSync(this.#list, 'utf8').split('\n').slice(0, -1);
  }

  /** The next address that the application opens, as a tab. */
  async tab() {
    const address = await eventually(
      () => this.opened()[this.#taken],
      'an address for the browser',
      this.#timeout,
    );
    this.#taken += 1;
    return this.visit(address);
  }

  /** An address as a tab. @param {string} address */
  async visit(address) {
    this.#browser ??= await launch();
    this.#profile ??= await this.#browser.newContext();
    const tab = await this.#profile.newPage();
    tab.setDefaultTimeout(this.#timeout);
    await tab.goto(address);
    return tab;
  }

  /**
   * The link that a tab hands to the system, because its scheme is an app's. Ask for it before the
   * tab gets there; `handed` answers it as soon as it is known.
   * @param {Page} tab
   */
  async link(tab) {
    const wire = await tab.context().newCDPSession(tab);
    await wire.send('Network.enable');
    /** @type {string | undefined} */
    let seen;
    wire.on('Network.responseReceivedExtraInfo', ({ headers }) => {
      const to = headers.location ?? headers.Location ?? '';
      if (/^[a-z][a-z0-9.+-]*:\/\//.test(to) && !/^https?:/.test(to)) seen ??= to;
    });
    return { handed: () => eventually(() => seen, 'a link for the application', this.#timeout) };
  }

  async stop() {
    await this.#browser?.close();
  }
}
