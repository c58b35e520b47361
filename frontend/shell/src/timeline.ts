import type { Entry } from './contract';

/** The most entries that the page keeps; older ones leave. The shell keeps as many. */
export const LIMIT = 500;

/** True when the entry opens a new session: its clock starts anew. */
export const startsSession = (entry: Entry, previous: Entry | undefined): boolean =>
  previous !== undefined && entry.t_ms < previous.t_ms;

/** How many entries must leave so that no more than `limit` are kept. */
export const surplus = (length: number, limit = LIMIT): number => Math.max(0, length - limit);

/** The entry's data as indented JSON, or undefined when there is nothing to expand. */
export function prettyData({ data }: Entry): string | undefined {
  const empty = data == null || (typeof data === 'object' && Object.keys(data).length === 0);
  return empty ? undefined : JSON.stringify(data, null, 2);
}

/**
 * Joins what was heard live to a snapshot taken while listening: entries that the snapshot already
 * holds are not repeated. Each entry of the snapshot covers one live entry.
 */
export function joinSnapshot(snapshot: Entry[], heard: Entry[]): Entry[] {
  const known = snapshot.map((entry) => JSON.stringify(entry));
  const missing = heard.filter((entry) => {
    const at = known.lastIndexOf(JSON.stringify(entry));
    if (at >= 0) known.splice(at, 1);
    return at < 0;
  });
  return [...snapshot, ...missing];
}
