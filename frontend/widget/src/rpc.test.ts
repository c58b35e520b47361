// The calls of core/sandbox/ui/rpc.js, which both widget pages use.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { call } from '../../../core/sandbox/ui/rpc.js';

type CallError = Error & { response: { status: number; data: object }; config: { url: string } };

const fetched = vi.fn<typeof fetch>();

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('fetch', fetched.mockReset());
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const answer = (body: string, status = 200) =>
  fetched.mockResolvedValueOnce(new Response(body, { status }));

/** The error of a call, or a failure of the test when there is none. */
async function errorOf(method: string): Promise<CallError> {
  return call(method).then(
    () => expect.fail('the call succeeded'),
    (error: unknown) => error as CallError,
  );
}

describe('a call', () => {
  test('posts its parameters to the path of its name, with the cookie', async () => {
    answer('{"result":[]}');
    await call('loadMembers', 'en', { page: 1 });
    const [url, request] = fetched.mock.calls[0] ?? [];
    expect(url).toBe('/md/rpc/loadMembers');
    expect(request).toMatchObject({ method: 'POST', credentials: 'same-origin' });
    expect(JSON.parse(request?.body as string)).toEqual({ params: ['en', { page: 1 }] });
  });

  test('keeps the place of a parameter that is undefined', async () => {
    answer('{"result":{}}');
    await call('loadJob', undefined, 'en');
    expect(JSON.parse(fetched.mock.calls[0]?.[1]?.body as string)).toEqual({
      params: [null, 'en'],
    });
  });

  test.each([
    ['a bare array', [1, 2]],
    ['an object', { member: { guid: 'MBR-1' } }],
    ['nothing', null],
  ])('resolves with %s', async (_, result) => {
    answer(JSON.stringify({ result }));
    await expect(call('loadMembers')).resolves.toEqual(result);
  });

  test('waits for a slow answer rather than repeat the call', async () => {
    fetched.mockReturnValueOnce(
      new Promise((resolve) => setTimeout(() => resolve(new Response('{"result":1}')), 9000)),
    );
    const pending = call('loadMemberByGuid', 'MBR-1');
    await vi.advanceTimersByTimeAsync(9000);
    await expect(pending).resolves.toBe(1);
    expect(fetched).toHaveBeenCalledTimes(1);
  });
});

describe('a failed call', () => {
  test('is a real Error with what the server said', async () => {
    answer('{"error":{"status":409,"message":"exists","data":{"guid":"MBR-1"}}}', 409);
    const error = await errorOf('addMember');
    expect(error).toBeInstanceOf(Error);
    expect(error.message).toBe('exists');
    expect(error.response.status).toBe(409);
    expect(error.response.data).toMatchObject({ guid: 'MBR-1' });
  });

  test.each([
    ['a refusal without a body of ours', '{}', 500, 500],
    ['a page instead of an answer', '<html>', 502, 502],
    ['an empty answer', '', 500, 500],
    ['a success without a result', '{}', 200, 200],
    ['a success that is null', 'null', 200, 200],
    ['a success that is a text', '"hello"', 200, 200],
  ])('%s is one too', async (_, body, status, expected) => {
    answer(body, status);
    const error = await errorOf('addMember');
    expect(error).toBeInstanceOf(Error);
    expect(error.response.status).toBe(expected);
  });

  test('has status 0 when nobody answers', async () => {
    fetched.mockRejectedValueOnce(new TypeError('Failed to fetch'));
    expect((await errorOf('loadMembers')).response.status).toBe(0);
  });

  test.each([
    ['loadInstitutionByGuid', '/institutions'],
    ['loadMemberByGuid', '/members'],
    ['loadMicrodepositByGuid', '/micro_deposits'],
    ['runJob', '/runJob'],
  ])('%s says where it went, as the widget expects', async (method, url) => {
    answer('{}', 404);
    expect((await errorOf(method)).config.url).toBe(url);
  });
});
