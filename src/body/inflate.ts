/** A coding in which bodies may come (RFC 9110 §8.4.1; br: RFC 7932). */
export type ContentCoding = 'gzip' | 'deflate' | 'br';
