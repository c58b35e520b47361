import type { Plugin } from 'vite';

/**
 * The policy of the built page: its own files only. Wails adds two scripts of the same origin and
 * calls into the page natively, which the policy does not touch.
 */
export const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Puts the policy into the built page. The development server needs inline styles, so not there. */
export function contentPolicy(): Plugin {
  return {
    name: 'connecthost:content-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: policy },
        injectTo: 'head-prepend',
      },
    ],
  };
}
