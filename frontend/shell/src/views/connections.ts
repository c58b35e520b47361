import type { Account, Connection, Hint } from '../contract';
import { byId, el } from '../dom';
import { accountsOf, formatAll, formatBalance, formatMoney, soleCurrency, totals } from '../money';
import { count, humanise } from '../words';
import { showHints } from './hints';

/** Shows the connections with their total, or the empty state with the sandbox's test logins. */
export function showConnections(connections: Connection[], hints: Hint[]): void {
  const place = byId('connections');
  if (connections.length === 0) {
    place.replaceChildren(emptyState(hints));
    return;
  }
  place.replaceChildren(
    overview(connections),
    ...connections.map(card),
    ...(hints.length > 0 ? [moreHints(hints)] : []),
  );
}

function overview(connections: Connection[]): HTMLElement {
  const accounts = connections.reduce((sum, connection) => sum + accountsOf(connection).length, 0);
  const unknown = connections.some((connection) => connection.accounts_unknown);
  const amounts = totals(connections);
  return el('div', {
    class: 'overview',
    children: [
      el('h2', { class: 'eyebrow', text: amounts.length > 0 ? 'Net total' : 'Accounts' }),
      amounts.length > 0 ? el('p', { class: 'sum', text: formatAll(amounts) }) : undefined,
      el('p', {
        class: 'muted',
        text: [
          count(connections.length, 'connection'),
          accounts > 0 || !unknown ? count(accounts, 'account') : 'accounts unknown',
        ].join(', '),
      }),
    ],
  });
}

function card(connection: Connection): HTMLElement {
  const { institution } = connection;
  const accounts = accountsOf(connection);
  const known = connection.accounts_unknown
    ? 'Accounts unknown'
    : count(accounts.length, 'account');
  return el('article', {
    class: 'card',
    attrs: { 'data-test': 'connection-card', 'data-member': connection.member_guid },
    children: [
      el('header', {
        children: [
          monogram(institution),
          el('div', {
            class: 'card-name',
            children: [el('h3', { text: institution }), el('p', { class: 'muted', text: known })],
          }),
          statusChip(connection.status),
        ],
      }),
      accounts.length > 0 ? el('ul', { class: 'rows', children: accounts.map(row) }) : undefined,
      accounts.length > 0 ? totalRow(accounts, connection.total) : undefined,
    ],
  });
}

/** The first letter on a colour that stays the same for the same name. */
function monogram(name: string): HTMLElement {
  const tile = el('span', {
    class: 'monogram',
    text: name.charAt(0).toUpperCase(),
    attrs: { 'aria-hidden': 'true' },
  });
  const hue = Array.from(name).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
  tile.style.setProperty('--hue', String(hue));
  return tile;
}

function statusChip(status: string): HTMLElement {
  const good = status === 'CONNECTED' || status === 'OK'; // MX's word and fino's
  return el('span', {
    class: status === 'STATUS_UNKNOWN' ? 'chip' : good ? 'chip good' : 'chip warn',
    text: humanise(status),
  });
}

function row(account: Account): HTMLElement {
  return el('li', {
    attrs: { 'data-test': 'account-row', 'data-account': account.guid },
    children: [
      el('span', { class: 'row-name', text: account.name }),
      el('span', { class: 'row-type', text: humanise(account.type) }),
      el('span', { class: 'amount', text: formatBalance(account) }),
    ],
  });
}

function totalRow(accounts: Account[], total: number): HTMLElement {
  const currency = soleCurrency(accounts);
  return el('footer', {
    children: [
      el('span', { text: 'Net' }),
      el('span', {
        class: 'amount',
        text: currency ? formatMoney({ amount: total, currency }) : 'several currencies',
      }),
    ],
  });
}

function emptyState(hints: Hint[]): HTMLElement {
  return el('div', {
    class: 'empty',
    children: [
      el('h2', { text: 'No accounts yet' }),
      el('p', {
        class: 'muted',
        text: 'Connect an account to see its balances here, and everything the widget says on the way.',
      }),
      hints.length > 0 ? el('h3', { class: 'eyebrow', text: 'Logins to try' }) : undefined,
      hints.length > 0 ? showHints(hints) : undefined,
    ],
  });
}

function moreHints(hints: Hint[]): HTMLElement {
  return el('details', {
    class: 'more',
    children: [el('summary', { text: 'Logins to try' }), showHints(hints)],
  });
}
