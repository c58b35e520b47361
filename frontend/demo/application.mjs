// The desktop example under WebKitWebDriver: its windows and its journal.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync, existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { Builder, By, Capabilities } from 'selenium-webdriver';
import { Outside } from './outside.mjs';
import { commandMilliseconds, eventually, steadily, within } from './wait.mjs';

/** @import { ChildProcessWithoutNullStreams } from 'node:child_process' */
/** @import { WebDriver, WebElement } from 'selenium-webdriver' */

/**
 * @typedef {object} Options
 * @property {string} binary
 * @property {string} ui
 * @property {string} form
 * @property {string} out folder for all that is written
 * @property {number} timeout of each wait, in milliseconds
 * @property {string[]} [args]
 * @property {Record<string, string>} [env]
 */

/** @typedef {{outcome: string, reason?: {code: string}}} Outcome the last line of a session */
/** @typedef {{origin: string, requests: string[], frames: number}} Requests of a page */

const pollMilliseconds = 50;

/** Whether all animations that end have ended, as a script for the page. */
const stillness = `return document.getAnimations().every((a) =>
  a.playState !== 'running' || a.effect?.getComputedTiming().endTime === Infinity)`;

/** A port that nobody listens on. @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {net.AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/** The end of the second frame from now, as a script: what changed is painted then. */
const painted = `const done = arguments[0];
  requestAnimationFrame(() => requestAnimationFrame(() => done()))`;

/** Where the middle of an element is on the screen, as a script. */
const onScreen = `arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' });
  const { x, y, width, height } = arguments[0].getBoundingClientRect();
  return [screenX + x + width / 2, screenY + y + height / 2]`;

/** What a page that has loaded has asked for, as a script. */
const asked = `return document.readyState === 'complete' && {
  origin: location.origin,
  requests: [location.href, ...performance.getEntriesByType('resource').map((entry) => entry.name)],
  frames: frames.length,
}`;

/** What the elements for a selector say, as a script. */
const contents = `return [...document.querySelectorAll(arguments[0])].map((each) => each.textContent)`;

export class Application {
  /**
   * Starts WebKitWebDriver and, through it, the application.
   * @param {Options} options
   */
  static async start(options) {
    const app = new Application(options);
    try {
      await app.#launch();
    } catch (err) {
      await app.stop();
      throw err;
    }
    return app;
  }

