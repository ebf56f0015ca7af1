/** What a {@link Serializer} is told of the answer. */
export interface SerializerContext {
  /** The media type as the document declares it, lower case: `text/csv; charset=utf-8`. */
  readonly mediaType: string;
  readonly status: number;
}

/**
 * Writes the value of an answer in a media type.
 *
 * @example
 * const serializers: Record<string, Serializer> = { 'text/csv': (rows) => toCsv(rows) };
 */
export type Serializer = (value: unknown, context: SerializerContext) => string | Uint8Array;
