import { controls, type Controls } from '../state';
import type { Info, State } from '../contract';
import { byId, el } from '../dom';
import { humanise } from '../words';

/** What the buttons of the header do. */
export interface Actions {
  connect: () => void;
  cancel: () => void;
  back: () => void;
  reload: () => void;
}

const NAMES: Record<string, string> = { mx: 'MX', ucw: 'UCW', fino: 'fino' };

/** Fills in the provider's badges and the version. */
export function showInfo(info: Info): void {
  const provider = NAMES[info.provider] ?? humanise(info.provider);
  byId('badges').replaceChildren(
    el('li', { class: 'badge', text: provider, attrs: { title: info.provider_url || undefined } }),
    el('li', {
      class: info.live ? 'badge live' : 'badge sandbox',
      text: info.live ? 'Live' : 'Sandbox',
      attrs: {
        title: info.live ? 'A real provider with real accounts' : 'Invented banks on this machine',
      },
    }),
  );
  byId('version').textContent = info.version;
}

/** Connects the buttons; the returned function brings the header to a state. */
export function createHeader(actions: Actions): (state: State) => Controls {
  const connect = byId('connect') as HTMLButtonElement;
  const cancel = byId('cancel') as HTMLButtonElement;
  connect.addEventListener('click', () => actions.connect());
  cancel.addEventListener('click', () => actions.cancel());
  byId('back').addEventListener('click', () => actions.back());
  byId('reload').addEventListener('click', () => actions.reload());

  return (state) => {
    const now = controls(state);
    connect.disabled = !now.canConnect;
    connect.textContent = now.label;
    cancel.hidden = !now.canCancel || now.atBank; // the banner has one then
    byId('back').hidden = byId('reload').hidden = !now.canSteer;
    byId('statusbar').dataset.tone = now.tone;
    byId('state').textContent = now.text;
    byId('state').dataset.phase = state.phase;
    return now;
  };
}
