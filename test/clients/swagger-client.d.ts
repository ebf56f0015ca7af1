declare module 'swagger-client' {
  export interface Call {
    readonly operationId?: string;
    readonly method?: string;
    readonly pathName?: string;
    readonly parameters?: Readonly<Record<string, unknown>>;
    readonly requestBody?: unknown;
    readonly responseContentType?: string;
    readonly securities?: { readonly authorized: Readonly<Record<string, unknown>> };
  }

  interface Answered {
    readonly status: number;
    readonly body: unknown;
  }

  const SwaggerClient: {
    resolve(options: { readonly spec: unknown }): Promise<{ readonly spec: object }>;
    execute(call: Call & { readonly spec: object }): Promise<Answered>;
  };
  export default SwaggerClient;
}
