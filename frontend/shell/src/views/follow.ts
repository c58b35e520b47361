import { count } from '../words';

/** Within this distance of the bottom, in pixels, the list still counts as scrolled down. */
const SLACK = 32;

/**
 * Keeps a scrolled area at its bottom while things are added, unless the user scrolled up to read.
 * Then the button says how many are new and leads back down. Call `added` after each addition.
 */
export function followNewest(scroller: HTMLElement, button: HTMLElement): { added(): void } {
  let following = true;
  let unseen = 0;

  const bottom = () => scroller.scrollHeight - scroller.clientHeight;

  function toBottom(): void {
    scroller.scrollTop = bottom();
    unseen = 0;
    button.hidden = true;
  }

  scroller.addEventListener('scroll', () => {
    following = bottom() - scroller.scrollTop <= SLACK;
    if (following) {
      unseen = 0;
      button.hidden = true;
    }
  });
  button.addEventListener('click', () => {
    following = true;
    toBottom();
  });
  // A smaller window must not hide what was in view.
  new ResizeObserver(() => following && toBottom()).observe(scroller);

  return {
    added() {
      if (following) return toBottom();
      unseen += 1;
      button.textContent = `${count(unseen, 'new event')} ↓`;
      button.hidden = false;
    },
  };
}
