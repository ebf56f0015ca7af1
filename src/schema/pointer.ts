import type { Pointer } from '../document/operation.ts';

const escaped = (token: string): string => token.replaceAll('~', '~0').replaceAll('/', '~1');

/** The pointer to a member of what is at a pointer (RFC 6901). */
export const memberOf = (pointer: Pointer, name: string | number): Pointer =>
  `${pointer}/${escaped(String(name))}`;
