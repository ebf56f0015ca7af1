import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';

// What a loader of Node 20 is made of: it runs in a thread of its own. Later ones have hooks in this one.
const LOADER = `
let port;
export async function initialize(given) { port = given.port; }
export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context);
  } catch (error) {
    if (/^[./]/.test(specifier) && context.parentURL) port.postMessage(new URL(specifier, context.parentURL).href);
    throw error;
  }
}
export async function load(url, context, next) {
  port.postMessage(url);
  return next(url, context);
}`;

/** Hooks of Node 22.15 and later, of which the types of Node 20 do not know. */
interface SyncHooks {
  registerHooks?(hooks: {
    resolve(specifier: string, context: { parentURL?: string }, next: Next): unknown;
    load(url: string, context: unknown, next: Next): unknown;
  }): unknown;
}

type Next = (specifier: string, context: unknown) => unknown;

function hookLoader(note: (url: string) => void): void {
  const { registerHooks } = module as SyncHooks;
  if (registerHooks !== undefined) {
    registerHooks({
      resolve: (specifier, context, next) => {
        try {
          return next(specifier, context);
        } catch (error) {
          if (/^[./]/.test(specifier) && context.parentURL !== undefined)
            note(new URL(specifier, context.parentURL).href);
          throw error;
        }
      },
      load: (url, context, next) => {
        note(url);
        return next(url, context);
      },
    });
    return;
  }
  const { port1, port2 } = new MessageChannel();
  port1.on('message', note);
  port1.unref();
  module.register(`data:text/javascript,${encodeURIComponent(LOADER)}`, {
    data: { port: port2 },
    transferList: [port2],
  });
}

const loaded = new Set<string>();

/** Modules of packages do not change while somebody works; there may be thousands. */
const isOurs = (file: string): boolean => !/[\\/]node_modules[\\/]/.test(file);

/** The files that were loaded as modules so far, where that is watched. */
export const loadedFiles = (): readonly string[] => [...loaded].filter(isOurs);

/**
 * Tells which files are loaded as modules from now on, in this thread: those that are imported, those that they import, and those that an
 * import did not find.
 */
export function watchLoading(told: (files: readonly string[]) => void): void {
  let scheduled = false;
  const tell = (): void => {
    scheduled = false;
    for (const file of Object.keys(module.createRequire(import.meta.url).cache)) loaded.add(file);
    told(loadedFiles());
  };
  hookLoader((url) => {
    if (!url.startsWith('file:')) return;
    loaded.add(fileURLToPath(url.replace(/[?#].*$/, '')));
    if (!scheduled) setImmediate(tell);
    scheduled = true;
  });
}
