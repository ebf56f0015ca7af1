import { unescapeSegment } from '../problem/pointer.ts';
import type { Pointer } from './operation.ts';

/** The file of a pointer; empty for the root document. */
export const fileOf = (pointer: Pointer): string => pointer.slice(0, pointer.indexOf('#'));

export const segmentsOf = (path: string): readonly string[] =>
  path === '' ? [] : path.slice(1).split('/').map(unescapeSegment);

/** How a finding names a place: the root document's file is left out. */
export const toFindingPointer = (pointer: Pointer): string =>
  pointer.startsWith('#') ? pointer.slice(1) : pointer;

/** Pointers to what is around what is at a pointer, and that itself. */
export const beginningsOf = (pointer: Pointer): readonly Pointer[] =>
  [...`${pointer}/`.matchAll(/\//g)].map(({ index }) => pointer.slice(0, index));
