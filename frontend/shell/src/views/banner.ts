import type { Fault } from '../contract';
import { byId, el } from '../dom';

/** Shows what went wrong and what to do, or nothing. `retry` starts a new session. */
export function showBanner(fault: Fault | undefined, retry: () => void): void {
  const place = byId('banner');
  if (!fault) return place.replaceChildren();

  const dismiss = el('button', { class: 'quiet', text: 'Dismiss', attrs: { type: 'button' } });
  dismiss.addEventListener('click', () => place.replaceChildren());
  place.replaceChildren(
    el('div', {
      class: 'banner',
      attrs: { 'data-test': 'error-banner' },
      children: [
        el('div', {
          class: 'banner-text',
          children: [
            el('p', { class: 'banner-message', text: fault.message }),
            fault.advice ? el('p', { class: 'banner-advice', text: fault.advice }) : undefined,
            el('code', { text: fault.code, attrs: { title: 'Error code' } }),
          ],
        }),
        el('div', {
          class: 'actions',
          children: [dismiss, fault.retryable ? retryButton(retry) : undefined],
        }),
      ],
    }),
  );
}

function retryButton(retry: () => void): HTMLButtonElement {
  const button = el('button', {
    class: 'primary',
    text: 'Try again',
    attrs: { type: 'button', 'data-test': 'retry-button' },
  });
  button.addEventListener('click', retry);
  return button;
}
