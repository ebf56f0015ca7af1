/** Each door is one module, which loads in a third of the time that its rooms take one by one. */
export default {
  input: {
    index: 'src/index.ts',
    'cli/index': 'src/cli/index.ts',
    'auth/index': 'src/auth/index.ts',
    'console/index': 'src/console/index.ts',
    'doors/express': 'src/doors/express.ts',
    'doors/fastify': 'src/doors/fastify.ts',
    'doors/fetch': 'src/doors/fetch.ts',
    'doors/koa': 'src/doors/koa.ts',
    'doors/lambda': 'src/doors/lambda.ts',
    'doors/node': 'src/doors/node.ts',
    'opentelemetry/index': 'src/opentelemetry/index.ts',
    'postgres/index': 'src/postgres/index.ts',
    'testing/index': 'src/testing/index.ts',
  },
  platform: 'node',
  external: (id) => !id.startsWith('.') && !id.startsWith('/') && !id.startsWith('src/'),
  output: {
    dir: 'dist',
    format: 'esm',
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunk-[hash].js',
  },
};
