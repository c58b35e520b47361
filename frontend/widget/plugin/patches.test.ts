import { describe, expect, test } from 'vitest';
import { applyPatches, patches, type Patch } from './patches';

const patch = (count: number): Patch => ({ name: 'p', find: 'a.b', replace: '$&c', count });

describe('applyPatches', () => {
  test('every occurrence is replaced, with the text taken literally', () => {
    expect(applyPatches('a.b aXb a.b', [patch(2)])).toBe('$&c aXb $&c');
  });

  test.each([
    ['too few', 'a.b', 2],
    ['too many', 'a.b a.b', 1],
    ['none', '', 1],
  ])('%s occurrences fail and name the patch', (_, source, count) => {
    expect(() => applyPatches(source, [patch(count)])).toThrow(/"p" matched \d times, expected/);
  });

  test('the patches of the widget expect four, one, one and one', () => {
    expect(patches.map(({ count }) => count)).toEqual([4, 1, 1, 1]);
  });
});

test('the replaced plural rule has a case for one and a case for the rest', () => {
  const rule = patches.find(({ name }) => name === 'plural rule without eval');
  type Plural = (n: number) => { plural: number };
  const plural = (new Function(rule?.replace ?? '') as () => Plural)();
  expect([0, 1, 2].map((n) => plural(n).plural)).toEqual([1, 0, 1]);
});
