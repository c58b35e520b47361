// Code generated from the Go package desktop/shell; DO NOT EDIT.
// After a change there, run: go generate ./desktop/shell

/** The methods of the Go shell that the page can call. */
export interface Shell {
  /** Info describes the application. */
  Info(): Promise<Info>;
  /** Snapshot returns everything the page shows. */
  Snapshot(): Promise<Snapshot>;
  /**
   * Connect opens a widget. If one is open already, the timeline says so and
   * nothing else happens.
   */
  Connect(): Promise<void>;
  /** Cancel closes the widget, or gives up asking for one. */
  Cancel(): Promise<void>;
  /**
   * OpenAgain opens the bank's page in the browser once more, while the user is
   * to finish there.
   */
  OpenAgain(): Promise<void>;
  /** Back asks the widget to go back by one screen. */
  Back(): Promise<void>;
  /** Reload opens the widget once more, from its start. */
  Reload(): Promise<void>;
}

/** The events that the page hears, by name, and what they carry. */
export interface Topics {
  state: State;
  timeline: Entry;
  connections: Connection[] | null;
}

/** Phase is where the shell stands, for its page. */
export type Phase =
  /** nothing is open */
  | 'idle'
  /** asking the provider for a widget URL */
  | 'requesting'
  /** the widget's window is open, the widget is not there yet */
  | 'loading'
  /** the user works in the widget */
  | 'open'
  /** the user is at the bank's own site, in the browser */
  | 'bank'
  /** a member is connected, its data is on the way */
  | 'checking'
  /** connected, accounts read */
  | 'done'
  /** ended with an error */
  | 'failed';

/** State is what the page's header shows. */
export interface State {
  phase: Phase;
  message: string;
  /** why the session failed */
  error?: Trouble;
  /** something that ended nothing by itself */
  notice?: Trouble;
}

/**
 * Trouble is an error in the form in which a page may see it. The message is
 * for the user; the rest is for developers, and a user never reads it.
 */
export interface Trouble {
  code: string;
  /** whose matter it is */
  level: string;
  message: string;
  /** what exactly is wrong, where the code does not say it all */
  detail?: string;
  /** what the app or its developer should do */
  advice: string;
  /** a new session may succeed */
  retryable: boolean;
}

/** Kind groups the entries of the timeline. */
export type Kind =
  /** the widget said something */
  | 'event'
  /** the widget wanted to go elsewhere */
  | 'navigation'
  /** something was refused or went wrong */
  | 'warning'
  /** what the provider says about a member */
  | 'status'
  /** the end of the session */
  | 'outcome';

/** Entry is one line of the timeline. Secrets in it are masked. */
export interface Entry {
  /** milliseconds since "Connect an account" was pressed */
  t_ms: number;
  kind: Kind;
  type: string;
  detail: string;
  data?: unknown;
  code?: string;
}

/** Connection is a connected member with its accounts. */
export interface Connection {
  member_guid: string;
  institution: string;
  status: string;
  accounts: Account[] | null;
  /** what is owned less what is owed */
  total: number;
  /** AccountsUnknown says that the provider cannot be asked for the accounts. */
  accounts_unknown?: boolean;
}

/**
 * Account is one account as the page shows it. Amounts are in units of the
 * currency.
 */
export interface Account {
  guid: string;
  name: string;
  type: string;
  /** null when the provider gave none */
  balance: number | null;
  currency: string;
}

/** Hint tells a newcomer what to type into the sandbox's widget. */
export interface Hint {
  institution: string;
  user: string;
  password: string;
  /** what happens with this login */
  what: string;
}

/** Info describes the application for the page's header and empty state. */
export interface Info {
  provider: string;
  /** a real provider, and not the sandbox */
  live: boolean;
  provider_url: string;
  version: string;
  hints: Hint[] | null;
}

/** Snapshot is everything the page shows, for when it loads. */
export interface Snapshot {
  state: State;
  connections: Connection[] | null;
  timeline: Entry[] | null;
}
