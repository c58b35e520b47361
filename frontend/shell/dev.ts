// A stand-in for the Go shell, loaded only by the development server. It lets the page be seen and
// tested in a plain browser. `?scene=` chooses what it shows: empty, running, bank, refused, left,
// connected or error.

import { connections, failure, hints, journey, left, refused } from './dev-data';
import type { Shell, Snapshot, Topics } from './src/contract';

const scene = new URLSearchParams(location.search).get('scene') ?? 'empty';
const listeners = new Map<string, (value: never) => void>();

function emit<T extends keyof Topics>(topic: T, value: Topics[T]): void {
  listeners.get(topic)?.(value as never);
}

const scenes: Record<string, Snapshot> = {
  empty: { state: { phase: 'idle', message: '' }, connections: [], timeline: [] },
  running: {
    state: { phase: 'open', message: 'Waiting for you in the widget window' },
    connections: [],
    timeline: journey.slice(0, 5),
  },
  bank: { state: { phase: 'bank', message: '' }, connections: [], timeline: journey.slice(0, 5) },
  refused: { state: refused, connections: [], timeline: journey.slice(0, 5) },
  left: { state: left, connections: connections.slice(0, 1), timeline: journey.slice(0, 5) },
  connected: {
    state: { phase: 'done', message: 'Connected to Mistral Credit Union' },
    connections,
    timeline: [...journey, ...journey],
  },
  error: { state: failure, connections: connections.slice(0, 1), timeline: journey.slice(0, 2) },
};

let running = 0;

/** Plays a whole session: one entry every 300 ms, then the connections. */
const shell: Shell = {
  Info: async () => ({
    provider: 'mx',
    live: false,
    provider_url: 'http://127.0.0.1:40123',
    version: '0.1.0',
    hints,
  }),
  Snapshot: async () => scenes[scene] ?? (scenes.empty as Snapshot),
  Connect: async () => {
    emit('state', { phase: 'open', message: 'Waiting for you in the widget window' });
    journey.forEach((entry, at) => {
      running = window.setTimeout(() => {
        emit('timeline', entry);
        if (at < journey.length - 1) return;
        emit('connections', connections);
        emit('state', { phase: 'done', message: 'Connected to Mistral Credit Union' });
      }, at * 300);
    });
  },
  Cancel: async () => {
    window.clearTimeout(running);
    emit('state', { phase: 'idle', message: 'You closed the widget' });
  },
  OpenAgain: async () => undefined,
  Back: async () => undefined,
  Reload: async () => undefined,
};

window.go = { shell: { Shell: shell } };
window.runtime = { EventsOn: (topic, listener) => void listeners.set(topic, listener) };
