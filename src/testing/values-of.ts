import type { BodyOf, CookiesOf, HeadersOf, PathOf, QueryOf, Untyped } from '../operations.ts';

type Named = Readonly<Record<string, unknown>>;

/** Path parameters have to be given where there are any: there is no URL without them. */
type PathValues<Op> = Op extends Untyped
  ? { readonly path?: Named }
  : [keyof PathOf<Op>] extends [never]
    ? { readonly path?: Named }
    : { readonly path: PathOf<Op> };

/** So has a body that is required. */
type BodyValues<Op> =
  undefined extends BodyOf<Op> ? { readonly body?: BodyOf<Op> } : { readonly body: BodyOf<Op> };

/** Parameters and body of an operation, by the names of its document. What is not given is as if it were not sent. */
export type ValuesOf<Op = Untyped> = PathValues<Op> &
  BodyValues<Op> & {
    readonly query?: Op extends Untyped ? Named : Partial<QueryOf<Op>>;
    readonly headers?: Op extends Untyped ? Named : Partial<HeadersOf<Op>> & Named;
    readonly cookies?: Op extends Untyped ? Named : Partial<CookiesOf<Op>>;
  };

/** The last parameter of a function, which may be left out where none of its members has to be given. */
export type OptionalUnlessNeeded<Values> =
  Record<never, never> extends Values ? [values?: Values] : [values: Values];
