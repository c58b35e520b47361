import { describe, expect, test } from 'vitest';
import type { Account, Connection } from './contract';
import { formatAll, formatBalance, formatMoney, soleCurrency, totals } from './money';

const account = (currency: string, balance: number | null = 1): Account => ({
  guid: 'ACT-1',
  name: 'Checking',
  type: 'CHECKING',
  balance,
  currency,
});

const connection = (total: number, ...currencies: string[]): Connection => ({
  member_guid: 'MBR-1',
  institution: 'Harborlight Bank',
  status: 'CONNECTED',
  total,
  accounts: currencies.map((currency) => account(currency)),
});

const unsent: Connection = { ...connection(0), accounts: null };

describe('formatMoney', () => {
  test.each([
    ['two decimals and a group for dollars', 12543.2, 'USD', 'en-US', '$12,543.20'],
    ['a sign before a debt', -642.82, 'USD', 'en-US', '-$642.82'],
    ['no sign before nothing', -0, 'USD', 'en-US', '$0.00'],
    ['no decimals for yen', 1500, 'JPY', 'en-US', '¥1,500'],
    ['three decimals for dinars', 1.5, 'KWD', 'en-US', 'KWD 1.500'],
    ['the habits of the locale', 1234.5, 'EUR', 'de-DE', '1.234,50 €'],
    [
      'groups also where the system has no language',
      3725.49,
      'USD',
      'en-US-u-va-posix',
      '$3,725.49',
    ],
    ['a plain number for a word that is not a currency', 3.5, 'POINTS', 'en-US', '3.50 POINTS'],
    ['a plain number without a currency', 3.5, '', 'en-US', '3.50'],
  ])('%s', (_, amount, currency, locale, expected) => {
    const spaces = /[\u00a0\u202f]/g;
    expect(formatMoney({ amount, currency }, locale).replace(spaces, ' ')).toBe(expected);
  });

  test('a balance that is not known is a dash, and nothing is nothing', () => {
    expect(formatBalance(account('USD', null), 'en-US')).toBe('–');
    expect(formatBalance(account('USD', 0), 'en-US')).toBe('$0.00');
  });

  test('several amounts are joined', () => {
    const amounts = [
      { amount: 1, currency: 'USD' },
      { amount: 2, currency: 'EUR' },
    ];
    expect(formatAll(amounts, 'en-US')).toBe('$1.00 + €2.00');
  });
});

describe('totals', () => {
  test.each<[string, Connection[], ReturnType<typeof totals>]>([
    ['nothing for nothing', [], []],
    [
      'hundredths add up exactly',
      [connection(0.1, 'USD'), connection(0.2, 'USD', 'USD')],
      [{ currency: 'USD', amount: 0.3 }],
    ],
    [
      'currencies stay apart, in order of appearance',
      [connection(5, 'EUR'), connection(7, 'USD'), connection(1, 'EUR')],
      [
        { currency: 'EUR', amount: 6 },
        { currency: 'USD', amount: 7 },
      ],
    ],
    ['a connection without accounts adds nothing', [connection(0)], []],
    ['a connection whose accounts were not sent adds nothing', [unsent], []],
    [
      'no total at all when a connection mixes currencies',
      [connection(5, 'USD'), connection(9, 'USD', 'EUR')],
      [],
    ],
  ])('%s', (_, connections, expected) => {
    expect(totals(connections)).toEqual(expected);
  });
});

test.each([
  ['the currency that all share', ['USD', 'USD'], 'USD'],
  ['none when there are several', ['USD', 'EUR'], undefined],
  ['none without accounts', [], undefined],
])('soleCurrency: %s', (_, currencies, expected) => {
  expect(soleCurrency(currencies.map((currency) => account(currency)))).toBe(expected);
});
