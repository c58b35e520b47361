import type { Connection, Entry, Info, Snapshot, State } from './contract';

/** The bound methods of the Go shell. */
export interface Shell {
  Info(): Promise<Info>;
  Connect(): Promise<void>;
  /** Closes the widget. */
  Cancel(): Promise<void>;
  /** Opens the bank's page in the browser once more. */
  OpenAgain(): Promise<void>;
  /** Asks the widget to go back by one screen. */
  Back(): Promise<void>;
  /** Opens the widget once more, from its start. */
  Reload(): Promise<void>;
  Snapshot(): Promise<Snapshot>;
}

/** The runtime events of the Go shell and what they carry. */
export interface Topics {
  timeline: Entry;
  state: State;
  connections: Connection[];
}

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
    go?: { shell: { Shell: Shell } };
    runtime?: { EventsOn: Listen };
  }
}

/** Returns the way to the Go shell, or undefined when the page is open in a plain browser. */
export function findBridge(page: Window): Bridge | undefined {
  const shell = page.go?.shell?.Shell;
  const listen = page.runtime?.EventsOn;
  return shell && listen ? { shell, listen } : undefined;
}
