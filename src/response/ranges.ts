import type { MediaType } from '../document/operation.ts';
import { type MediaTypeParts, parseMediaType } from '../http/media-type.ts';

/** A media type that a response declares, and the media types that it is for. */
export interface Ranged {
  readonly range: MediaTypeParts;
  readonly mediaType: MediaType;
}

/** What is declared under a name that is no media type is for none. */
export const toRanges = (content: readonly MediaType[]): readonly Ranged[] =>
  content.flatMap((mediaType) => {
    const range = parseMediaType(mediaType.type);
    return range === null ? [] : [{ range, mediaType }];
  });
