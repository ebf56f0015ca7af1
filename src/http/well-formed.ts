/** The text with the sign for a lost character in place of each half of one, which nothing can encode. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\uFFFD');
