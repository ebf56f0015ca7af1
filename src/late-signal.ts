import { builtin } from './http/builtin.ts';

/** A signal that is made when somebody asks for it: what an API is made of is made before there is a request, when Workers allow none. */
export interface LateSignal {
  readonly signal: AbortSignal;
  readonly isAborted: boolean;
  abort(reason?: Error): void;
}

export function createLateSignal(): LateSignal {
  let controller: AbortController | null = null;
  let aborted: { readonly reason: Error | undefined } | null = null;
  return {
    get signal() {
      if (controller === null) {
        controller = new AbortController();
        // Any number of streams may listen.
        builtin('node:events')?.setMaxListeners(0, controller.signal);
        if (aborted !== null) controller.abort(aborted.reason);
      }
      return controller.signal;
    },
    get isAborted() {
      return aborted !== null;
    },
    abort: (reason) => {
      aborted ??= { reason };
      controller?.abort(reason);
    },
  };
}
