import { bytesOf } from '../http/bytes.ts';
import { bestFit, type MediaTypeParts, parseMediaType } from '../http/media-type.ts';
import { Problem } from '../problem/problem.ts';
import type { Decoder } from './decode.ts';
import { holdsPoison, POISONED } from './json.ts';
import { malformed } from './refusals.ts';

/** What a {@link BodyParser} is told of the body. Frozen. */
export interface ParserContext {
  /** Media type as sent, lower case, without parameters: `text/csv`. */
  readonly mediaType: string;
  /** Parameters of the media type by lower-case name: `{ charset: 'utf-8' }`. */
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Reads bodies of a media type: bytes → value, or a promise of it, which is then checked by the schema. What it throws is a 400 without
 * its message; a Problem is sent as it is.
 *
 * @example
 * const parsers: Record<string, BodyParser> = { 'application/cbor': (bytes) => decode(bytes) };
 */
export type BodyParser = (bytes: Uint8Array, context: ParserContext) => unknown;

/** Finds the decoder that somebody handed in for a media type; null where nobody did. */
export type FindParser = (sent: MediaTypeParts) => Decoder | null;

const toDecoder = (parse: BodyParser, { type, subtype, parameters }: MediaTypeParts): Decoder => {
  const mediaType = `${type}/${subtype}`;
  const given = Object.freeze({ mediaType, parameters: Object.freeze({ ...parameters }) });
  const refused = (error: unknown): Problem =>
    error instanceof Problem ? error : malformed(`The body is not what ${mediaType} has to be.`);
  const clean = (value: unknown): unknown => (holdsPoison(value) ? malformed(POISONED) : value);
  const decode = (bytes: Uint8Array): unknown => {
    try {
      const value = parse(bytes, given);
      return isThenable(value) ? Promise.resolve(value).then(clean).catch(refused) : clean(value);
    } catch (error) {
      return refused(error);
    }
  };
  return { decode, decodeText: (text) => decode(bytesOf(text)) };
};

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

/** The most specific of the ranges under which parsers were handed in wins (RFC 9110 §12.5.1). */
export function compileParsers(parsers: Readonly<Record<string, BodyParser>>): FindParser {
  const ranges = Object.entries(parsers).flatMap(([name, parse]) => {
    const range = parseMediaType(name);
    return range === null ? [] : [{ range, parse }];
  });
  return (sent) => {
    const best = bestFit(ranges, sent);
    return best === undefined ? null : toDecoder(best.parse, sent);
  };
}
