declare module 'swagger-client' {
  interface Call {
    readonly operationId?: string;
    readonly method?: string;
    readonly pathName?: string;
    readonly parameters?: Readonly<Record<string, unknown>>;
    readonly requestBody?: unknown;
    readonly responseContentType?: string;
    readonly securities?: { readonly authorized: Readonly<Record<string, unknown>> };
    readonly server?: string;
  }

  /** An answer, or with `cause` the error that swagger-client makes of one that is no success. */
  interface Answered {
    readonly status: number;
    readonly body: unknown;
    readonly text: string;
  }

  export default class SwaggerClient {
    static resolve(options: { readonly spec: unknown }): Promise<{ readonly spec: object }>;
    static execute(call: Call & { readonly spec: object }): Promise<Answered>;
  }
}
