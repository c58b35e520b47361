import type { Trouble, State } from './contract';

/** How the state is coloured. */
export type Tone = 'calm' | 'busy' | 'good' | 'bad';

/** What the header and the banner show for a state. */
export interface Controls {
  canConnect: boolean;
  canCancel: boolean;
  /** The widget is there: it can go back and be loaded again. */
  canSteer: boolean;
  /** The user has to finish at the bank's own site. */
  atBank: boolean;
  /** The label of the primary button. */
  label: string;
  text: string;
  tone: Tone;
  fault?: Trouble;
  notice?: Trouble;
}

const FALLBACK: Record<State['phase'], string> = {
  idle: 'Ready',
  requesting: 'Asking the provider for a widget',
  loading: 'Opening the widget',
  open: 'Waiting for you in the widget window',
  bank: 'Finish at your bank, in the browser',
  checking: 'Reading the accounts',
  done: 'Connected',
  failed: 'The session ended with an error',
};

const RUNNING = new Set<State['phase']>(['requesting', 'loading', 'open', 'bank', 'checking']);

function tone({ phase }: State): Tone {
  if (RUNNING.has(phase)) return 'busy';
  if (phase === 'failed') return 'bad';
  return phase === 'done' ? 'good' : 'calm';
}

/** Derives what the user sees and may do from the state that the shell reported. */
export function controls(state: State): Controls {
  const running = RUNNING.has(state.phase);
  return {
    canConnect: !running,
    canCancel: running,
    canSteer: state.phase === 'open' || state.phase === 'bank',
    atBank: state.phase === 'bank',
    label: running ? 'Connecting…' : 'Connect an account',
    text: state.message || FALLBACK[state.phase],
    tone: tone(state),
    fault: running ? undefined : state.error,
    notice: state.notice,
  };
}

/** The state to show when a call of the shell itself failed. */
export function failedCall(error: unknown): State {
  const message = error instanceof Error ? error.message : String(error);
  return {
    phase: 'failed',
    message: '',
    error: {
      code: 'shell.call',
      level: 'app',
      message: message || 'The desktop program did not answer.',
      advice: 'A call from the page to Go failed: see the log of the program.',
      retryable: true,
    },
  };
}
