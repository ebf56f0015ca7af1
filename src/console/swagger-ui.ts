import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { once } from '../http/once.ts';
import { requireHere } from '../http/require-here.ts';

/** The files of `swagger-ui-dist` that a page of ours needs. */
export const SWAGGER_UI_FILES = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
} as const;

export type SwaggerUiFile = keyof typeof SWAGGER_UI_FILES;

/** The package, read from disk. */
export interface SwaggerUi {
  readonly version: string;
  /** Rejects where the file is not there. */
  read(file: SwaggerUiFile): Promise<Uint8Array>;
}

/** The folder of the package, as it is installed beside opbind, or else beside the program. Null where it is not. */
function findFolder(): string | null {
  for (const requireOf of [requireHere, () => createRequire(join(process.cwd(), 'program.js'))]) {
    try {
      return dirname(requireOf().resolve('swagger-ui-dist/package.json'));
    } catch {
      // A bundle in CommonJS does not know where it is.
    }
  }
  return null;
}

/** The version of the package in a folder; null where there is none. */
async function readVersion(folder: string): Promise<string | null> {
  try {
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    return String(version);
  } catch {
    return null;
  }
}

/**
 * The optional package `swagger-ui-dist`, from a folder, or from where it is installed. Null where it is not. Each of its files is read once,
 * when it is first asked for.
 */
export async function loadSwaggerUi(given: string | undefined): Promise<SwaggerUi | null> {
  const folder = given ?? findFolder();
  const version = folder === null ? null : await readVersion(folder);
  if (folder === null || version === null) return null;
  const files = new Map(
    Object.keys(SWAGGER_UI_FILES).map((name) => [name, once(() => readFile(join(folder, name)))]),
  );
  return { version, read: (file) => files.get(file)?.() ?? Promise.reject(new Error(`No ${file}.`)) };
}
