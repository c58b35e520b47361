import type { Account, Connection } from './contract';

/** An amount in units of its currency. */
export interface Money {
  amount: number;
  currency: string;
}

const systemLocale = new Intl.NumberFormat().resolvedOptions().locale;

/** The locale without the POSIX variant, which systems with LANG=C have: it groups no digits. */
const readable = (locale: string): string => locale.replace('-u-va-posix', '');

/**
 * Formats an amount for the locale, with the currency's own number of decimals. A currency that is
 * not an ISO 4217 code is put after a plain number.
 */
export function formatMoney({ amount, currency }: Money, locale = systemLocale): string {
  const place = readable(locale);
  const value = Object.is(amount, -0) ? 0 : amount;
  try {
    return new Intl.NumberFormat(place, { style: 'currency', currency }).format(value);
  } catch {
    const plain = new Intl.NumberFormat(place, { minimumFractionDigits: 2 }).format(value);
    return `${plain} ${currency}`.trim();
  }
}

/** Formats a balance; one that the provider did not give is a dash. */
export const formatBalance = ({ balance, currency }: Account, locale = systemLocale): string =>
  balance === null ? '–' : formatMoney({ amount: balance, currency }, locale);

/** Formats several amounts as one text. */
export const formatAll = (amounts: Money[], locale = systemLocale): string =>
  amounts.map((money) => formatMoney(money, locale)).join(' + ');

/** The accounts of a connection: none when the shell sent none. */
export const accountsOf = ({ accounts }: Connection): Account[] => accounts ?? [];

/** The currency of all accounts, or undefined when there are none or several. */
export function soleCurrency(accounts: Account[]): string | undefined {
  const currencies = new Set(accounts.map((account) => account.currency));
  return currencies.size === 1 ? accounts[0]?.currency : undefined;
}

/**
 * The totals of connections, one for each currency, in order of first appearance. Empty when a
 * connection has accounts in several currencies: the total that the shell computed for it then
 * means nothing, and a sum without it would mislead. Connections without accounts add nothing.
 */
export function totals(connections: Connection[]): Money[] {
  const sums = new Map<string, number>();
  for (const connection of connections) {
    const accounts = accountsOf(connection);
    if (accounts.length === 0) continue;
    const currency = soleCurrency(accounts);
    if (currency === undefined) return [];
    sums.set(currency, (sums.get(currency) ?? 0) + connection.total);
  }
  return [...sums].map(([currency, sum]) => ({ currency, amount: Math.round(sum * 100) / 100 }));
}
