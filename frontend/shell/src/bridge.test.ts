import { expect, test } from 'vitest';
import { findBridge } from './bridge';

const go = { shell: { Shell: {} } };
const runtime = { EventsOn: () => undefined };

test.each([
  ['both parts of the program are there', { go, runtime }, true],
  ['a plain browser', {}, false],
  ['methods without events', { go }, false],
  ['events without methods', { runtime }, false],
  ['methods of another program', { go: {}, runtime }, false],
])('%s: %s', (_, page, found) => {
  expect(findBridge(page as unknown as Window) !== undefined).toBe(found);
});
