import { findBridge, type Bridge } from './bridge';
import type { Entry, Hint, State } from './contract';
import { failedCall } from './state';
import { joinSnapshot } from './timeline';
import './styles/main.css';
import { showBanner } from './views/banner';
import { showConnections } from './views/connections';
import { createHeader, showInfo } from './views/header';
import { createTimeline } from './views/timeline';

/** Shows the shell and keeps it up to date with what the Go side reports. */
async function start({ shell, listen }: Bridge): Promise<void> {
  const header = createHeader({ connect, cancel });
  const timeline = createTimeline();
  let hints: Hint[] = [];
  let heard: Entry[] | undefined = [];

  function show(state: State): void {
    showBanner(header(state).fault, connect);
  }

  function connect(): void {
    show({ phase: 'requesting', message: '' });
    shell.Connect().catch((error) => show(failedCall(error)));
  }

  function cancel(): void {
    shell.Cancel().catch((error) => show(failedCall(error)));
  }

  const info = await shell.Info();
  hints = info.hints ?? [];
  showInfo(info);

  // First listen, then ask: nothing that happens in between is lost. What was heard meanwhile is
  // as new as the snapshot or newer.
  const fresh = { state: false, connections: false };
  listen('state', (state) => {
    fresh.state = true;
    show(state);
  });
  listen('connections', (connections) => {
    fresh.connections = true;
    showConnections(connections, hints);
  });
  listen('timeline', (entry) => void (heard ? heard.push(entry) : timeline.append(entry)));

  const snapshot = await shell.Snapshot();
  joinSnapshot(snapshot.timeline ?? [], heard).forEach((entry) => timeline.append(entry));
  heard = undefined;
  if (!fresh.connections) showConnections(snapshot.connections ?? [], hints);
  if (!fresh.state) show(snapshot.state);
}

async function main(): Promise<void> {
  if (import.meta.env.DEV) await import('../dev');
  const bridge = findBridge(window);
  if (!bridge) {
    showBanner(
      {
        code: 'shell.absent',
        message: 'This page is part of the Connecthost desktop program.',
        advice: 'Open it with the program; a plain browser cannot show anything here.',
        retryable: false,
      },
      () => undefined,
    );
    return;
  }
  await start(bridge).catch((error) =>
    showBanner(failedCall(error).error, () => location.reload()),
  );
}

void main();
