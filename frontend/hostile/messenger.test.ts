// @vitest-environment node

// core/sandbox/ui/messenger.js must write one address or one message, whatever the event says.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createMessenger } from '../../core/sandbox/ui/messenger.js';
import { addresses, eventURLs, messages, parsed, problems, value } from './corpora';

let left: { to: string; message?: unknown }[];

const fakeWindow = () => ({
  document: { referrer: '' },
  opener: null,
  setTimeout: (task: () => void, after: number) => setTimeout(task, after),
  parent: {
    postMessage: (message: unknown, to: string) =>
      left.push({ to, message: structuredClone(message) }),
  },
  location: Object.defineProperty({}, 'href', { set: (to: string) => left.push({ to }) }),
});

const messenger = (config: object) =>
  createMessenger(
    { user_guid: 'USR-1', session_guid: 'SES-1', client_config: config },
    fakeWindow() as unknown as Window,
  );

/** Sends one event and returns what left. */
function send(config: object, name: string, data: object) {
  messenger(config).send(name, data);
  vi.runAllTimers();
  return left;
}

beforeEach(() => {
  vi.useFakeTimers();
  left = [];
});

afterEach(() => vi.useRealTimers());

const hostile: [string, object][] = [
  ...messages.map(({ name, data }): [string, object] => [name, { text: data }]),
  ...eventURLs.map(({ name, url }): [string, object] => [name, { url }]),
  ...problems.map(({ name, metadata }): [string, object] => [name, { value: value(metadata) }]),
  ['line separators', { text: 'a\u2028b\u2029c' }],
  ['half a surrogate pair', { text: '\ud800' }],
  ['markup', { text: '</script><script>alert(1)</script>' }],
  ['own __proto__', JSON.parse('{"__proto__":{"polluted":true}}') as object],
];

describe('the URL form stays one address', () => {
  test.each(hostile)('%s', (_, data) => {
    const [sent] = send({ is_mobile_webview: true }, 'connect/loaded', data);
    const to = sent?.to ?? '';
    expect(to).toMatch(/^mx:\/\/connect\/loaded\?metadata=[\w\-.~!*'()%]+$/);
    const url = parsed(to);
    expect([url?.host, url?.pathname, url?.hash, url?.username]).toEqual([
      'connect',
      '/loaded',
      '',
      '',
    ]);
    expect([...(url?.searchParams.keys() ?? [])]).toEqual(['metadata']);
    expect(JSON.parse(url?.searchParams.get('metadata') ?? '')).toEqual(
      JSON.parse(JSON.stringify({ session_guid: 'SES-1', user_guid: 'USR-1', ...data })),
    );
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('the message form says what it was given', () => {
  test.each(hostile)('%s', (_, data) => {
    const [sent] = send({ target_origin_referrer: 'https://app.example' }, 'connect/loaded', data);
    expect(sent?.to).toBe('https://app.example');
    expect(sent?.message).toEqual({
      mx: true,
      type: 'mx/connect/loaded',
      metadata: { session_guid: 'SES-1', user_guid: 'USR-1', ...data },
    });
    expect({}).not.toHaveProperty('polluted');
  });
});

const cyclic: { self?: object } = {};
cyclic.self = cyclic;

describe('data that cannot be sent is dropped, and the next event leaves', () => {
  const unsendable: [string, object][] = [
    [
      'a getter that throws',
      {
        inner: {
          get x(): never {
            throw new Error('boom');
          },
        },
      },
    ],
    ['a big integer in the URL form', { n: 1n }],
    ['a cycle in the URL form', cyclic],
    ['a function in the message form', { f: () => 1 }],
    ['a symbol in the message form', { s: Symbol('x') }],
    [
      'a toJSON that throws',
      {
        toJSON() {
          throw new Error('boom');
        },
      },
    ],
  ];
  test.each(unsendable)('%s', (name, data) => {
    const config = name.includes('message form')
      ? { target_origin_referrer: 'https://app.example' }
      : { is_mobile_webview: true };
    const { send } = messenger(config);
    send('connect/stepChange', data);
    send('connect/loaded', {});
    expect(() => vi.runAllTimers()).not.toThrow();
    expect(left).toHaveLength(1);
    expect(JSON.stringify(left[0])).toContain('connect/loaded');
  });
});

describe('messages go to the origin that the core reads too', () => {
  const web = addresses.filter(
    ({ valid, input }) => valid && /^https?:/i.test(input) && !/\[::ffff:|xn--/i.test(input),
  );
  test.each(web.map(({ why, input, origin }) => [why, input, origin] as const))(
    '%s',
    (_, input, origin) => {
      expect(
        send({ target_origin_referrer: input }, 'connect/loaded', {}).map(({ to }) => to),
      ).toEqual([origin]);
    },
  );

  test('and never to any other page, whatever the setting says', () => {
    for (const { input } of addresses) {
      left = [];
      for (const { to } of send({ target_origin_referrer: input }, 'connect/loaded', {})) {
        expect(to, input).not.toBe('*');
        expect(to, input).not.toBe('');
        expect(to, input).not.toMatch(/[@\s\\?#]/);
      }
    }
  });
});
