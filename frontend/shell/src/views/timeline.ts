import type { Entry } from '../contract';
import { byId, el } from '../dom';
import { prettyData, startsSession, surplus } from '../timeline';
import { clock, count } from '../words';
import { followNewest } from './follow';

/** The list of native events, newest at the bottom. */
export interface TimelineView {
  append(entry: Entry): void;
}

/** Takes over the page's timeline. */
export function createTimeline(): TimelineView {
  const list = byId('timeline');
  const follow = followNewest(byId('scroller'), byId('newest'));
  let previous: Entry | undefined;
  let shown = 0;

  function append(entry: Entry): void {
    if (startsSession(entry, previous)) list.append(sessionBreak());
    list.append(line(entry));
    for (let extra = surplus(list.childElementCount); extra > 0; extra--) {
      if (list.firstElementChild?.classList.contains('entry')) shown -= 1;
      list.firstElementChild?.remove();
    }
    shown += 1;
    previous = entry;
    byId('hush').hidden = true;
    byId('tally').textContent = count(shown, 'event');
    follow.added();
  }

  return { append };
}

function sessionBreak(): HTMLElement {
  return el('li', { class: 'session-break', text: 'New session' });
}

function line(entry: Entry): HTMLElement {
  const data = prettyData(entry);
  const head = [
    el('time', { text: clock(entry.t_ms) }),
    el('span', { class: `chip ${entry.kind}`, text: entry.kind }),
    el('code', { class: 'type', children: breakable(entry.type) }),
    entry.code && entry.code !== entry.type
      ? el('code', { class: 'code', text: entry.code })
      : undefined,
    entry.detail
      ? el('span', { class: 'detail', text: entry.detail, attrs: { title: entry.detail } })
      : undefined,
  ];
  return el('li', {
    class: 'entry',
    attrs: { 'data-test': 'timeline-entry', 'data-type': entry.type, 'data-kind': entry.kind },
    children: [
      data === undefined ? el('div', { class: 'line', children: head }) : expandable(head, data),
    ],
  });
}

/** The line with its data folded in below; what unfolds comes into view. */
function expandable(head: (Node | undefined)[], data: string): HTMLElement {
  const details = el('details', {
    children: [
      el('summary', { class: 'line', children: head }),
      el('pre', { text: data, attrs: { tabindex: '0' } }),
    ],
  });
  details.addEventListener('toggle', () => {
    if (details.open) details.scrollIntoView({ block: 'nearest' });
  });
  return details;
}

/** A name that may continue on the next line after each slash. */
const breakable = (name: string): Node[] =>
  name.split(/(?<=\/)/).flatMap((part) => [document.createTextNode(part), el('wbr')]);
