import { expect, test } from 'vitest';
import { readBoot } from './boot';

const page = (html: string) => new DOMParser().parseFromString(html, 'text/html');
const element = (json: string) =>
  page(`<script type="application/json" id="boot">${json}</script>`);

test('the session is read from the page', () => {
  expect(readBoot(element('{"user_guid":"USR-1"}')).user_guid).toBe('USR-1');
});

test.each([
  ['a page that was not filled in', element('null')],
  ['a page without the element', page('')],
])('%s is refused', (_, document) => {
  expect(() => readBoot(document)).toThrow('no widget session');
});
