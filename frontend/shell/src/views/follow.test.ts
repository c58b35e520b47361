import { beforeEach, expect, test } from 'vitest';
import { followNewest } from './follow';

let scroller: HTMLElement;
let button: HTMLElement;
let follow: { added(): void };

/** happy-dom lays nothing out: the heights are given, 100 px are visible. */
function grow(scrollHeight: number): void {
  Object.defineProperty(scroller, 'scrollHeight', { value: scrollHeight, configurable: true });
  follow.added();
}

function scrollTo(top: number): void {
  scroller.scrollTop = top;
  scroller.dispatchEvent(new Event('scroll'));
}

beforeEach(() => {
  scroller = document.createElement('div');
  button = document.createElement('button');
  button.hidden = true;
  Object.defineProperty(scroller, 'clientHeight', { value: 100 });
  follow = followNewest(scroller, button);
});

test('the newest is in view while the user is at the bottom', () => {
  grow(300);
  expect(scroller.scrollTop).toBe(200);
  expect(button.hidden).toBe(true);
});

test('a user who scrolled up stays there and is told how much is new', () => {
  grow(300);
  scrollTo(50);
  grow(350);
  grow(400);
  expect(scroller.scrollTop).toBe(50);
  expect(button.hidden).toBe(false);
  expect(button.textContent).toContain('2 new events');
});

test('the button leads to the newest and the list follows again', () => {
  grow(300);
  scrollTo(50);
  grow(400);
  button.click();
  expect(scroller.scrollTop).toBe(300);
  expect(button.hidden).toBe(true);
  grow(500);
  expect(scroller.scrollTop).toBe(400);
});

test('scrolling back to the bottom follows again', () => {
  grow(300);
  scrollTo(50);
  grow(400);
  scrollTo(290);
  expect(button.hidden).toBe(true);
  grow(500);
  expect(scroller.scrollTop).toBe(400);
});
