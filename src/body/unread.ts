import type { MediaType, Operation } from '../document/operation.ts';
import { isXml, parseMediaType } from '../http/media-type.ts';
import type { Finding } from '../problem/finding.ts';

const isUnread = ({ type }: MediaType): boolean => {
  const parts = parseMediaType(type);
  return parts === null || isXml(parts) || parts.type === 'multipart';
};

/** Declared bodies that cannot be read; requests with them are refused, so this harms nobody but those who wait for them. */
export const findUnread = (operations: readonly Operation[]): readonly Finding[] =>
  operations.flatMap(({ id, body }) =>
    (body?.content ?? []).filter(isUnread).map(({ type, pointer }) => ({
      code: 'media-type-unread',
      pointer: pointer.replace(/^#/, ''),
      message: `Bodies of type ${type} cannot be read yet; ${id} answers them with 415.`,
    })),
  );
