import type { Shell, Topics } from './contract';

/** Hears one runtime event. */
export type Listen = <T extends keyof Topics>(
  topic: T,
  listener: (value: Topics[T]) => void,
) => void;

export interface Bridge {
  shell: Shell;
  listen: Listen;
}

declare global {
  interface Window {
    go?: { shell?: { Shell?: Shell } };
    runtime?: { EventsOn: Listen };
  }
}

/** Returns the way to the Go shell, or undefined when the page is open in a plain browser. */
export function findBridge(page: Window): Bridge | undefined {
  const shell = page.go?.shell?.Shell;
  const listen = page.runtime?.EventsOn;
  return shell && listen ? { shell, listen } : undefined;
}
