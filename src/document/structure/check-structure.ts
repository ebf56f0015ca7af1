import { nearest } from '../../problem/nearest.ts';
import { memberOf } from '../../problem/pointer.ts';
import { isNode, type Node, own, referenceOf } from '../node.ts';
import type { Pointer } from '../operation.ts';
import { createReferenceCheck, type ReferenceOptions } from './check-reference.ts';
import type { Kind } from './notation.ts';
import { an, type ObjectKind, readObjectKinds } from './object-kind.ts';
import { compileRules } from './rules.ts';

const WORDS: Readonly<Record<string, string>> = {
  string: 'a string',
  boolean: 'true or false',
  number: 'a number',
  integer: 'a whole number',
};

const An = (name: string): string => an(name).replace('a', 'A');

interface Place {
  readonly node: Node;
  readonly kind: ObjectKind;
  readonly pointer: Pointer;
}

/** A field that kinds of objects do not have: the first place, the field that was probably meant, how often. */
interface Unknown {
  readonly pointer: Pointer;
  readonly meant: string | undefined;
  count: number;
}

const METHODS = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query']);

const mendOf = (name: string, meant: string | undefined): string =>
  meant === undefined
    ? `Drop it, mend its name, or call it x-${name}.`
    : `Did you mean ${meant}? Else drop it, or call it x-${name}.`;

/** What is known of a document that was looked at whole. */
export interface Structure {
  /** The formats that its schemas name, each with the pointer to the first place. */
  readonly formats: ReadonlyMap<string, Pointer>;
}

