import type { MediaType, Pointer } from '../document/operation.ts';
import { isJson, type MediaTypeParts, parseMediaType, sequenceOf, specificity } from '../http/media-type.ts';
import type { Check } from '../problem/issue.ts';
import { type CheckContent, compileCheckContent } from './check-content.ts';

export interface CheckTypesOptions {
  /** The check of a schema, in the direction of responses. */
  readonly checkOf: (schema: Pointer) => Check;
  /** What one item of a sequence has to fit; null where the document does not say. */
  readonly itemOf: (mediaType: MediaType) => Pointer | null;
}

/** What a response asks of content, by the content type that is sent. */
export interface CheckTypes {
  /** Null where the type is not declared. */
  readonly content: (type: string) => CheckContent | null;
  /** Of a problem: where its own type is not declared, it is held to what is said of JSON; to nothing where that is not declared either. */
  readonly problem: (type: string) => CheckContent;
  /** Of one item of a sequence; null where nothing is asked. */
  readonly item: (type: string) => Check | null;
}

interface Declared {
  readonly mediaType: MediaType;
  readonly parts: MediaTypeParts;
}

const readDeclared = (content: readonly MediaType[]): readonly Declared[] =>
  content.flatMap((mediaType) => {
    const parts = parseMediaType(mediaType.type);
    return parts === null ? [] : [{ mediaType, parts }];
  });

/** The declared media type that fits most closely; undefined where none does. */
function closest(declared: readonly Declared[], sent: MediaTypeParts): MediaType | undefined {
  let best: MediaType | undefined;
  let most = 0;
  for (const { mediaType, parts } of declared) {
    const fit = specificity(parts, sent);
    if (fit <= most) continue;
    best = mediaType;
    most = fit;
  }
  return best;
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
  { checkOf, itemOf }: CheckTypesOptions,
): CheckTypes {
  const declared = readDeclared(content);
  const json = declared.find(({ parts }) => isJson(parts))?.mediaType;

  const compile = (sent: MediaTypeParts, mediaType: MediaType): CheckContent =>
    mediaType.schema === null ? NOTHING : compileCheckContent(sent, checkOf(mediaType.schema));

  const types: CheckTypes = {
    content: byType((sent) => {
      const mediaType = sent === null ? undefined : closest(declared, sent);
      return sent === null || mediaType === undefined ? null : compile(sent, mediaType);
    }),
    problem: byType((sent) => {
      const mediaType = sent === null ? undefined : (closest(declared, sent) ?? json);
      return sent === null || mediaType === undefined ? NOTHING : compile(sent, mediaType);
    }),
    item: byType((sent) => {
      const mediaType = sent === null ? undefined : closest(declared, sent);
      const schema = mediaType === undefined ? null : itemOf(mediaType);
      return schema === null ? null : checkOf(schema);
    }),
  };
  // Asked for now, so that their checks are among those that a warm-up compiles.
  for (const { mediaType, parts } of declared)
    (sequenceOf(parts) === null ? types.content : types.item)(mediaType.type);
  return types;
}
