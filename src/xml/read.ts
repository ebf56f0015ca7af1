import type { Pointer, Schemas } from '../document/operation.ts';
import type { Issue, SchemaIssue } from '../problem/issue.ts';
import { type Problem, refuse } from '../problem/problem.ts';
import { type CastText, createCastOf } from './cast-text.ts';
import { createLookUpOf } from './look-up.ts';
import { isNamed } from './names.ts';
import { createOutlineOf, type Outline } from './outline.ts';
import { createReadElement } from './read-element.ts';
import { nameOf } from './slots.ts';
import { readTree, type XmlElement } from './tree.ts';
import type { Fault } from './well-formed.ts';

export interface XmlOptions {
  readonly schemas: Schemas;
  readonly castOf: (schema: Pointer) => CastText;
}

/** XML text → value, typed by its schema. A {@link Problem} where it is no XML that can be read; what cannot be cast is pushed to `issues`. */
export type ReadXml = (text: string, issues: Issue[]) => unknown;

const refused = ({ fault, position }: Fault): Problem => {
  const place = position === undefined ? '' : ` at position ${position}`;
  return refuse('body-malformed', { detail: `The body is not XML that can be read: ${fault}${place}.` });
};

/** What is no XML, however it fails: deep and long texts are refused before, and the parser may throw. */
function readRoot(text: string): XmlElement | Problem {
  try {
    const tree = readTree(text);
    return 'fault' in tree ? refused(tree) : tree;
  } catch (cause) {
    return refuse('body-malformed', { detail: 'The body is not XML that can be read.', cause });
  }
}

/** What the root is called; null where any name will do. */
function rootNameOf(root: Outline): ReturnType<typeof nameOf> | null {
  const name = root.xml.name ?? root.component;
  return name === undefined ? null : nameOf(root, name);
}

/**
 * Compiles the reading of XML bodies.
 *
 * @param schema Null where the document gives none; everything stays text then.
 * @see OpenAPI 3.2 §4.26 XML Object
 */
export function compileReadXml(schema: Pointer | null, { schemas, castOf }: XmlOptions): ReadXml {
  const outlineOf = createOutlineOf(schemas);
  const tools = { outlineOf, lookUpOf: createLookUpOf(outlineOf), castOf: createCastOf(outlineOf, castOf) };
  const outline = outlineOf(schema === null ? [] : [schema]);
  const name = rootNameOf(outline);

  return (text, issues) => {
    const root = readRoot(text);
    if (!('children' in root)) return root;
    const found: SchemaIssue[] = [];
    const isRoot = name === null || isNamed(name, root);
    if (!isRoot)
      found.push({ pointer: '', code: 'root', message: `The root element must be <${name.local}>.` });
    const value = isRoot ? createReadElement(tools, found)(root, outline, '') : undefined;
    issues.push(...found.map((issue) => ({ in: 'body' as const, ...issue })));
    return value;
  };
}
