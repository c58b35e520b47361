// What the tests put into the pages that they look at, and an API that TypeScript does not know yet.

import type { Posted } from './recorder.mjs';

declare global {
  interface Window {
    /** What the bridge handed to its host. */
    heard: string[];
    /** Set by markup that came to life. */
    pwned?: boolean;
    recordMessage: (message: Posted) => void;
    recordNavigation: (url: string) => void;
    recordViolation: (text: string) => void;
    navigation: {
      addEventListener(
        type: 'navigate',
        listener: (event: Event & { destination: { url: string } }) => void,
      ): void;
    };
  }
}
