import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ErrorBoundary } from './ErrorBoundary';

let page: HTMLElement;
let root: Root;
let broken: boolean;

function Widget() {
  if (broken) throw new Error('reading a property of undefined');
  return <p>widget</p>;
}

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  page = document.createElement('div');
  root = createRoot(page);
});

afterEach(() => {
  act(() => root.unmount());
  vi.unstubAllGlobals();
});

const render = () =>
  act(() =>
    root.render(
      <ErrorBoundary>
        <Widget />
      </ErrorBoundary>,
    ),
  );

test('shows the widget while it works', () => {
  broken = false;
  render();
  expect(page.textContent).toBe('widget');
});

test('reports a fault and offers to start again, which mounts a new widget', () => {
  broken = true;
  render();
  expect(page.querySelector('[data-test="widget-stopped"]')).not.toBeNull();
  expect(console.error).toHaveBeenCalledWith(
    'connecthost: the widget stopped:',
    expect.objectContaining({ message: 'reading a property of undefined' }),
  );

  broken = false;
  act(() => page.querySelector('button')?.click());
  expect(page.textContent).toBe('widget');
});

test('advises to close the window when the new widget fails too', () => {
  broken = true;
  render();
  expect(page.textContent).not.toContain('close this window');
  act(() => page.querySelector('button')?.click());
  expect(page.textContent).toContain('close this window');
});
