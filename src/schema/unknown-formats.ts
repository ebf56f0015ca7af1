import type { Pointer } from '../document/operation.ts';
import type { Finding } from '../problem/finding.ts';
import { isRegistered, registeredAs } from './formats.ts';

const MOST = 10;

/**
 * One warning for all formats that nobody knows: no value is held against them.
 *
 * @param formats The formats that the document names, each with the pointer to where it does so first.
 * @param own Formats that the user brings.
 */
export function findUnknownFormats(
  formats: ReadonlyMap<string, Pointer>,
  own: Readonly<Record<string, unknown>> = {},
): readonly Finding[] {
  const unknown = [...formats].filter(([name]) => !isRegistered(name) && !Object.hasOwn(own, name));
  const [first] = unknown;
  if (first === undefined) return [];
  const names = unknown.slice(0, MOST).map(([name]) => name);
  const meant = unknown.flatMap(([name]) => {
    const registered = registeredAs(name);
    return registered === undefined ? [] : [`${name} for ${registered}`];
  });
  const more = unknown.length > MOST ? `, and ${unknown.length - MOST} more` : '';
  const [checks, theirs] =
    unknown.length === 1 ? ['a check of it', 'its name'] : ['checks of them', 'their names'];
  return [
    {
      code: 'format-unknown',
      pointer: first[1].replace(/^#/, ''),
      message: `${unknown.length === 1 ? 'A format is not checked, for nobody knows it' : 'Formats are not checked, for nobody knows them'}: ${names.join(', ')}${more}.`,
      mend:
        meant.length === 0
          ? `Give ${checks} under formats, or mend ${theirs}.`
          : `Mend ${theirs} (${meant.join(', ')}?), or give ${checks} under formats.`,
    },
  ];
}
