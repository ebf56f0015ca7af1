import type { Pointer, Schemas } from '../document/operation.ts';
import { unescapeSegment } from '../problem/pointer.ts';
import { type Decisions, type Facet, type Facets, mappingOf } from './facets.ts';
import { nodeOf, own } from './node.ts';

const COMPONENT = /#\/(?:components\/schemas|definitions)\/([^/]+)$/;

const nameOf = (pointer: Pointer): string | undefined => {
  const [, name] = COMPONENT.exec(pointer) ?? [];
  return name === undefined ? undefined : unescapeSegment(name);
};

/** 2.0 gives the name itself, later versions an object that holds it. */
const propertyOf = ({ node }: Facet): string | undefined => {
  const discriminator = own(node, 'discriminator');
  const name = typeof discriminator === 'string' ? discriminator : own(nodeOf(discriminator), 'propertyName');
  return typeof name === 'string' ? name : undefined;
};

/** Pointers from the branch on that was decided upon; all of them where there was nothing to decide. */
function from(facet: Facet, { pointers }: Facets, decided: Decisions): readonly Pointer[] {
  const all = [...pointers];
  const branch = decided.get(`${facet.pointer}/oneOf`) ?? decided.get(`${facet.pointer}/anyOf`);
  return branch === undefined ? all : all.slice(all.indexOf(branch));
}

/** Whether a pointer leads to a component, and not only on to another one. */
const isMeant = (schemas: Schemas, pointer: Pointer): boolean =>
  nameOf(pointer) !== undefined && own(nodeOf(schemas.at(pointer)), '$ref') === undefined;

/** What properties that tell schemas apart have to hold: the name in the mapping, else that of the component (OpenAPI 3.1 §4.8.25). */
export function discriminatorsOf(
  schemas: Schemas,
  facets: Facets,
  decided: Decisions,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const facet of facets.list) {
    const property = propertyOf(facet);
    if (property === undefined) continue;
    const pointers = from(facet, facets, decided);
    const [mapped] = [...mappingOf(schemas, facet)].filter(([, target]) => pointers.includes(target));
    const [component] = pointers.filter((pointer) => isMeant(schemas, pointer)).map(nameOf);
    const value = mapped?.[0] ?? component;
    if (value !== undefined) values.set(property, value);
  }
  return values;
}
