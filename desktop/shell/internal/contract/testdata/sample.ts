// Code generated from the Go package desktop/shell; DO NOT EDIT.
// After a change there, run: go generate ./desktop/shell

/** The methods of the Go shell that the page can call. */
export interface Shell {
  /** It may fail. */
  Ask(question: string, times: number): Promise<Answer | null>;
  Stop(): Promise<void>;
}

/** The events that the page hears, by name, and what they carry. */
export interface Topics {
  done: Answer[] | null;
  word: Word;
}

/** Tone is how an answer sounds. */
export type Tone =
  /** like a bird */
  | 'high'
  | 'low';

/** Answer is an answer. */
export interface Answer {
  tone: Tone;
  /** not only a guess */
  sure: boolean;
  /** null when it was not weighed */
  weight: number | null;
  /** the one after this */
  next?: Answer;
  words: string[] | null;
  others?: (Answer | null)[];
  names: Record<string, Tone[] | null> | null;
  raw?: unknown;
  foreign?: number;
}

/** Word is told of. */
export type Word = string;
