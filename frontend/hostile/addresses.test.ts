// @vitest-environment node

// The core's strict reader and the platform's own URL parser must agree on every address that the
// core accepts. What they would read differently, the core refuses.

import { describe, expect, test } from 'vitest';
import { addresses, eventURLs, parsed, returns, type AddressRow } from './corpora';

const accepted = addresses.filter(({ valid }) => valid);
const isWeb = (url: URL) => /^(https?|wss?|ftp):$/.test(url.protocol);

/** The core writes an IPv6 address that maps an IPv4 one as the latter, on purpose. */
const isMapped = (url: URL) => url.hostname.startsWith('[::ffff:');

/** Scheme, host and port as the core writes an origin. WHATWG keeps the case of hosts it does not know. */
const originOf = (url: URL) => `${url.protocol}//${url.host.toLowerCase()}`;

/** The host by a reader that cuts at the first delimiter, as careless code does. */
const naiveHost = (input: string) =>
  /^[a-z][a-z0-9+.-]*:\/\/([^/?#:]*)/i.exec(input)?.[1]?.toLowerCase() ?? '';

describe('an accepted address', () => {
  test.each(accepted.map((row) => [row.why, row] as const))('%s', (_, row: AddressRow) => {
    const url = parsed(row.input);
    if (!url) {
      expect(row.input, 'browsers refuse only what is behind xn--').toContain('xn--');
      return;
    }
    expect(url.username + url.password).toBe('');
    if (isMapped(url)) {
      expect(row.origin).toContain('127.0.0.1');
      return;
    }
    expect(originOf(url)).toBe(row.origin);
    if (/^https?:$/.test(url.protocol)) expect(url.origin).toBe(row.origin);
    expect(parsed(url.href)?.href, 'it is read alike again').toBe(url.href);
  });

  test('there are many of them', () => expect(accepted.length).toBeGreaterThan(60));
});

test('an address in which browsers see another host than careless code is refused', () => {
  const differing = addresses.filter(({ input }) => {
    const url = parsed(input);
    return url && isWeb(url) && !url.hostname.startsWith('[') && url.hostname !== naiveHost(input);
  });
  expect(differing.length).toBeGreaterThan(30);
  expect(differing.filter(({ valid }) => valid)).toEqual([]);
});

test('an address that browsers clean up is refused', () => {
  const cleaned = addresses.filter(({ input }) => {
    const url = parsed(input);
    return (
      url &&
      (/[\0-\x20\\]/.test(input) || url.username !== '' || /^https?:(?!\/\/[^/\\])/i.test(input))
    );
  });
  expect(cleaned.length).toBeGreaterThan(20);
  expect(cleaned.filter(({ valid }) => valid)).toEqual([]);
});

test('an address that a browser takes for the trusted host without saying so plainly is refused', () => {
  const disguised = addresses.filter(({ input }) => {
    const url = parsed(input);
    return url?.hostname === 'connect.example' && naiveHost(input) !== 'connect.example';
  });
  expect(disguised.length).toBeGreaterThan(10);
  expect(disguised.filter(({ valid }) => valid)).toEqual([]);
});

test('no hostile event address is one that browsers and the core could both take for a web page', () => {
  const web = eventURLs.filter(({ url }) => {
    const read = parsed(url);
    return read && isWeb(read) && read.protocol !== 'https:';
  });
  expect(web).toEqual([]);
});

test('every return link that is believed has one host in browsers too', () => {
  const believed = returns.filter(({ code }) => code === undefined);
  expect(believed.length).toBeGreaterThan(30);
  for (const { name, url } of believed) {
    const read = parsed(url);
    expect(read?.username, name).toBe('');
    expect(read?.hostname.toLowerCase(), name).toMatch(
      /^(oauth_complete|app\.example|127\.0\.0\.1|\[::1\]|\[::ffff:7f00:1\])$/,
    );
  }
});
