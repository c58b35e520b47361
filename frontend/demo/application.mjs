// The desktop example under WebKitWebDriver: its windows and its journal.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync, existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { Builder, By, Capabilities } from 'selenium-webdriver';
import { Outside } from './outside.mjs';
import { commandMilliseconds, eventually, steadily, within } from './wait.mjs';

const pollMilliseconds = 50;

/** Whether all animations that end have ended, as a script for the page. */
const stillness = `return document.getAnimations().every((a) =>
  a.playState !== 'running' || a.effect?.getComputedTiming().endTime === Infinity)`;

/** A port that nobody listens on. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
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
   * @param {{binary: string, ui: string, form: string, out: string, timeout: number, args?: string[],
   *   env?: Record<string, string>}} options
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
    this.#driver = this.#widget = undefined;
  }

  /** Starts the application once more, with a link, as the system does. */
  async startAgain(link) {
    this.kill();
    await this.#launch('--', link);
  }

  /**
   * Starts a second process with a link, as the system does, and returns its
   * exit status.
   */
  handOver(link) {
    const { binary, env = {}, timeout } = this.#options;
    const second = spawn(path.resolve(binary), ['--', link], {
      env: { ...process.env, ...env },
      timeout,
    });
    second.stderr.on('data', (text) => (this.#logged += text));
    return new Promise((resolve, reject) => {
      second.once('error', reject);
      second.once('exit', resolve);
    });
  }

  #options;
  #service;
  #driver;
  #shell;
  #widget;
  #printed = 0;
  #logged = '';
  /** The browser outside of the application. */
  outside;
  /** The last lines of the sessions: there should be one. */
  outcomes = [];
  /** The names of the events, in the order of their arrival. */
  events = [];

  constructor(options) {
    this.#options = options;
    this.outside = new Outside(options);
    this.journal = path.join(options.out, 'events.jsonl');
    writeFileSync(this.journal, '');
    process.once('exit', () => this.#endService());
  }

  async #launch(...more) {
    const { binary, ui, form, timeout, args = [], env = {} } = this.#options;
    if (!existsSync(binary)) throw new Error(`${binary} is missing: run make demo`);
    const port = await freePort();
    this.#service = spawn('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], {
      detached: true, // a process group of its own, which ends as a whole
      env: { ...process.env, ...env },
    });
    for (const stream of [this.#service.stdout, this.#service.stderr]) {
      stream.on('data', (text) => (this.#logged += text));
    }
    this.#service.on('error', (err) => {
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
    this.#driver = await within(session, timeout);
    this.#shell = await this.#driver.getWindowHandle();
    this.#printer = setInterval(() => this.#print(), pollMilliseconds);
  }

  #printer;

  /** Prints the journal's new lines. */
  #print() {
    const lines = readFileSync(this.journal, 'utf8').split('\n').slice(0, -1);
    for (const line of lines.slice(this.#printed)) {
      console.log(line);
      const entry = JSON.parse(line);
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

  /** The first visible element for a CSS selector, as soon as there is one. */
  find(selector) {
    return this.#first(By.css(selector), selector, async () => true);
  }

  /** The first visible element that is ready, as soon as there is one. */
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

  /** Does something on the current page, which may change meanwhile. */
  #onPage(what, action) {
    return steadily(action, what, this.#options.timeout);
  }

  /** What a command answers, in time. */
  #answer(command) {
    return within(command, commandMilliseconds);
  }

  click(selector) {
    return this.#click(By.css(selector), selector);
  }

  #click(by, what) {
    return this.#onPage(what, async () => {
      const element = await this.#enabled(by, what);
      await this.#answer(element.click());
    });
  }

  #enabled(by, what) {
    return this.#first(by, `${what} to be enabled`, (element) => element.isEnabled());
  }

  /**
   * Clicks what closes the window, with the pointer of the display itself: a
   * WebDriver click would wait for ever when its window goes away meanwhile.
   */
  async clickLast(selector) {
    const place = await this.#onPage(selector, async () => {
      const element = await this.find(selector);
      return this.#answer(this.#driver.executeScript(onScreen, element));
    });
    const at = place.map((n) => String(Math.round(n)));
    execFileSync('xdotool', ['mousemove', ...at, 'click', '1']);
  }

  /** Presses the button with a text, or with find only waits for it. */
  async press(text, { find = false } = {}) {
    const button = By.xpath(`//button[normalize-space()="${text}"]`);
    const what = `the button “${text}”`;
    await (find ? this.#enabled(button, what) : this.#click(button, what));
  }

  async type(selector, text) {
    await this.#onPage(selector, async () => {
      const element = await this.find(selector);
      await this.#answer(element.clear());
      await this.#answer(element.sendKeys(text));
    });
  }

  /** Saves a picture of the current window, once nothing in it moves, and says so. */
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

  /** The file of a picture. */
  picture(name) {
    return path.join(this.#options.out, `${name}.png`);
  }

  /** What the current window's page has asked for since it was opened, once it has loaded. */
  requests() {
    return eventually(
      () => this.#driver.executeScript(asked),
      'the page to load',
      this.#options.timeout,
    );
  }

  /** The details of the shell's timeline entries of a kind and a type, of which there is one. */
  timeline(kind, type) {
    const entries = `[data-test="timeline-entry"][data-kind="${kind}"][data-type="${type}"]`;
    return eventually(
      async () => {
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

  /** Waits for an event. */
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
    if (this.#driver) await this.#answer(this.#driver.quit()).catch(() => {});
    this.#print();
    this.#endService();
  }

  #endService() {
    endGroup(this.#service);
    this.#service = undefined;
  }
}

/** Ends a process and all that it started. */
function endGroup(child) {
  if (!child?.pid) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

function reachable(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
