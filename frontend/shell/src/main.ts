import { findBridge, type Bridge } from './bridge';
import type { Entry, Hint, State, Trouble } from './contract';
import { failedCall } from './state';
import { joinSnapshot } from './timeline';
import './styles/main.css';
import { showBanners } from './views/banner';
import { showConnections } from './views/connections';
import { createHeader, showInfo } from './views/header';
import { createTimeline } from './views/timeline';

/** Shows the shell and keeps it up to date with what the Go side reports. */
async function start({ shell, listen }: Bridge): Promise<void> {
  const actions = {
    connect,
    retry: connect,
    cancel: call(() => shell.Cancel()),
    openAgain: call(() => shell.OpenAgain()),
    back: call(() => shell.Back()),
    reload: call(() => shell.Reload()),
  };
  const header = createHeader(actions);
  const timeline = createTimeline();
  let hints: Hint[] = [];
  let heard: Entry[] | undefined = [];

  function show(state: State): void {
    showBanners(header(state), actions);
  }

  function connect(): void {
    show({ phase: 'requesting', message: '' });
    call(() => shell.Connect())();
  }

  function call(method: () => Promise<void>): () => void {
    return () => void method().catch((error: unknown) => show(failedCall(error)));
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
    showConnections(connections ?? [], hints);
  });
  listen('timeline', (entry) => {
    if (heard) heard.push(entry);
    else timeline.append(entry);
  });

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
    alone({
      code: 'shell.absent',
      level: 'configuration',
      message:
        'This page is part of the Connecthost desktop program. A browser cannot show anything here.',
      advice: 'Open it with the program, or with invented data: npm run dev.',
      retryable: false,
    });
    return;
  }
  await start(bridge).catch((error: unknown) => alone(failedCall(error).error));
}

/** Shows what keeps the page from its program. */
function alone(fault: Trouble | undefined): void {
  const nothing = () => undefined;
  const retry = () => location.reload();
  showBanners({ fault }, { retry, cancel: nothing, openAgain: nothing });
}

void main();
