import type { Hint } from '../contract';
import { el } from '../dom';

/** The sandbox's test logins: what to type at which institution, and what then happens. */
export function showHints(hints: Hint[]): HTMLElement {
  return el('ul', { class: 'hints', attrs: { 'data-test': 'hints' }, children: hints.map(hint) });
}

function hint({ institution, user, password, what }: Hint): HTMLElement {
  return el('li', {
    children: [
      el('p', { class: 'hint-name', text: institution }),
      el('p', { class: 'muted', text: what }),
      el('dl', { children: [...pair('User', user), ...pair('Password', password)] }),
    ],
  });
}

function pair(name: string, value: string): HTMLElement[] {
  return [
    el('dt', { text: name }),
    el('dd', { children: [value ? el('code', { text: value }) : el('span', { text: 'any' })] }),
  ];
}
