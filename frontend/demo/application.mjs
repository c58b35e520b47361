// The desktop example under WebKitWebDriver: its windows and its journal.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync, existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { Builder, By, Capabilities } from 'selenium-webdriver';

const pollMilliseconds = 50;
const commandMilliseconds = 5000;

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

/** Waits until check returns something truthy, or fails with what. */
async function eventually(check, what, timeout) {
  const end = Date.now() + timeout;
  let last;
  while (Date.now() < end) {
    try {
      const value = await within(check(), commandMilliseconds);
      if (value) return value;
    } catch (err) {
      last = err;
    }
    await new Promise((resolve) => setTimeout(resolve, pollMilliseconds));
  }
  throw new Error(`waited ${timeout / 1000} s for ${what}${last ? `: ${last.message}` : ''}`);
}

/**
 * The promise, or a rejection when it takes too long: WebKitWebDriver never
 * answers a command whose window closes meanwhile.
 */
async function within(promise, milliseconds) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer from WebKitWebDriver')), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

export class Application {
  /**
   * Starts WebKitWebDriver and, through it, the application.
   * @param {{binary: string, ui: string, form: string, out: string, timeout: number, args: string[]}} options
   */
  static async start(options) {
    const app = new Application(options);
    await app.#launch();
    return app;
  }

  #options;
  #service;
  #driver;
  #shell;
  #widget;
  #printed = 0;
  #logged = '';
  lastOutcome;
  /** The names of the events, in the order of their arrival. */
  events = [];

  constructor(options) {
    this.#options = options;
    this.journal = path.join(options.out, 'events.jsonl');
    writeFileSync(this.journal, '');
  }

  async #launch() {
    const { binary, ui, form, timeout, args } = this.#options;
    if (!existsSync(binary)) throw new Error(`${binary} is missing: run make demo`);
    const port = await freePort();
    this.#service = spawn('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], {
      detached: true, // a process group of its own, which ends as a whole
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
        args: ['-ui', ui, '-form', form, '-events', this.journal, '-poll', '500ms', ...args],
      },
    });
    this.#driver = await new Builder()
      .usingServer(`http://127.0.0.1:${port}`)
      .withCapabilities(capabilities)
      .build();
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
      if (entry.outcome) this.lastOutcome = entry;
      if (entry.type) this.events.push(entry.type);
    }
    this.#printed = lines.length;
  }

  /** The shell's own window becomes the current one. */
  async toShell() {
    await this.#driver.switchTo().window(this.#shell);
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
    await this.#driver.switchTo().window(this.#widget);
  }

  /** The first visible element for a CSS selector, as soon as there is one. */
  find(selector) {
    return eventually(
      async () => {
        for (const element of await this.#driver.findElements(By.css(selector))) {
          if (await element.isDisplayed()) return element;
        }
        return undefined;
      },
      selector,
      this.#options.timeout,
    );
  }

  async click(selector) {
    const element = await this.find(selector);
    await eventually(() => element.isEnabled(), `${selector} to be enabled`, this.#options.timeout);
    await within(element.click(), commandMilliseconds);
  }

  /**
   * Clicks what closes the window, with the pointer of the display itself: a
   * WebDriver click would wait for ever when its window goes away meanwhile.
   */
  async clickLast(selector) {
    const element = await this.find(selector);
    const { x, y, width, height } = await element.getRect();
    const [left, top] = await this.#driver.executeScript('return [screenX, screenY]');
    const at = [left + x + width / 2, top + y + height / 2].map((n) => String(Math.round(n)));
    execFileSync('xdotool', ['mousemove', ...at, 'click', '1']);
  }

  async type(selector, text) {
    const element = await this.find(selector);
    await element.clear();
    await element.sendKeys(text);
  }

  /** Saves a picture of the current window, once nothing in it moves. */
  async screenshot(name) {
    await eventually(
      () => this.#driver.executeScript(stillness),
      'the page to come to rest',
      this.#options.timeout,
    );
    const png = await within(this.#driver.takeScreenshot(), commandMilliseconds);
    await writeFile(path.join(this.#options.out, `${name}.png`), png, 'base64');
  }

  /** Closes the current window as its close button would. */
  async closeWindow() {
    await within(this.#driver.close(), commandMilliseconds).catch(() => {});
  }

  /** The last line of the journal, as soon as the session has ended. */
  outcome() {
    return eventually(
      () => {
        this.#print();
        return this.lastOutcome;
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
    // WebKitWebDriver may answer that the window is gone, which is the aim.
    if (this.#driver) await within(this.#driver.quit(), commandMilliseconds).catch(() => {});
    this.#print();
    endGroup(this.#service);
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
