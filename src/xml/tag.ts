import { escapeAttribute, findForbidden } from './characters.ts';
import type { XmlName } from './names.ts';
import { namespaceOf, type Scope, XML, XSI } from './scope.ts';

/** A start tag that is being written. */
export interface Tag {
  /** What prefixes are bound to within the element. */
  readonly scope: Scope;
  readonly setAttribute: (name: XmlName, value: string) => void;
  /** Says that the element stands for null. */
  readonly setNil: () => void;
  /** The start tag up to its end, `>` or `/>`. */
  readonly toStart: () => string;
  readonly end: string;
}

/** A text as it is. @throws {TypeError} where it holds what no XML document can. */
export function checked(text: string): string {
  if (findForbidden(text) !== -1)
    throw new TypeError(
      'A text holds a character that XML cannot hold: a control character or half a surrogate pair.',
    );
  return text;
}

const USUAL_PREFIX = 'ns';

const qualified = (prefix: string, local: string): string => (prefix === '' ? local : `${prefix}:${local}`);

/** Begins an element. Namespaces are declared where they are first needed. */
export function createTag(name: XmlName, outer: Scope): Tag {
  const bindings = new Map<string, string>();
  const scope: Scope = { bindings, outer };
  /** What this tag itself takes prefixes for; a prefix means one thing in one tag. */
  const used = new Map<string, string>();
  const attributes = new Map<string, string>();

  const isFor = (prefix: string, namespace: string): boolean =>
    (used.get(prefix) ?? namespace) === namespace && (prefix === 'xml') === (namespace === XML);

  const bind = (wanted: string, namespace: string): string => {
    let prefix = namespace === XML ? 'xml' : wanted;
    for (let count = 1; !isFor(prefix, namespace); count += 1) prefix = `${USUAL_PREFIX}${count}`;
    if (namespaceOf(scope, prefix) !== namespace) bindings.set(prefix, namespace);
    used.set(prefix, namespace);
    return prefix;
  };

  /** A prefix that stands for nothing is left out: with it, the document could not be read. */
  const prefixFor = ({ prefix = '', namespace }: XmlName, usual: string): string => {
    if (namespace !== undefined) return bind(prefix === '' ? usual : prefix, namespace);
    const bound = prefix === '' ? undefined : namespaceOf(scope, prefix);
    return bound === undefined ? '' : bind(prefix, bound);
  };

  const setAttribute = (attribute: XmlName, value: string): void => {
    const key = qualified(prefixFor(attribute, USUAL_PREFIX), attribute.local);
    if (attributes.has(key)) throw new TypeError('Two members would be the same attribute in XML.');
    attributes.set(key, checked(value));
  };

  const own = qualified(prefixFor(name, ''), name.local);

  const declarations = (): readonly (readonly [string, string])[] =>
    [...bindings].map(([prefix, namespace]) => [
      prefix === '' ? 'xmlns' : `xmlns:${prefix}`,
      checked(namespace),
    ]);

  return {
    scope,
    setAttribute,
    setNil: () => setAttribute({ local: 'nil', prefix: 'xsi', namespace: XSI }, 'true'),
    toStart: () =>
      `<${own}${[...declarations(), ...attributes].map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`).join('')}`,
    end: `</${own}>`,
  };
}
