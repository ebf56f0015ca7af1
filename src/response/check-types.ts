import type { MediaType, Pointer } from '../document/operation.ts';
import { bestFit, isJson, type MediaTypeParts, parseMediaType, sequenceOf } from '../http/media-type.ts';
import type { Check } from '../problem/issue.ts';
import { type CheckContent, checkValue, compileCheckContent } from './check-content.ts';
import { type CheckSequenceItem, compileCheckEvent } from './check-events.ts';
import { issuesOfItems } from './check-items.ts';
import { toRanges } from './ranges.ts';

export interface CheckTypesOptions {
  /** The check of a schema, in the direction of responses. */
  readonly checkOf: (schema: Pointer) => Check;
  /** What one item of a sequence has to fit; null where the document does not say. */
  readonly itemOf: (mediaType: MediaType) => Pointer | null;
  /** Whether a schema is of server-sent events, and not of what they tell. */
  readonly isOfEvents: (schema: Pointer) => boolean;
  /** Whether a serializer of the user's writes JSON, so that only the text tells what is sent. */
  readonly rewritesJson: boolean;
}

/** What a response asks of content, by the content type that is sent. */
export interface CheckTypes {
  /** Null where the type is not declared. */
  readonly content: (type: string) => CheckContent | null;
  /** Of a problem: where its own type is not declared, it is held to what is said of JSON; to nothing where that is not declared either. */
  readonly problem: (type: string) => CheckContent;
  /** Of one item of a sequence; null where nothing is asked. */
  readonly item: (type: string) => CheckSequenceItem | null;
}

/** Content types that are remembered of one response; a process may make up one for each answer. */
const MOST_TYPES = 100;

/** What is made of a content type, made when it first occurs. */
function byType<Made>(make: (sent: MediaTypeParts | null) => Made): (type: string) => Made {
  const made = new Map<string, Made>();
  return (type) => {
    const known = made.get(type);
    if (known !== undefined) return known;
    const fresh = make(parseMediaType(type));
    if (made.size < MOST_TYPES) made.set(type, fresh);
    return fresh;
  };
}

const NOTHING: CheckContent = () => null;

/** Compiles what the media types of one response ask of content. */
export function compileCheckTypes(
  content: readonly MediaType[],
  { checkOf, itemOf, isOfEvents, rewritesJson }: CheckTypesOptions,
): CheckTypes {
  const declared = toRanges(content);
  const json = declared.find(({ range }) => isJson(range))?.mediaType;

  const compileItem = (sent: MediaTypeParts, mediaType: MediaType): CheckSequenceItem | null => {
    const schema = itemOf(mediaType);
    if (schema === null) return null;
    const check = checkOf(schema);
    return sequenceOf(sent) === 'events'
      ? compileCheckEvent(check, isOfEvents(schema))
      : (item) => checkValue(check, item);
  };

  /** What is no list, a text that is written already for one, is not taken apart. */
  const compileItems = (check: CheckSequenceItem | null): CheckContent =>
    check === null ? NOTHING : (given) => (Array.isArray(given) ? issuesOfItems(check, given) : null);

  const compile = (sent: MediaTypeParts, mediaType: MediaType): CheckContent => {
    if (sequenceOf(sent) !== null) return compileItems(compileItem(sent, mediaType));
    return mediaType.schema === null
      ? NOTHING
      : compileCheckContent(sent, checkOf(mediaType.schema), rewritesJson);
  };

  const types: CheckTypes = {
    content: byType((sent) => {
      const mediaType = sent === null ? undefined : bestFit(declared, sent)?.mediaType;
      return sent === null || mediaType === undefined ? null : compile(sent, mediaType);
    }),
    problem: byType((sent) => {
      const mediaType = sent === null ? undefined : (bestFit(declared, sent)?.mediaType ?? json);
      return sent === null || mediaType === undefined ? NOTHING : compile(sent, mediaType);
    }),
    item: byType((sent) => {
      const mediaType = sent === null ? undefined : bestFit(declared, sent)?.mediaType;
      return sent === null || mediaType === undefined ? null : compileItem(sent, mediaType);
    }),
  };
  // Asked for now, so that their checks are among those that a warm-up compiles.
  for (const { mediaType } of declared) types.content(mediaType.type);
  return types;
}
