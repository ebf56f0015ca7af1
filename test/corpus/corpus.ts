import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { type Authenticator, SetupError } from '../../src/index.ts';

/** Documents and vectors from outside the project, kept beside the checkout. */
const folder = new URL('../../../shared/corpus/', import.meta.url);

/** Whether the corpus is there. Where it is not, its tests are skipped. */
export const here: boolean = existsSync(folder);

/** What a skipped test says of itself. */
const ABSENT = 'skipped: the corpus is not beside the checkout';

/** The title of tests that need the corpus; where it is not there, it says that they are skipped. */
export const titled = (title: string): string => (here ? title : `${title} (${ABSENT})`);

export const pathOf = (name: string): string => fileURLToPath(new URL(name, folder));

export const readJson = (name: string): unknown => JSON.parse(readFileSync(pathOf(name), 'utf8'));

export const readGzip = (name: string): unknown =>
  JSON.parse(gunzipSync(readFileSync(pathOf(name))).toString('utf8'));

/** One entry of `documents/manifest.json`, as far as tests need it. */
export interface Entry {
  readonly id: string;
  readonly entry: string;
  readonly facts: {
    readonly operations: number;
    readonly files: number;
    readonly collisionPairs: { readonly richer: number };
  };
}

export const entries: readonly Entry[] = here
  ? (readJson('documents/manifest.json') as { documents: Entry[] }).documents
  : [];

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What keeps a document from being bound, each as `code pointer`. */
export const readFindings = async (binding: Promise<unknown>): Promise<readonly string[]> => {
  try {
    await binding;
    return [];
  } catch (error) {
    if (error instanceof SetupError) return error.findings.map(({ code, pointer }) => `${code} ${pointer}`);
    throw error;
  }
};

/** Lets every caller in who brings anything. */
export const toAuthenticators = (schemes: readonly { name: string }[]): Record<string, Authenticator> =>
  Object.fromEntries(schemes.map(({ name }) => [name, (_, { scopes }) => ({ name: 'caller', scopes })]));
