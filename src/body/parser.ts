/** What a {@link BodyParser} is told of the body. */
export interface ParserContext {
  /** Media type as sent, lower case, without parameters: `text/csv`. */
  readonly mediaType: string;
  /** Parameters of the media type by lower-case name: `{ charset: 'utf-8' }`. */
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Reads bodies of a media type: bytes → value, which is then checked by the schema. What it throws is a 400 without its message; a
 * Problem is sent as it is.
 *
 * @example
 * const parsers = { 'application/cbor': (bytes) => decode(bytes) };
 */
export type BodyParser = (bytes: Uint8Array, context: ParserContext) => unknown;
