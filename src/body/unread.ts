import type { MediaType, Operation } from '../document/operation.ts';
import { parseMediaType } from '../http/media-type.ts';
import type { Finding } from '../problem/finding.ts';

const isUnread = ({ type }: MediaType): boolean => parseMediaType(type) === null;

/** Bodies that no request can name; this harms nobody but those who wait for them. */
export const findUnread = (operations: readonly Operation[]): readonly Finding[] =>
  operations.flatMap(({ id, body }) =>
    (body?.content ?? []).filter(isUnread).map(({ type, pointer }) => ({
      code: 'media-type-unread',
      pointer: pointer.replace(/^#/, ''),
      message: `${type} is no media type, so no body of ${id} can be of it.`,
      mend: 'Write it as type/subtype, for example application/json.',
    })),
  );
