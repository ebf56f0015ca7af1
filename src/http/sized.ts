import { randomBytes } from 'node:crypto';

/** Unknown to callers, so that no text of theirs passes for another length than it has. */
const MARK = `${randomBytes(16).toString('hex')} `;

/** A text that stands for bytes too many to be made a text, in checks of lengths. It fits no pattern. */
export const sizedText = (size: number): string => MARK + size;

/** Lengths that such texts have themselves: a check need not look at others. */
export const sizedLengths: { readonly least: number; readonly most: number } = {
  least: MARK.length + 1,
  most: MARK.length + String(Number.MAX_SAFE_INTEGER).length,
};

/** Length that a text stands for; null for a text that stands for itself. */
export const sizeOf = (text: string): number | null =>
  text.startsWith(MARK) ? Number(text.slice(MARK.length)) : null;
