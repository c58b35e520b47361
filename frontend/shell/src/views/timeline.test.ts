import { beforeEach, expect, test } from 'vitest';
import type { Entry } from '../contract';
import { LIMIT } from '../timeline';
import { createTimeline, type TimelineView } from './timeline';

let timeline: TimelineView;

beforeEach(() => {
  document.body.innerHTML = `
    <span id="tally"></span><p id="hush"></p><button id="newest"></button>
    <div id="scroller"><ol id="timeline"></ol></div>`;
  timeline = createTimeline();
});

const entry = (t_ms: number, more: Partial<Entry> = {}): Entry => ({
  t_ms,
  kind: 'event',
  type: 'connect/loaded',
  detail: 'initial_step search',
  ...more,
});

const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)];

test('entries appear in order with their type, time and kind', () => {
  timeline.append(entry(12));
  timeline.append(entry(34, { kind: 'outcome', type: 'connected' }));
  const entries = all('[data-test="timeline-entry"]');
  expect(entries.map((item) => item.dataset.type)).toEqual(['connect/loaded', 'connected']);
  expect(entries[1]?.querySelector('time')?.textContent).toBe('0:00.034');
  expect(entries[1]?.querySelector('.chip')?.textContent).toBe('outcome');
  expect(document.getElementById('tally')?.textContent).toBe('2 events');
});

test('data can be expanded, and only where there is some', () => {
  timeline.append(entry(1));
  timeline.append(entry(2, { data: { member_guid: 'MBR-1' } }));
  expect(all('details')).toHaveLength(1);
  expect(all('details pre')[0]?.textContent).toBe('{\n  "member_guid": "MBR-1"\n}');
});

test('an error code stands beside the type', () => {
  timeline.append(entry(1, { kind: 'warning', code: 'navigation.scheme' }));
  expect(all('.code').map((item) => item.textContent)).toEqual(['navigation.scheme']);
});

test('a new clock starts a new session', () => {
  [10, 20, 5].forEach((time) => timeline.append(entry(time)));
  expect(all('#timeline > li').map((item) => item.className)).toEqual([
    'entry',
    'entry',
    'session-break',
    'entry',
  ]);
});

test('the oldest entries leave when there are too many', () => {
  for (let time = 0; time < LIMIT + 3; time++) timeline.append(entry(time));
  expect(all('.entry')).toHaveLength(LIMIT);
  expect(all('.entry time')[0]?.textContent).toBe('0:00.003');
  expect(document.getElementById('tally')?.textContent).toBe(`${LIMIT} events`);
});

test('a hostile detail stays text', () => {
  timeline.append(entry(1, { detail: '<img src=x>', type: '<b>x</b>' }));
  expect(all('img, b')).toHaveLength(0);
});
