import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../dist/cli/index.js', import.meta.url));

const METHODS = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']);

const operationIds = ({ paths }) =>
  Object.entries(paths).flatMap(([template, item]) =>
    Object.keys(item)
      .filter((method) => METHODS.has(method))
      .map((method) => item[method].operationId ?? `${method.toUpperCase()} ${template}`),
  );

const basePathOf = ({ servers }) =>
  servers === undefined ? '' : new URL(servers[0].url, 'http://localhost').pathname.replace(/\/$/, '');

const compile = (file) => {
  const module = file.replace(/json$/, 'mjs');
  const { status, stderr } = spawnSync(process.execPath, [COMMAND, 'compile', file, '-o', module], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  if (status !== 0) throw new Error(`${file} cannot be compiled: ${stderr}`);
  return module;
};

/**
 * Writes documents into a folder that goes with this process, each with what a program that serves it knows of it
 * beforehand, and compiled if asked. Gives that by name, for those that are at hand.
 */
export const prepareDocuments = (documents, compiled = false) => {
  const folder = mkdtempSync(join(tmpdir(), 'opbind-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true }));
  const write = (name, content) => {
    const file = join(folder, name);
    writeFileSync(file, JSON.stringify(content));
    return file;
  };
  const prepare = (name, content) => {
    const file = write(`${name}.json`, content);
    const known = {
      file,
      ...(compiled && { module: compile(file) }),
      basePath: basePathOf(content),
      ids: operationIds(content),
      schemes: Object.keys(content.components?.securitySchemes ?? {}),
    };
    return { path: write(`${name}.known.json`, known), operations: known.ids.length };
  };
  return new Map(
    documents
      .map(({ name, content }) => [name, content()])
      .filter(([, content]) => content !== undefined)
      .map(([name, content]) => [name, prepare(name, content)]),
  );
};
