// The wire forms of core/sandbox/ui/messenger.js, which both widget pages use.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createMessenger } from '../../../core/sandbox/ui/messenger.js';

interface Sent {
  at: number;
  to: string;
  message?: unknown;
}

/** A window that writes down what leaves it, and when. */
class FakeWindow {
  sent: Sent[] = [];
  document = { referrer: '' };
  opener: { postMessage: (message: unknown, target: string) => void } | null = null;
  broken = false;
  setTimeout = (task: () => void, after: number) => setTimeout(task, after);
  parent = { postMessage: (message: unknown, target: string) => this.record(target, message) };
  location = Object.defineProperty({}, 'href', { set: (url: string) => this.record(url) });

  record(to: string, message?: unknown): void {
    if (this.broken) throw new SyntaxError('no such target');
    this.sent.push({ at: Date.now(), to, message });
  }
}

let win: FakeWindow;

const messenger = (config: object, guids: object = { user_guid: 'USR-1', session_guid: 'SES-1' }) =>
  createMessenger({ ...guids, client_config: config }, win as unknown as Window);

/** What the URL form carries, as a host would read it. */
const metadataOf = (url: string) =>
  JSON.parse(decodeURIComponent(url.split('?metadata=')[1] ?? 'null')) as Record<string, unknown>;

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  win = new FakeWindow();
});

afterEach(() => vi.useRealTimers());

describe('pace and order', () => {
  test('a burst waits 20 ms, then leaves in order, 10 ms apart or more', () => {
    const { send } = messenger({ is_mobile_webview: true });
    ['a', 'b', 'c'].forEach((name) => send(name, {}));
    vi.advanceTimersByTime(19);
    expect(win.sent).toEqual([]);
    vi.runAllTimers();
    expect(win.sent.map(({ to }) => to.split('?')[0])).toEqual(['mx://a', 'mx://b', 'mx://c']);
    expect(win.sent.map(({ at }) => at)).toEqual([20, 30, 40]);
  });

  test('events sent at any moment are never closer than 10 ms and keep their order', () => {
    const { send } = messenger({ is_mobile_webview: true });
    const moments = [0, 1, 19, 20, 21, 29, 31, 45, 46, 90, 91, 150];
    moments.forEach((at) => setTimeout(() => send(`at${at}`), at));
    vi.runAllTimers();
    expect(win.sent.map(({ to }) => to.split('?')[0])).toEqual(moments.map((at) => `mx://at${at}`));
    win.sent.slice(1).forEach(({ at }, before) => {
      expect(at - (win.sent[before]?.at ?? 0)).toBeGreaterThanOrEqual(10);
    });
  });

  test('an event that leaves late puts off the next one', () => {
    const { send } = messenger({ is_mobile_webview: true });
    const record = win.record.bind(win);
    win.record = (to) => {
      vi.setSystemTime(Date.now() + 15); // the machine is busy with something else
      record(to);
    };
    const pauses: number[] = [];
    win.setTimeout = (task, after) => {
      pauses.push(Date.now());
      return setTimeout(task, after);
    };
    ['a', 'b'].forEach((name) => send(name, {}));
    vi.runAllTimers();
    expect(pauses[1]).toBe(win.sent[0]?.at);
  });

  test('an event that comes later than the others is not lost', () => {
    const { send } = messenger({ is_mobile_webview: true });
    send('first');
    vi.runAllTimers();
    send('second');
    vi.runAllTimers();
    expect(win.sent).toHaveLength(2);
  });
});

