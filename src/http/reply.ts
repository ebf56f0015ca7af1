import type { HeadersInput } from './header-lines.ts';
import type { HeaderLine } from './message.ts';

/** Marks a {@link Reply}, so that no object of a process is taken for one by chance. */
export const replied: unique symbol = Symbol('opbind.reply');

/** An answer that says all of itself; made by `reply()`. */
export interface Reply<Status extends number = number, Content = unknown> {
  readonly [replied]: true;
  readonly status: Status;
  readonly content: Content;
  readonly headers: readonly HeaderLine[];
  readonly contentType?: string;
  readonly charset?: string;
}

/** The same thing as a plain object, recognised by its own members `HttpStatusCode` and `Content`. */
export interface ReplyObject<Status extends number = number, Content = unknown> {
  readonly HttpStatusCode: Status;
  readonly Content: Content;
  /** The charset of a text; never a content coding. */
  readonly ContentEncoding?: string;
  readonly ContentType?: string;
  readonly HttpHeaders?: HeadersInput;
}
