import { Component, Fragment, type ReactNode } from 'react';

interface Props {
  children: ReactNode;
}

interface State {
  failed: boolean;
  attempt: number;
}

/**
 * Catches what the widget throws while it renders; the widget has no boundary of its own, so a
 * fault would leave an empty page. The fault goes to the console, where hosts collect it. "Start
 * again" mounts a new widget rather than reloading the page, because a widget URL works only once.
 * That helps after a call that failed, but not when the widget's own store holds what broke it: from
 * the second fault on, the user is told to close the window.
 */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { failed: false, attempt: 0 };

  static getDerivedStateFromError(): Partial<State> {
    return { failed: true };
  }

  override componentDidCatch(error: unknown): void {
    console.error('connecthost: the widget stopped:', error);
  }

  private readonly restart = () =>
    this.setState(({ attempt }) => ({ failed: false, attempt: attempt + 1 }));

  override render(): ReactNode {
    if (!this.state.failed) {
      return <Fragment key={this.state.attempt}>{this.props.children}</Fragment>;
    }
    return <Stopped again={this.state.attempt > 0} onRestart={this.restart} />;
  }
}

/** The page shown in place of a widget that stopped. */
function Stopped({ again, onRestart }: { again: boolean; onRestart: () => void }) {
  return (
    <main className="stopped" role="alert" data-test="widget-stopped">
      <h1>Something went wrong</h1>
      <p>
        {again
          ? 'It happened again. Please close this window and open it anew from the app.'
          : 'The page could not go on. You can start again from the list of institutions.'}
      </p>
      <button type="button" onClick={onRestart}>
        Start again
      </button>
    </main>
  );
}