/** Holds every object that can be reached against the tables of its version, each once, without recursion. */
export function checkStructure(options: ReferenceOptions): Structure {
  const { schemas, findings } = options;
  const { version } = schemas;
  const isJsonSchema = version === '3.1' || version === '3.2';
  const kinds = readObjectKinds(version);
  const findTarget = createReferenceCheck(options);
  /** What is within what was looked at last, in order, and what is left of what was met before, the next one last. */
  const met: Place[] = [];
  const open: Place[] = [];
  /** What references lead to. */
  const referred: Place[] = [];
  // What operations reach is looked at first: a part that none of them uses may refer to what may not be read.
  let served = true;
  const unknown = new Map<string, Unknown>();
  const formats = new Map<string, Pointer>();
  const rules = compileRules({ schemas, findings, formats });

  /** Whether an object is looked at as this kind for the first time. From now on it was. */
  const isNew = (node: Node, { seen }: ObjectKind): boolean => {
    const before = seen.size;
    return seen.add(node).size > before;
  };

  const mistyped = (pointer: Pointer, kind: Kind, what: string): void => {
    const note = kind.harmless ? findings.warn : findings.error;
    note('field-type', pointer, `This has to be ${what}.`);
  };

  const checkReference = (reference: string, kind: ObjectKind, pointer: Pointer): void => {
    const target = findTarget(reference, pointer, served);
    if (target === undefined) return;
    const { node, pointer: place } = target;
    if (isNode(node)) {
      if (isNew(node, kind)) referred.push({ node, kind, pointer: place });
    } else if (!(isJsonSchema && kind.name === 'Schema' && typeof node === 'boolean')) {
      findings.error('field-type', place, `This has to be ${an(kind.name)}.`);
    }
  };

  const checkObject = (value: unknown, kind: Kind, object: ObjectKind, pointer: Pointer): void => {
    if (!isNode(value)) {
      if (typeof value !== 'boolean' || object.name !== 'Schema' || !isJsonSchema)
        mistyped(pointer, kind, an(object.name));
      return;
    }
    const reference = kind.reference ? referenceOf(value) : undefined;
    if (reference !== undefined) checkReference(reference, object, pointer);
    else if (isNew(value, object)) met.push({ node: value, kind: object, pointer });
  };

  const checkSchema = (value: unknown, kind: Kind, pointer: Pointer): void => {
    const object = kinds.get('Schema');
    if (object !== undefined) checkObject(value, kind, object, pointer);
  };

  /** What is no object of one kind. */
  const checkOther = (value: unknown, kind: Kind, pointer: Pointer): void => {
    switch (kind.base) {
      case 'SchemaOrBoolean':
        if (typeof value !== 'boolean') checkSchema(value, kind, pointer);
        return;
      case 'SchemaOrList':
        if (!Array.isArray(value)) checkSchema(value, kind, pointer);
        else for (const [index, one] of value.entries()) checkSchema(one, kind, memberOf(pointer, index));
        return;
      default:
        if (!kind.isOne(value)) mistyped(pointer, kind, WORDS[kind.base] ?? kind.base);
    }
  };

  const checkOne = (value: unknown, kind: Kind, pointer: Pointer): void => {
    const object = kinds.get(kind.base);
    if (object === undefined) checkOther(value, kind, pointer);
    else checkObject(value, kind, object, pointer);
  };

  const checkValue = (value: unknown, kind: Kind, pointer: Pointer): void => {
    if (kind.container === 'none') {
      checkOne(value, kind, pointer);
    } else if (kind.container === 'list') {
      if (!Array.isArray(value)) mistyped(pointer, kind, 'a list');
      else if (kind.base !== 'any') {
        for (let index = 0; index < value.length; index += 1)
          checkOne(value[index], kind, memberOf(pointer, index));
      }
    } else if (!isNode(value)) {
      mistyped(pointer, kind, 'a map');
    } else if (kind.base !== 'any') {
      for (const name in value)
        if (Object.hasOwn(value, name)) checkOne(value[name], kind, memberOf(pointer, name));
    }
  };

  const noteUnknown = (name: string, { kind, pointer }: Place): void => {
    if (kind.unknown === 'allowed') return;
    const place = memberOf(pointer, name);
    if (kind.name === 'Paths') {
      findings.error('path-malformed', place, 'A path begins with a slash.', `Write /${name}.`);
      return;
    }
    const key = `${kind.name} ${name}`;
    const before = unknown.get(key);
    if (before !== undefined) {
      before.count += 1;
      return;
    }
    const meant = nearest(name, [...kind.fields.keys()]);
    // Nobody would miss a misspelt operation before it is called.
    if (kind.unknown === 'error' || (kind.name === 'PathItem' && METHODS.has(meant ?? ''))) {
      findings.error('field-unknown', place, `${An(kind.name)} has no field ${name}.`, mendOf(name, meant));
      return;
    }
    unknown.set(key, { pointer: place, meant, count: 1 });
  };

  /** A member that is no fixed field. */
  const checkMember = (name: string, value: unknown, place: Place): void => {
    const { kind, pointer } = place;
    if (name.startsWith('x-')) return;
    if (kind.members?.[0].test(name)) checkValue(value, kind.members[1], memberOf(pointer, name));
    else noteUnknown(name, place);
  };

  const checkRequired = ({ node, kind, pointer }: Place): void => {
    for (const [name, required] of kind.required) {
      if (own(node, name) !== undefined || Object.hasOwn(node, '$ref')) continue;
      const note = required === 'yes' ? findings.error : findings.warn;
      note('field-missing', pointer, `${An(kind.name)} needs ${name}.`, `Add ${name}.`);
    }
  };

  const checkPlace = (place: Place): void => {
    const { node, kind, pointer } = place;
    for (const name in node) {
      const value = node[name];
      const field = kind.fields.get(name);
      // Most members are plain values as they should be. An object that was made by a program may hold undefined; written down, it would not.
      if (value === undefined || field?.isPlain(value) === true) continue;
      if (!Object.hasOwn(node, name)) continue;
      if (field === undefined) checkMember(name, value, place);
      else checkValue(value, field, memberOf(pointer, name));
    }
    if (kind.required.length > 0) checkRequired(place);
    // A schema and a path item may refer to another; of a schema before 3.1 nothing else counts.
    const reference = kind.fields.has('$ref') ? referenceOf(node) : undefined;
    if (reference !== undefined) checkReference(reference, kind, pointer);
    rules[kind.name]?.(node, pointer);
  };

  const noteUnknowns = (): void => {
    for (const [key, { pointer, meant, count }] of unknown) {
      const [object = '', name = ''] = key.split(' ');
      const times = count === 1 ? '' : ` (here and in ${count - 1} more places)`;
      findings.warn(
        'field-unknown',
        pointer,
        `${An(object)} has no field ${name}; it is not read${times}.`,
        mendOf(name, meant),
      );
    }
  };

  /** What was met last comes before what was met earlier. */
  const openMet = (): void => {
    for (let last = met.pop(); last !== undefined; last = met.pop()) open.push(last);
  };

  /** Looks at all that was met, in the order of the document. */
  const checkMet = (): void => {
    openMet();
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      checkPlace(place);
      openMet();
    }
  };

  /** Looks at all that was met, and then at what that refers to, and so on. */
  const drain = (): void => {
    checkMet();
    for (const place of referred) {
      met.push(place);
      checkMet();
    }
    referred.length = 0;
  };

  const root = schemas.at('#');
  const start = kinds.get('OpenAPI');
  if (!isNode(root) || start === undefined) return { formats };
  const paths = start.fields.get('paths');
  if (paths !== undefined && Object.hasOwn(root, 'paths')) {
    checkValue(root['paths'], paths, '#/paths');
    drain();
  }
  served = false;
  met.push({ node: root, kind: start, pointer: '#' });
  drain();
  noteUnknowns();
  return { formats };
}
