import { describe, expect, test } from 'vitest';
import type { Phase } from './contract';
import { controls, failedCall } from './state';

const fault = {
  code: 'provider.timeout',
  level: 'provider',
  message: 'No answer.',
  advice: 'Wait.',
  retryable: true,
};

describe('controls', () => {
  test.each<[Phase, boolean, string]>([
    ['idle', true, 'calm'],
    ['requesting', false, 'busy'],
    ['loading', false, 'busy'],
    ['open', false, 'busy'],
    ['bank', false, 'busy'],
    ['checking', false, 'busy'],
    ['done', true, 'good'],
    ['failed', true, 'bad'],
  ])('%s: a new session can start: %s, tone %s', (phase, canConnect, tone) => {
    const now = controls({ phase, message: '' });
    expect(now).toMatchObject({ canConnect, canCancel: !canConnect, tone });
    expect(now.text).not.toBe('');
  });

  test('the message of the shell wins over the usual text', () => {
    expect(controls({ phase: 'done', message: 'Two accounts' }).text).toBe('Two accounts');
  });

  test('an error shows after the session', () => {
    expect(controls({ phase: 'failed', message: '', error: fault }).fault).toBe(fault);
  });

  test('a notice shows at any time', () => {
    expect(controls({ phase: 'bank', message: '', notice: fault }).notice).toBe(fault);
    expect(controls({ phase: 'idle', message: '', notice: fault }).notice).toBe(fault);
  });

  test.each<[Phase, boolean, boolean]>([
    ['idle', false, false],
    ['loading', false, false],
    ['open', true, false],
    ['bank', true, true],
    ['checking', false, false],
    ['done', false, false],
  ])('%s: the widget can be steered: %s, the user is at a bank: %s', (phase, canSteer, atBank) => {
    expect(controls({ phase, message: '' })).toMatchObject({ canSteer, atBank });
  });

  test('an old error does not show while a new session runs', () => {
    expect(controls({ phase: 'loading', message: '', error: fault }).fault).toBeUndefined();
  });
});

test.each([
  ['the text of an Error', new Error('boom'), 'boom'],
  ['a plain text, as Wails rejects with', 'boom', 'boom'],
  ['its own words for an empty text', '', 'The desktop program did not answer.'],
])('failedCall shows %s', (_, error, message) => {
  expect(failedCall(error)).toMatchObject({
    phase: 'failed',
    error: { code: 'shell.call', message, retryable: true },
  });
});
