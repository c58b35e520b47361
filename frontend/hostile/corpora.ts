// The hostile corpora of the core, as its Go tests read them. Their shape is described beside them,
// in core/navigation/testdata, core/event/testdata and core/oauth/testdata.

import { readFileSync } from 'node:fs';

export interface AddressRow {
  input: string;
  valid: boolean;
  origin?: string;
  why: string;
}

export interface MessageRow {
  name: string;
  /** JSON text, or text that is not JSON on purpose. */
  data: string;
}

export interface EventURLRow {
  name: string;
  url: string;
}

export interface ProblemRow {
  name: string;
  type: string;
  /** JSON text. */
  metadata: string;
}

export interface ReturnRow {
  name: string;
  url: string;
  code?: string;
}

const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));

/** The rows of a corpus. Throws when there are fewer than it had: a test that reads none proves nothing. */
function rows<T>(path: string, atLeast: number, of = (file: unknown) => file as T[]): T[] {
  const found = of(read(path));
  if (found.length < atLeast) throw new Error(`${path} has only ${found.length} rows`);
  return found;
}

export const addresses = rows<AddressRow>('core/navigation/testdata/urls.json', 280);
export const messages = rows<MessageRow>('core/event/testdata/hostile_messages.json', 55);
export const eventURLs = rows<EventURLRow>('core/event/testdata/hostile_urls.json', 55);
export const problems = rows<ProblemRow>('core/event/testdata/problems.json', 30);
export const returns = rows<ReturnRow>(
  'core/oauth/testdata/returns.json',
  200,
  (file) => (file as { rows: ReturnRow[] }).rows,
);

/** What a WHATWG parser makes of an address, or undefined when it refuses it. */
export function parsed(input: string): URL | undefined {
  try {
    return new URL(input);
  } catch {
    return undefined;
  }
}

/** JSON text as a value, or undefined when it is not JSON. */
export function value(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
