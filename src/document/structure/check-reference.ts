import { nearest } from '../../problem/nearest.ts';
import { escapeSegment, memberOf } from '../../problem/pointer.ts';
import type { Findings } from '../findings.ts';
import { isNode, referenceOf } from '../node.ts';
import type { Pointer, Schemas } from '../operation.ts';
import { fileOf } from '../pointer.ts';
import type { Fault } from '../references.ts';
import type { Located } from '../schemas.ts';

export interface ReferenceOptions {
  readonly schemas: Schemas;
  readonly findings: Findings;
  /** The file that a reference in another leads to. */
  readonly fileAt: (file: string, reference: string) => string | undefined;
  /** Why files could not be read, by name. */
  readonly faults: ReadonlyMap<string, Fault>;
}

/** Finds what a reference leads to, and notes why it leads nowhere. Unless it is served, a refusal harms nothing. */
export function createReferenceCheck({
  schemas,
  findings,
  fileAt,
  faults,
}: ReferenceOptions): (reference: string, pointer: Pointer, served: boolean) => Located | undefined {
  const noteFault = (fault: Fault, uri: string, place: Pointer, served: boolean): void => {
    const line = fault.line === undefined ? '' : ` (line ${fault.line})`;
    const note = served || fault.code !== 'reference-refused' ? findings.error : findings.warn;
    note(fault.code, place, `${uri} cannot be read${line}: ${fault.message}`, fault.mend);
  };

  const noteUnresolved = (reference: string, place: Pointer, served: boolean): void => {
    const uri = reference.replace(/#.*$/s, '');
    const file = fileAt(fileOf(place), uri);
    const fault = file === undefined ? undefined : faults.get(file);
    if (fault !== undefined) {
      noteFault(fault, uri, place, served);
    } else if (file === undefined) {
      const mend =
        'Mend it; where the document is given as an object, say where it begins with { references: { folder } }.';
      findings.error('reference-refused', place, `${uri} names no place to read from.`, mend);
    } else {
      findings.error('reference-unresolved', place, `${reference} leads nowhere.`, mendOf(reference, place));
    }
  };

  /** What was probably meant stands beside where the reference would lead. */
  const mendOf = (reference: string, place: Pointer): string => {
    const at = reference.lastIndexOf('/');
    const holder = at === -1 ? undefined : schemas.target(place, reference.slice(0, at));
    const node = holder === undefined ? undefined : schemas.at(holder);
    const meant = isNode(node) ? nearest(reference.slice(at + 1), Object.keys(node)) : undefined;
    return meant === undefined
      ? 'Mend the reference.'
      : `Did you mean ${reference.slice(0, at + 1)}${escapeSegment(meant)}?`;
  };

  const isCircular = (start: Pointer): boolean => {
    const seen = new Set<Pointer>();
    let at: Pointer | undefined = start;
    while (at !== undefined && !seen.has(at)) {
      seen.add(at);
      const reference = referenceOf(schemas.at(at));
      at = reference === undefined ? undefined : schemas.target(at, reference);
    }
    return at !== undefined;
  };

  return (reference, pointer, served) => {
    const target = schemas.target(pointer, reference);
    if (target === undefined) {
      noteUnresolved(reference, memberOf(pointer, '$ref'), served);
      return undefined;
    }
    const node = schemas.at(target);
    if (referenceOf(node) === undefined || !isCircular(target)) return { node, pointer: target };
    const message = `${reference} leads back to itself.`;
    const mend = 'Let it lead to what it stands for.';
    findings.error('reference-circular', memberOf(pointer, '$ref'), message, mend);
    return undefined;
  };
}
