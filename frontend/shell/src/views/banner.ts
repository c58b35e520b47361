import type { Trouble } from '../contract';
import { byId, el } from '../dom';
import type { Controls } from '../state';

/** What the buttons of the banners do. */
export interface Actions {
  /** Starts a new session. */
  retry: () => void;
  /** Opens the bank's page once more. */
  openAgain: () => void;
  /** Gives the session up. */
  cancel: () => void;
}

/** What the banners show of a state. */
export type Shown = Partial<Pick<Controls, 'atBank' | 'notice' | 'fault'>>;

/** Shows where the user has to go and what went wrong, or nothing. */
export function showBanners({ atBank, notice, fault }: Shown, actions: Actions): void {
  const banners = [
    atBank ? bankBanner(actions) : undefined,
    notice ? faultBanner(notice, 'notice', actions) : undefined,
    fault ? faultBanner(fault, 'error', actions) : undefined,
  ];
  byId('banner').replaceChildren(...banners.filter((banner) => banner !== undefined));
}

function bankBanner(actions: Actions): HTMLElement {
  return el('div', {
    class: 'banner bank',
    attrs: { 'data-test': 'bank-banner' },
    children: [
      el('div', {
        class: 'banner-text',
        children: [
          el('p', { class: 'banner-message', text: 'Finish at your bank' }),
          el('p', {
            class: 'banner-next',
            text: 'Your bank\u2019s own page is open in the browser. Log in there and allow access; everything else happens by itself.',
          }),
        ],
      }),
      el('div', {
        class: 'actions',
        children: [
          button('Cancel', 'quiet', 'bank-cancel-button', actions.cancel),
          button('Open again', 'primary', 'open-again-button', actions.openAgain),
        ],
      }),
    ],
  });
}

function faultBanner(fault: Trouble, kind: 'error' | 'notice', actions: Actions): HTMLElement {
  const banner = el('div', {
    class: `banner ${kind}`,
    attrs: { 'data-test': `${kind}-banner`, 'data-code': fault.code },
  });
  const retry = kind === 'error' && fault.retryable;
  banner.append(
    el('div', {
      class: 'banner-text',
      children: [
        el('p', { class: 'banner-message', text: fault.message }),
        developerDetails(fault),
      ],
    }),
    el('div', {
      class: 'actions',
      children: [
        button('Dismiss', 'quiet', 'dismiss-button', () => banner.remove()),
        retry ? button('Try again', 'primary', 'retry-button', actions.retry) : undefined,
      ],
    }),
  );
  return banner;
}

/** What exactly is wrong and what to do, folded away: it does not speak to the user. */
function developerDetails({ level, code, detail, advice }: Trouble): HTMLElement {
  return el('details', {
    attrs: { 'data-test': 'developer-details' },
    children: [
      el('summary', { text: 'Details for developers' }),
      detail ? el('p', { text: detail }) : undefined,
      advice ? el('p', { text: advice }) : undefined,
      el('code', {
        text: [level, code].filter(Boolean).join(' \u00b7 '),
        attrs: { title: 'Whose matter it is, and the error code' },
      }),
    ],
  });
}

function button(label: string, look: string, name: string, press: () => void): HTMLButtonElement {
  const element = el('button', {
    class: look,
    text: label,
    attrs: { type: 'button', 'data-test': name },
  });
  element.addEventListener('click', press);
  return element;
}
