import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LoadedDocument, type LoadOptions, loadDocument } from '../../src/document/load.ts';

/** A document of a version around some members. */
export const ofVersion = (version: string, members: object): object => ({
  ...(version === '2.0' ? { swagger: version } : { openapi: version }),
  info: { title: 'test', version: '1' },
  ...members,
});

/** A document with one operation. */
export const withOperation = (
  version: string,
  operation: object,
  path = '/a',
  members: object = {},
): object =>
  ofVersion(version, {
    paths: { [path]: { get: { responses: { 200: { description: 'ok' } }, ...operation } } },
    ...members,
  });

/** Cleared away when all tests have run. */
const home = fileURLToPath(new URL('./generated/', import.meta.url));
mkdirSync(home, { recursive: true });

/** Writes files into a new folder, and says where one of them is. */
export function write(files: Readonly<Record<string, string>>): (name: string) => string {
  const folder = mkdtempSync(join(home, 'document-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return (name) => join(folder, name);
}

/** Loads a text as a file. */
export const loadText = (text: string, options?: LoadOptions): Promise<LoadedDocument> =>
  loadDocument(write({ document: text })('document'), options);

/** Errors and warnings, each as `code pointer`. */
export const told = ({ findings, warnings }: LoadedDocument): { errors: string[]; warnings: string[] } => ({
  errors: findings.map(({ code, pointer }) => `${code} ${pointer}`),
  warnings: warnings.map(({ code, pointer }) => `${code} ${pointer}`),
});
