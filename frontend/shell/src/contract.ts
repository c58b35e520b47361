// What the Go shell sends. The field names are those of its JSON.

/** A test login of the sandbox. */
export interface Hint {
  institution: string;
  user: string;
  password: string;
  /** What happens with this login. */
  what: string;
}

export interface Info {
  provider: string;
  /** True for a real provider, false for the sandbox. */
  live: boolean;
  provider_url: string;
  version: string;
  hints: Hint[];
}

export type Phase =
  'idle' | 'requesting' | 'loading' | 'open' | 'bank' | 'checking' | 'done' | 'failed';

export interface Fault {
  code: string;
  /** Whose matter it is: the user's, the institution's, and so on. */
  level: string;
  message: string;
  advice: string;
  retryable: boolean;
}

export interface State {
  phase: Phase;
  message: string;
  /** Why the session failed. */
  error?: Fault;
  /** Something that ended nothing by itself. */
  notice?: Fault;
}

export interface Account {
  guid: string;
  name: string;
  type: string;
  /** In units of the currency; null when the provider gave none. */
  balance: number | null;
  currency: string;
}

export interface Connection {
  member_guid: string;
  institution: string;
  status: string;
  accounts: Account[];
  /** What is owned less what is owed. */
  total: number;
  /** The provider cannot be asked for the accounts. */
  accounts_unknown?: boolean;
}

export type Kind = 'event' | 'navigation' | 'warning' | 'outcome' | 'status';

/** One line of the timeline. Secrets are masked before it gets here. */
export interface Entry {
  /** Milliseconds since the session was started. */
  t_ms: number;
  kind: Kind;
  type: string;
  detail: string;
  data?: unknown;
  code?: string;
}

/** Everything the page shows, for when it loads. */
export interface Snapshot {
  state: State;
  connections: Connection[];
  timeline: Entry[];
}
