import type { Fault, State } from './contract';

/** How the state is coloured. */
export type Tone = 'calm' | 'busy' | 'good' | 'bad';

/** What the header and the banner show for a state. */
export interface Controls {
  canConnect: boolean;
  canCancel: boolean;
  /** The label of the primary button. */
  label: string;
  text: string;
  tone: Tone;
  fault?: Fault;
}

const FALLBACK: Record<State['phase'], string> = {
  idle: 'Ready',
  requesting: 'Asking the provider for a widget',
  loading: 'Opening the widget',
  open: 'Waiting for you in the widget window',
  checking: 'Reading the accounts',
  done: 'Connected',
  failed: 'The session ended with an error',
};

const RUNNING = new Set<State['phase']>(['requesting', 'loading', 'open', 'checking']);

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
    label: running ? 'Connecting…' : 'Connect an account',
    text: state.message || FALLBACK[state.phase],
    tone: tone(state),
    fault: running ? undefined : state.error,
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
      message: message || 'The desktop program did not answer.',
      advice: 'Try again. If it stays like this, restart the program.',
      retryable: true,
    },
  };
}
