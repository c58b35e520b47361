import { expect, test, vi } from 'vitest';
import { callbackNames, createCallbacks } from './callbacks';

test('all 28 callbacks are there, none twice', () => {
  expect(new Set(callbackNames).size).toBe(28);
});

test('a callback passes its name and its parameters on, and the answer back', async () => {
  const call = vi.fn(async () => ['member']);
  const callbacks = createCallbacks(call);
  await expect(callbacks.loadMembers?.('en', 2)).resolves.toEqual(['member']);
  expect(call).toHaveBeenCalledWith('loadMembers', 'en', 2);
});

test('a rejection reaches the widget as it is', async () => {
  const error = Object.assign(new Error('gone'), { response: { status: 404, data: {} } });
  const callbacks = createCallbacks(() => Promise.reject(error));
  await expect(callbacks.loadMemberByGuid?.('MBR-1')).rejects.toBe(error);
});
