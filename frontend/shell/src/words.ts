/** Turns a constant such as CREDIT_CARD into "Credit card". */
export function humanise(constant: string): string {
  const words = constant.replaceAll('_', ' ').trim().toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** "1 account", "2 accounts". */
export const count = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? '' : 's'}`;

/** Formats a time since the start of a session as m:ss.mmm. */
export function clock(milliseconds: number): string {
  const whole = Math.max(0, Math.round(milliseconds));
  const minutes = Math.floor(whole / 60_000);
  const seconds = String(Math.floor(whole / 1000) % 60).padStart(2, '0');
  return `${minutes}:${seconds}.${String(whole % 1000).padStart(3, '0')}`;
}
