/** The namespaces that prefixes are bound to around a place, innermost first. The prefix of the default namespace is empty. */
export interface Scope {
  readonly bindings: ReadonlyMap<string, string>;
  readonly outer: Scope | null;
}

/** Of `xsi:nil` (XML Schema Part 1 §2.6.2). */
export const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

/** Of `xml:lang`, bound to `xml` and to no other prefix. */
export const XML = 'http://www.w3.org/XML/1998/namespace';

export const ROOT_SCOPE: Scope = { bindings: new Map([['xml', XML]]), outer: null };

/** Undefined where the prefix is bound to nothing. */
export function namespaceOf(scope: Scope, prefix: string): string | undefined {
  for (let inner: Scope | null = scope; inner !== null; inner = inner.outer) {
    const namespace = inner.bindings.get(prefix);
    if (namespace !== undefined) return namespace;
  }
  return undefined;
}
