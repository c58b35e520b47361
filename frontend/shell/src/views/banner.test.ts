import { beforeEach, expect, test, vi } from 'vitest';
import type { Trouble } from '../contract';
import { showBanners, type Actions } from './banner';

const MARKUP = '<img src=x onerror=alert(1)>';
const ADVICE = 'Let the user try again.';
const DETAIL = 'The setting APIKey is missing.';

const fault = (code: string): Trouble => ({
  code,
  level: 'oauth',
  message: MARKUP,
  advice: MARKUP,
  retryable: true,
});

const actions = (): Actions => ({ retry: vi.fn(), openAgain: vi.fn(), cancel: vi.fn() });
const find = (name: string) => document.querySelector<HTMLElement>(`[data-test="${name}"]`);
const names = () =>
  [...document.querySelectorAll('.banner')].map((banner) => banner.getAttribute('data-test'));

beforeEach(() => {
  document.body.innerHTML = '<div id="banner"></div>';
});

test('nothing is shown when there is nothing to say', () => {
  showBanners({ atBank: true }, actions());
  showBanners({}, actions());
  expect(names()).toEqual([]);
});

test('where to go comes first, then what was refused', () => {
  showBanners({ atBank: true, notice: fault('return_forged') }, actions());
  expect(names()).toEqual(['bank-banner', 'notice-banner']);
  expect(find('notice-banner')?.dataset.code).toBe('return_forged');
  expect(find('notice-banner')?.textContent).toContain('oauth · return_forged');
});

test.each(['notice', 'fault'])('a %s tells the user its message, and nothing else', (kind) => {
  const trouble = {
    ...fault('oauth_denied'),
    message: 'The bank said no.',
    detail: DETAIL,
    advice: ADVICE,
  };
  showBanners({ [kind]: trouble }, actions());
  const details = find('developer-details') as HTMLDetailsElement;
  expect(details.open).toBe(false);
  expect(details.textContent).toContain(DETAIL);
  expect(details.textContent).toContain(ADVICE);
  expect(details.textContent).toContain('oauth \u00b7 oauth_denied');
  details.remove();
  expect(document.querySelector('.banner-text')?.textContent).toBe('The bank said no.');
});

test('text is text, also when it looks like markup', () => {
  showBanners({ notice: fault(MARKUP), fault: fault(MARKUP) }, actions());
  expect(document.querySelector('img')).toBeNull();
});

test('the buttons do what they say', () => {
  const pressed = actions();
  showBanners({ atBank: true, notice: fault('a'), fault: fault('b') }, pressed);
  find('open-again-button')?.click();
  find('bank-cancel-button')?.click();
  find('retry-button')?.click();
  expect(pressed.openAgain).toHaveBeenCalledOnce();
  expect(pressed.cancel).toHaveBeenCalledOnce();
  expect(pressed.retry).toHaveBeenCalledOnce();
});

test('a notice has nothing to try again, and goes away alone', () => {
  showBanners({ atBank: true, notice: fault('a') }, actions());
  expect(find('retry-button')).toBeNull();
  find('dismiss-button')?.click();
  expect(names()).toEqual(['bank-banner']);
});
