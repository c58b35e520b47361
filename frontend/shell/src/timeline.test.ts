import { describe, expect, test } from 'vitest';
import type { Entry } from './contract';
import { joinSnapshot, prettyData, startsSession, surplus } from './timeline';

const entry = (t_ms: number, more: Partial<Entry> = {}): Entry => ({
  t_ms,
  kind: 'event',
  type: 'connect/loaded',
  detail: '',
  ...more,
});

describe('startsSession', () => {
  test.each<[string, Entry | undefined, number, boolean]>([
    ['the first entry needs no break', undefined, 0, false],
    ['a later time goes on', entry(5), 6, false],
    ['the same time goes on', entry(5), 5, false],
    ['an earlier time is a new clock', entry(5), 4, true],
  ])('%s', (_, previous, time, expected) => {
    expect(startsSession(entry(time), previous)).toBe(expected);
  });
});

test.each([
  [3, 3, 0],
  [5, 3, 2],
  [0, 3, 0],
])('surplus of %d at most %d is %d', (length, limit, expected) => {
  expect(surplus(length, limit)).toBe(expected);
});

test.each<[string, unknown, string | undefined]>([
  ['an object is indented', { a: 1 }, '{\n  "a": 1\n}'],
  ['an empty object is nothing to expand', {}, undefined],
  ['absent data is nothing to expand', undefined, undefined],
  ['null is nothing to expand', null, undefined],
  ['a plain value is shown', 'text', '"text"'],
])('prettyData: %s', (_, data, expected) => {
  expect(prettyData(entry(0, { data }))).toBe(expected);
});

describe('joinSnapshot', () => {
  test.each<[string, number[], number[], number[]]>([
    ['nothing heard leaves the snapshot', [1, 2], [], [1, 2]],
    ['what the snapshot holds is not repeated', [1, 2], [2], [1, 2]],
    ['what came after it is added', [1, 2], [2, 3], [1, 2, 3]],
    ['two equal entries stay two', [1, 1], [1, 1, 1], [1, 1, 1]],
  ])('%s', (_, snapshot, heard, expected) => {
    const entries = (times: number[]) => times.map((time) => entry(time));
    expect(joinSnapshot(entries(snapshot), entries(heard))).toEqual(entries(expected));
  });
});