  /** Kills the whole application, as a system does that runs out of memory. */
  kill() {
    clearInterval(this.#printer);
    this.#endService();
    this.#session = this.#widget = undefined;
  }

  /** Starts the application once more, with a link, as the system does. @param {string} link */
  async startAgain(link) {
    this.kill();
    await this.#launch('--', link);
  }

  /**
   * Starts a second process with a link, as the system does, and returns its
   * exit status.
   * @param {string} link
   */
  handOver(link) {
    const { binary, env = {}, timeout } = this.#options;
    const second = spawn(path.resolve(binary), ['--', link], {
      env: { ...process.env, ...env },
      timeout,
    });
    second.stderr.on('data', (text) => (this.#logged += String(text)));
    return new Promise((resolve, reject) => {
      second.once('error', reject);
      second.once('exit', resolve);
    });
  }

  /** @type {Options} */ #options;
  /** @type {ChildProcessWithoutNullStreams | undefined} */ #service;
  /** @type {WebDriver | undefined} */ #session;
  /** @type {string} */ #shell = '';
  /** @type {string | undefined} */ #widget;
  #printed = 0;
  #logged = '';
  /** The browser outside of the application. */
  outside;
  /** The last lines of the sessions: there should be one. @type {Outcome[]} */
  outcomes = [];
  /** The names of the events, in the order of their arrival. @type {string[]} */
  events = [];

  get #driver() {
    if (!this.#session) throw new Error('the application is not running');
    return this.#session;
  }

  /** @param {Options} options */
  constructor(options) {
    this.#options = options;
    this.outside = new Outside(options);
    this.journal = path.join(options.out, 'events.jsonl');
    writeFileSync(this.journal, '');
    process.once('exit', () => this.#endService());
  }

  /** @param {...string} more arguments */
  async #launch(...more) {
    const { binary, ui, form, timeout, args = [], env = {} } = this.#options;
    if (!existsSync(binary)) throw new Error(`${binary} is missing: run make demo`);
    const port = await freePort();
    const service = spawn('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], {
      detached: true, // a process group of its own, which ends as a whole
      env: { ...process.env, ...env },
    });
    this.#service = service;
    for (const stream of [service.stdout, service.stderr]) {
      stream.on('data', (text) => (this.#logged += String(text)));
    }
    service.on('error', (err) => {
      console.error(`demo: WebKitWebDriver did not start: ${err.message}`);
      process.exit(1);
    });
    await eventually(() => reachable(port), 'WebKitWebDriver', timeout);
    const capabilities = new Capabilities({
      browserName: 'connecthost',
      'webkitgtk:browserOptions': {
        binary: path.resolve(binary),
        args: [
          ...['-ui', ui, '-form', form, '-events', this.journal, '-poll', '500ms'],
          ...['-browser', this.outside.command, ...args, ...more],
        ],
      },
    });
    const session = new Builder()
      .usingServer(`http://127.0.0.1:${port}`)
      .withCapabilities(capabilities)
      .build();
    this.#session = await within(session, timeout);
    this.#shell = await this.#driver.getWindowHandle();
    this.#printer = setInterval(() => this.#print(), pollMilliseconds);
  }

  /** @type {NodeJS.Timeout | undefined} */ #printer;

  /** Prints the journal's new lines. */
  #print() {
    const lines = readFileSync(this.journal, 'utf8').split('\n').slice(0, -1);
    for (const line of lines.slice(this.#printed)) {
      console.log(line);
      const entry = /** @type {Outcome & {type?: string}} */ (JSON.parse(line));
      if (entry.outcome) this.outcomes.push(entry);
      if (entry.type) this.events.push(entry.type);
    }
    this.#printed = lines.length;
  }

  /** The shell's own window becomes the current one. */
  async toShell() {
    await this.#answer(this.#driver.switchTo().window(this.#shell));
  }

  /**
   * The widget's window becomes the current one, as soon as it is there. It
   * is the first beside the shell's: a link that the widget opened may be a
   * further one, which nobody sees.
   */
  async toWidget() {
    this.#widget ??= await eventually(
      async () => (await this.#driver.getAllWindowHandles()).find((h) => h !== this.#shell),
      "the widget's window",
      this.#options.timeout,
    );
    await this.#answer(this.#driver.switchTo().window(this.#widget));
  }

  /**
   * The first visible element for a CSS selector, as soon as there is one.
   * @param {string} selector
   * @returns {Promise<WebElement>}
   */
  find(selector) {
    return this.#first(By.css(selector), selector, async () => true);
  }

  /**
   * The first visible element that is ready, as soon as there is one.
   * @param {By} by
   * @param {string} what
   * @param {(element: WebElement) => Promise<boolean>} ready
   * @returns {Promise<WebElement>}
   */
  #first(by, what, ready) {
    return eventually(
      async () => {
        for (const element of await this.#driver.findElements(by)) {
          if ((await element.isDisplayed()) && (await ready(element))) return element;
        }
        return undefined;
      },
      what,
      this.#options.timeout,
    );
  }

  /**
   * Does something on the current page, which may change meanwhile.
   * @template T
   * @param {string} what
   * @param {() => Promise<T>} action
   */
  #onPage(what, action) {
    return steadily(action, what, this.#options.timeout);
  }

  /** What a command answers, in time. @template T @param {Promise<T>} command */
  #answer(command) {
    return within(command, commandMilliseconds);
  }

  /** @param {string} selector */
  click(selector) {
    return this.#click(By.css(selector), selector);
  }

  /** @param {By} by @param {string} what */
  #click(by, what) {
    return this.#onPage(what, async () => {
      const element = await this.#enabled(by, what);
      await this.#answer(element.click());
    });
  }

  /** @param {By} by @param {string} what */
  #enabled(by, what) {
    return this.#first(by, `${what} to be enabled`, (element) => element.isEnabled());
  }

  /**
   * Clicks what closes the window, with the pointer of the display itself: a
   * WebDriver click would wait for ever when its window goes away meanwhile.
   * @param {string} selector
   */
  async clickLast(selector) {
    /** @type {number[]} */
    const place = await this.#onPage(selector, async () => {
      const element = await this.find(selector);
      return this.#answer(this.#driver.executeScript(onScreen, element));
    });
    const at = place.map((n) => String(Math.round(n)));
    execFileSync('xdotool', ['mousemove', ...at, 'click', '1']);
  }

  /** Presses the button with a text, or with find only waits for it. @param {string} text */
  async press(text, { find = false } = {}) {
    const button = By.xpath(`//button[normalize-space()="${text}"]`);
    const what = `the button “${text}”`;
    await (find ? this.#enabled(button, what) : this.#click(button, what));
  }

  /** @param {string} selector @param {string} text */
  async type(selector, text) {
    await this.#onPage(selector, async () => {
      const element = await this.find(selector);
      await this.#answer(element.clear());
      await this.#answer(element.sendKeys(text));
    });
  }

  /** Saves a picture of the current window, once nothing in it moves, and says so. @param {string} name */
  async screenshot(name) {
    await eventually(
      () => this.#driver.executeScript(stillness),
      'the page to come to rest',
      this.#options.timeout,
    );
    const png = await this.#onPage('a picture', async () => {
      await this.#answer(this.#driver.executeAsyncScript(painted));
      return this.#answer(this.#driver.takeScreenshot());
    });
    await writeFile(this.picture(name), png, 'base64');
    console.error(`demo: ${path.relative('', this.picture(name))}`);
  }

  /** The file of a picture. @param {string} name */
  picture(name) {
    return path.join(this.#options.out, `${name}.png`);
  }

  /**
   * What the current window's page has asked for since it was opened, once it has loaded.
   * @returns {Promise<Requests>}
   */
  requests() {
    return eventually(
      () => /** @type {Promise<Requests | false>} */ (this.#driver.executeScript(asked)),
      'the page to load',
      this.#options.timeout,
    );
  }

  /**
   * The details of the shell's timeline entries of a kind and a type, of which there is one.
   * @param {string} kind
   * @param {string} type
   */
  timeline(kind, type) {
    const entries = `[data-test="timeline-entry"][data-kind="${kind}"][data-type="${type}"]`;
    return eventually(
      async () => {
        /** @type {string[]} */
        const details = await this.#driver.executeScript(contents, `${entries} .detail`);
        return details.length > 0 && details;
      },
      entries,
      this.#options.timeout,
    );
  }

  /** Closes the current window as its close button would. */
  async closeWindow() {
    await this.#answer(this.#driver.close()).catch(() => {});
  }

  /** Waits for an event. @param {string} name */
  event(name) {
    return eventually(() => this.events.includes(name), name, this.#options.timeout);
  }

  /** The last line of the journal, as soon as the session has ended. */
  outcome() {
    return eventually(
      () => {
        this.#print();
        return this.outcomes[0];
      },
      'the outcome',
      this.#options.timeout,
    );
  }

  log() {
    return this.#logged;
  }

  /** Ends the application and the driver. */
  async stop() {
    clearInterval(this.#printer);
    await this.outside.stop();
    // WebKitWebDriver may answer that the window is gone, which is the aim.
    if (this.#session) await this.#answer(this.#session.quit()).catch(() => {});
    this.#print();
    this.#endService();
  }

  #endService() {
    endGroup(this.#service);
    this.#service = undefined;
  }
}

/** Ends a process and all that it started. @param {ChildProcessWithoutNullStreams | undefined} child */
function endGroup(child) {
  if (!child?.pid) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

/** @param {number} port @returns {Promise<boolean>} */
function reachable(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
