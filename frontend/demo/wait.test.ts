import { error } from 'selenium-webdriver';
import { expect, test } from 'vitest';
import { pageChanged, steadily } from './wait.mjs';

const unloaded = 'Callback was not called before the unload event.';

test.each<[string, error.WebDriverError]>([
  ['a script that its page took along', new error.JavascriptError(unloaded)],
  ['the same in the words of a newer driver', new error.NoSuchFrameError(unloaded)],
  ['the same in those of the newest', new error.NoSuchWindowError(unloaded)],
  ['an element of the page before', new error.StaleElementReferenceError()],
  ['an element under another one', new error.ElementClickInterceptedError()],
  ['an element that is not there to be used yet', new error.ElementNotInteractableError()],
])('%s is tried again', async (_, err) => {
  let tries = 0;
  const action = () => (tries++ === 0 ? Promise.reject(err) : Promise.resolve('done'));
  expect(await steadily(action, 'an answer', 10_000)).toBe('done');
});

test.each([
  ['a script that is wrong', new error.JavascriptError('x is not defined')],
  ['a window that is gone', new error.NoSuchWindowError()],
  ['a command without an answer', new Error('no answer in time')],
  ['an error with the same words that no driver said', new Error(unloaded)],
])('%s is not tried again', async (_, err) => {
  let tries = 0;
  const action = () => {
    tries += 1;
    return Promise.reject(err);
  };
  await expect(steadily(action, 'an answer', 10_000)).rejects.toBe(err);
  expect(tries).toBe(1);
});

test('a page that never comes to rest ends the tries', async () => {
  const err = new error.StaleElementReferenceError('stale');
  expect(pageChanged(err)).toBe(true);
  const action = () => Promise.reject(err);
  await expect(steadily(action, 'the page', 100)).rejects.toThrow(
    'waited 0.1 s for the page: stale',
  );
});
