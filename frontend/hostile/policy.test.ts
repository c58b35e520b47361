// @vitest-environment node

// The pages that this project serves load nothing from elsewhere and run no inline script.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { policy } from '../shell/plugin/content-policy';

const pages = [
  'frontend/shell/index.html',
  'frontend/widget/index.html',
  'core/sandbox/ui/index.html',
];

test('the shell page has exactly this content policy', () => {
  expect(policy.split('; ').sort()).toEqual(
    [
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "form-action 'none'",
      "img-src 'self'",
      "script-src 'self'",
      "style-src 'self'",
    ].sort(),
  );
});

test.each(pages)('%s has no script of another host and no inline script', (path) => {
  const html = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  const scripts = [...html.matchAll(/<script\b([^>]*)>/g)].map((found) => found[1] ?? '');
  expect(scripts.length).toBeGreaterThan(0);
  for (const attributes of scripts) {
    expect(attributes).toMatch(/src="[/.]|type="application\/json"/);
    expect(attributes).not.toMatch(/src="(https?:)?\/\//);
  }
  expect(html).not.toMatch(/\son[a-z]+=|javascript:|<link[^>]+href="(https?:)?\/\//);
});
