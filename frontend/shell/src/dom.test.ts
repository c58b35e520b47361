import { expect, test } from 'vitest';
import { byId, el } from './dom';

const MARKUP = '<img src=x onerror=alert(1)>';

test('text is text, also when it looks like markup', () => {
  const element = el('p', { text: MARKUP, attrs: { title: MARKUP } });
  expect(element.children).toHaveLength(0);
  expect(element.textContent).toBe(MARKUP);
  expect(element.getAttribute('title')).toBe(MARKUP);
});

test('what is undefined is left out', () => {
  const element = el('p', { attrs: { title: undefined }, children: [undefined, el('b')] });
  expect(element.hasAttribute('title')).toBe(false);
  expect(element.childNodes).toHaveLength(1);
});

test('an id that the page lacks is an error that names it', () => {
  expect(() => byId('nowhere')).toThrow('"nowhere"');
});
