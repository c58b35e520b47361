import { expect, test } from 'vitest';
import { clock, count, humanise } from './words';

test.each([
  ['CREDIT_CARD', 'Credit card'],
  ['CONNECTED', 'Connected'],
  ['', ''],
])('humanise %j is %j', (constant, expected) => expect(humanise(constant)).toBe(expected));

test.each([
  [0, '0 accounts'],
  [1, '1 account'],
  [2, '2 accounts'],
])('count %d is %j', (number, expected) => expect(count(number, 'account')).toBe(expected));

test.each([
  [0, '0:00.000'],
  [12.4, '0:00.012'],
  [61_005, '1:01.005'],
  [3_600_000, '60:00.000'],
  [-5, '0:00.000'],
])('clock %d is %j', (milliseconds, expected) => expect(clock(milliseconds)).toBe(expected));
