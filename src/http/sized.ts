const RANDOM = 32;

let drawn: string | null = null;

/**
 * In front of a number. Unknown to callers, so that no text of theirs passes for another length than it has. Drawn when it is first needed:
 * Workers draw nothing before a request.
 */
function mark(): string {
  drawn ??= `${crypto.randomUUID().replaceAll('-', '')} `;
  return drawn;
}

/** A text that stands for bytes too many to be made a text, in checks of lengths. It fits no pattern. */
export const sizedText = (size: number): string => mark() + size;

/** Lengths that such texts have themselves: a check need not look at others. */
export const sizedLengths: { readonly least: number; readonly most: number } = {
  least: RANDOM + 2,
  most: RANDOM + 1 + String(Number.MAX_SAFE_INTEGER).length,
};

/** Length that a text stands for; null for a text that stands for itself. */
export const sizeOf = (text: string): number | null =>
  text.startsWith(mark()) ? Number(text.slice(RANDOM + 1)) : null;
