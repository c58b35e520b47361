// @vitest-environment node

// bridge/page/script.js with the corpora: it forwards what the page posts without understanding it,
// and nothing that a page says makes it speak elsewhere or fail. What an engine's events look like
// is tested beside it, in bridge/page/script.test.mjs.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { addresses, messages, parsed, problems, value } from './corpora';

type Listener = (event: object) => void;
type Bridge = (config: object, window: object) => void;

const source = readFileSync(new URL('../../bridge/page/script.js', import.meta.url), 'utf8');
const evaluate = new Function(
  `return ${source.slice(source.indexOf('(function'))}`,
) as () => Bridge;
const run = evaluate();

/** A page of the given origin, with the bridge for the trusted ones. */
function page(origin: string, trusted: string[]) {
  const listeners: Listener[] = [];
  const sent: string[] = [];
  const window: Record<string, unknown> = {
    location: { origin },
    webkit: {
      messageHandlers: { connecthost: { postMessage: (text: string) => sent.push(text) } },
    },
    addEventListener: (_: string, listener: Listener) => listeners.push(listener),
    postMessage: (data: unknown) => deliver({ data, source: window, origin }),
  };
  window.top = window;
  const deliver = (event: object) =>
    listeners.forEach((hear) => hear({ isTrusted: true, ...event }));
  run(
    { handler: 'connecthost', origins: trusted, maxChars: 1 << 20, maxDepth: 200, reports: 32 },
    window,
  );
  return {
    window,
    listeners,
    sent,
    deliver,
    post: (data: unknown) => deliver({ data, source: window, origin }),
  };
}

const widget = 'https://connect.example';

describe('hostile messages are forwarded as they are, for the core to refuse', () => {
  test.each(messages.map(({ name, data }) => [name, data] as const))('%s', (_, data) => {
    const { sent, post } = page(widget, [widget]);
    const both = [data, ...(value(data) === undefined ? [] : [value(data)])];
    both.forEach(post);
    expect(sent.map((text) => JSON.parse(text) as unknown)).toEqual(
      both.map((posted) => ({ origin: widget, source: 'self', data: posted })),
    );
    expect({}).not.toHaveProperty('type');
  });
});

test('events with problems reach the core with every field', () => {
  const { sent, post } = page(widget, [widget]);
  for (const { type, metadata } of problems)
    post({ mx: true, type: `mx/${type}`, metadata: value(metadata) });
  expect(sent).toHaveLength(problems.length);
});

test('a flood of unreadable data is reported a bounded number of times', () => {
  const { sent, post } = page(widget, [widget]);
  const hostile: object = {
    get secret(): never {
      throw new Error('boom');
    },
  };
  for (let i = 0; i < 5000; i++) post(hostile);
  expect(sent).toHaveLength(32);
  expect(sent.join('')).not.toContain('boom');
});

describe('the bridge and the core agree on what an origin is', () => {
  const web = addresses.filter(
    ({ input, valid }) => valid && /^https?:$/.test(parsed(input)?.protocol ?? ''),
  );
  test.each(web.map(({ why, input, origin = '' }) => [why, input, origin] as const))(
    '%s',
    (_, input, origin) => {
      const browser = parsed(input)?.origin ?? '';
      const { listeners } = page(browser, [origin]);
      // An IPv6 address that maps an IPv4 one is written in two ways: there the bridge stays silent.
      expect(listeners).toHaveLength(input.includes('::ffff:') ? 0 : 1);
    },
  );
});

test('no address but those of the trusted origin wakes the bridge', () => {
  let woken = 0;
  for (const { input, valid, origin } of addresses) {
    const browser = parsed(input)?.origin;
    if (browser === undefined) continue;
    const { listeners } = page(browser, [widget]);
    woken += listeners.length;
    if (listeners.length > 0) expect(browser, input).toBe(widget);
    if (valid && origin !== widget) expect(listeners, input).toHaveLength(0);
  }
  expect(woken).toBeGreaterThan(20);
});

test('messages of other origins and other windows are marked, whatever they say', () => {
  const { sent, deliver, window } = page(widget, [widget]);
  const others = [
    'null',
    '',
    'https://connect.example.evil.test',
    'https://connect.example:8443',
    'http://connect.example',
    'HTTPS://CONNECT.EXAMPLE',
    'data:',
    '*',
  ];
  for (const origin of others)
    deliver({ data: { mx: true, type: 'mx/load' }, source: window, origin });
  for (const source of [null, undefined, {}, 'window'])
    deliver({ data: 1, source, origin: widget });
  const heard = sent.map((text) => JSON.parse(text) as { origin: string; source: string });
  expect(heard.slice(0, others.length).map(({ origin }) => origin)).toEqual(others);
  expect(heard.slice(others.length).map(({ source }) => source)).toEqual(Array(4).fill('other'));
});

test('what the host posts reaches the page only, and only at its origin', () => {
  for (const { data } of messages) {
    const text = JSON.stringify(data);
    const { window, sent } = page(widget, [widget]);
    const { post } = window.connecthost as { post: (text: string, target: string) => void };
    post(text, widget);
    post(text, 'https://connect.example.evil.test');
    post(text, '*');
    expect(sent).toEqual([]);
  }
});
