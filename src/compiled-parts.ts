/** A module that belongs to a compiled document. */
interface PartModule<Part> {
  readonly default: Part;
}

/** What every part says. */
interface Stamped {
  /** The same in all modules that were written together. */
  readonly stamp: string;
}

/** Modules of a compiled document that are loaded when they are first needed. */
export interface Parts {
  /** Loads parts by their numbers; null where they are there already. */
  load(numbers: readonly number[]): Promise<void> | null;
  loadAll(): Promise<void> | null;
}

const strange = (): TypeError =>
  new TypeError(
    'A module of the compiled document was not written together with the others. Compile the document again: opbind compile.',
  );

/**
 * Loads parts, each once; those that cannot be loaded are tried again when they are next needed.
 *
 * @param imports Import the parts.
 * @param take Called with each part that has come.
 */
export function createParts<Part extends Stamped>(
  imports: readonly (() => Promise<PartModule<Part>>)[],
  stamp: string,
  take: (part: Part) => void,
): Parts {
  const loading = new Map<number, Promise<void>>();
  const loaded = new Set<number>();

  const begin = async (number: number): Promise<void> => {
    const { default: part } = (await imports[number]?.()) ?? {};
    if (part?.stamp !== stamp) throw strange();
    take(part);
    loaded.add(number);
  };

  const loadOne = (number: number): Promise<void> => {
    const begun = loading.get(number) ?? begin(number).finally(() => loading.delete(number));
    loading.set(number, begun);
    return begun;
  };

  const load = (numbers: readonly number[]): Promise<void> | null => {
    const missing = numbers.filter((number) => !loaded.has(number));
    return missing.length === 0 ? null : Promise.all(missing.map(loadOne)).then(() => undefined);
  };

  return { load, loadAll: () => load([...imports.keys()]) };
}