describe('URL form', () => {
  const urlOf = (config: object, name: string, data?: object) => {
    messenger({ is_mobile_webview: true, ...config }).send(name, data);
    vi.runAllTimers();
    return win.sent[0]?.to ?? '';
  };

  test.each([
    ['the scheme of the configuration', { ui_message_webview_url_scheme: 'myapp' }, 'myapp://a/b?'],
    ['mx when none is configured', {}, 'mx://a/b?'],
    ['mx when an empty one is configured', { ui_message_webview_url_scheme: '' }, 'mx://a/b?'],
  ])('%s', (_, config, start) => {
    expect(urlOf(config, 'a/b', {}).startsWith(start)).toBe(true);
  });

  test('load has no metadata at all', () => expect(urlOf({}, 'load')).toBe('mx://load'));

  test('every other event without data carries the two guids', () => {
    expect(metadataOf(urlOf({}, 'connect/connected/primaryAction'))).toEqual({
      user_guid: 'USR-1',
      session_guid: 'SES-1',
    });
  });

  test.each([
    ['what a URL gives a meaning', 'a&b=c#d?e%20f+g'],
    ['quotes and lines', '"quoted"\n\'line\''],
    ['letters of all languages', 'Crédit Ünïon 信用 🏦'],
  ])('%s survives the encoding', (_, query) => {
    const url = urlOf({}, 'connect/institutionSearch', { query });
    expect(url).toMatch(/^mx:\/\/connect\/institutionSearch\?metadata=[^&#?+\s"]+$/);
    expect(metadataOf(url).query).toBe(query);
  });
});

describe('guids', () => {
  const sent = (data: object, guids?: object) => {
    messenger({ is_mobile_webview: true }, guids).send('connect/loaded', data);
    vi.runAllTimers();
    return metadataOf(win.sent[0]?.to ?? '');
  };

  test('are added to the data', () => {
    expect(sent({ initial_step: 'search' })).toEqual({
      user_guid: 'USR-1',
      session_guid: 'SES-1',
      initial_step: 'search',
    });
  });

  test('give way to those of the event', () => {
    expect(sent({ user_guid: 'USR-2' })).toMatchObject({ user_guid: 'USR-2' });
  });

  test('are empty when the page has none', () => {
    expect(sent({}, {})).toEqual({ user_guid: '', session_guid: '' });
  });
});

describe('message form', () => {
  const post = (config: object, name = 'connect/loaded', data?: object) => {
    messenger({ is_mobile_webview: false, ...config }).send(name, data);
    vi.runAllTimers();
  };

  test('is an object with the prefixed type, not text', () => {
    post({ target_origin_referrer: 'https://app.example' }, 'connect/loaded', {
      initial_step: 'x',
    });
    expect(win.sent[0]?.message).toEqual({
      metadata: { user_guid: 'USR-1', session_guid: 'SES-1', initial_step: 'x' },
      mx: true,
      type: 'mx/connect/loaded',
    });
  });

  test('of load has empty metadata', () => {
    post({ target_origin_referrer: 'https://app.example' }, 'load');
    expect(win.sent[0]?.message).toEqual({ metadata: {}, mx: true, type: 'mx/load' });
  });

  test.each([
    ['the configured one', 'https://app.example', 'https://other.example/', 'https://app.example'],
    ['without its path', 'https://app.example:8443/a?b', '', 'https://app.example:8443'],
    ['of an app scheme', 'wails://wails/index.html', '', 'wails://wails'],
    [
      'the referrer when none is configured',
      null,
      'https://app.example/page',
      'https://app.example',
    ],
  ])('target origin: %s', (_, configured, referrer, target) => {
    win.document.referrer = referrer;
    post({ target_origin_referrer: configured });
    expect(win.sent.map(({ to }) => to)).toEqual([target]);
  });

  test('without any known target nothing is sent', () => {
    post({});
    expect(win.sent).toEqual([]);
  });

  test('goes to the page that opened this one too', () => {
    const postMessage = vi.fn();
    win.opener = { postMessage };
    post({ target_origin_referrer: 'https://app.example' });
    expect(win.sent).toHaveLength(1);
    expect(postMessage).toHaveBeenCalledWith(win.sent[0]?.message, 'https://app.example');
  });
});

describe('a send that fails', () => {
  test.each([
    ['navigation', { is_mobile_webview: true }],
    ['message', { target_origin_referrer: 'https://app.example' }],
  ])('%s is dropped and the next one leaves', (_, config) => {
    const { send } = messenger(config);
    send('first', {});
    send('second', {});
    win.broken = true;
    vi.advanceTimersByTime(25);
    win.broken = false;
    vi.runAllTimers();
    expect(win.sent).toHaveLength(1);
    expect(JSON.stringify(win.sent[0])).toContain('second');
  });

  test('a target that is not a URL is dropped', () => {
    messenger({ target_origin_referrer: 'not a url' }).send('connect/loaded', {});
    expect(() => vi.runAllTimers()).not.toThrow();
    expect(win.sent).toEqual([]);
  });
});
