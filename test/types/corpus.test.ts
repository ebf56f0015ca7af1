import { beforeAll, describe, expect, test } from 'vitest';
import { type LoadedDocument, loadDocument } from '../../src/document/load.ts';
import { toTypes } from '../../src/types/to-types.ts';
import { entries, here, pathOf, readGzip, titled } from '../corpus/corpus.ts';
import { compile, WITH_SOURCE } from './compile.ts';

const LARGE = ['github', 'stripe'];

const fileOf = (id: string): string => id.replaceAll(/[^\w-]/g, '_');

const list = (texts: readonly string[]): string => texts.map((text) => JSON.stringify(text)).join(', ');

/** The types, and a list that compiles only if all operations are among them. */
const moduleOf = (loaded: LoadedDocument): string =>
  `${toTypes(loaded)}
export const ids: readonly (keyof operations)[] = [${list(loaded.operations.map(({ id }) => id))}];
`;

/** A process for each operation, which looks at all that its trigger holds and answers with what the first 2xx holds. */
function bindingOf({ operations }: LoadedDocument, types: string): string {
  const processes = operations.map(({ id, parameters, responses }) => {
    const response = responses.find(({ status }) => status.startsWith('2'));
    const json = response?.content.find(({ type }) => type.endsWith('json'));
    const status = /^\d+$/.test(response?.status ?? '') ? Number(response?.status) : 200;
    const key = JSON.stringify(response?.status ?? 'default');
    const content = `operations[${JSON.stringify(id)}]["responses"][${Number(key.slice(1, -1)) || key}]["content"]`;
    const groups = {
      path: 'path',
      query: 'query',
      querystring: 'query',
      header: 'headers',
      cookie: 'cookies',
    };
    const looks = parameters.map((one) => `trigger.${groups[one.in]}[${JSON.stringify(one.name)}]`);
    const answer = json === undefined ? '' : `, of<${content}[${JSON.stringify(json.type)}]>()`;
    return `  ${JSON.stringify(id)}: (trigger) => {
    look(${[...looks, 'trigger.body'].join(', ')});
    return ${response === undefined || (json === undefined && response.content.length > 0) ? 'of<never>()' : `reply(${status}${answer})`};
  },`;
  });
  return `import { type Exhaustive, type Processes, reply } from '../../../../src/index.ts';
import type { operations } from './${types}.ts';
declare const of: <T>() => T;
declare const look: (...values: unknown[]) => void;
export const processes: Processes<Exhaustive<operations>> = {
${processes.join('\n')}
};
const { [${JSON.stringify(operations[0]?.id)}]: one, ...others } = processes;
// @ts-expect-error: one is missing
export const incomplete: typeof processes = others;
export { one };
`;
}

describe.skipIf(!here)(titled('the corpus'), () => {
  const documents = new Map<string, LoadedDocument>();

  beforeAll(async () => {
    for (const { id, entry } of entries) {
      const references = { folder: pathOf('documents') };
      documents.set(id, await loadDocument(pathOf(`documents/${entry}`), { references }));
    }
    for (const name of LARGE)
      documents.set(name, await loadDocument(readGzip(`large/${name}.json.gz`) as object));
  }, 60_000);

  const modulesOf = (ids: readonly string[]): Record<string, string> =>
    Object.fromEntries(
      ids.map((id) => [fileOf(id), moduleOf(documents.get(id) ?? expect.fail(`There is no ${id}.`))]),
    );

  test('has types that compile', async () => {
    expect(documents.size).toBe(43);
    expect(await compile('corpus', modulesOf([...documents.keys()]))).toEqual([]);
  }, 120_000);

  test('has types that compile with exact optional members', async () => {
    const options = { exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true };
    expect(await compile('exact', modulesOf([...documents.keys()]), { options })).toEqual([]);
  }, 120_000);

  test('has types that TypeScript 6 takes as well', async () => {
    const ids = entries.map(({ id }) => id).filter((id) => !/jira|docker|discord|lambda|blockfrost/.test(id));
    expect(await compile('six', modulesOf(ids), { compiler: 'typescript' })).toEqual([]);
  }, 120_000);

  test.each(entries.map(({ id }) => id))('%s has the same types each time', (id) => {
    const loaded = documents.get(id) ?? expect.fail(`There is no ${id}.`);
    expect(toTypes(loaded)).toBe(toTypes(loaded));
  });

  test.each(LARGE)(
    '%s has types that all of its processes are bound by',
    async (name) => {
      const loaded = documents.get(name) ?? expect.fail(`There is no ${name}.`);
      const modules = { types: toTypes(loaded), binding: bindingOf(loaded, 'types') };
      expect(await compile(name, modules, { options: WITH_SOURCE })).toEqual([]);
    },
    120_000,
  );
});
