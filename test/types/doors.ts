import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type {
  ALBHandler,
  APIGatewayProxyHandler,
  APIGatewayProxyHandlerV2,
  LambdaFunctionURLHandler,
} from 'aws-lambda';
import express, { type RequestHandler } from 'express';
import { fastify } from 'fastify';
import { Hono, type MiddlewareHandler } from 'hono';
import Koa, { type Middleware } from 'koa';
import { toExpressMiddleware } from '../../src/doors/express.ts';
import { toFastifyPlugin } from '../../src/doors/fastify.ts';
import { toFetchHandler } from '../../src/doors/fetch.ts';
import { toKoaMiddleware } from '../../src/doors/koa.ts';
import { toLambdaHandler } from '../../src/doors/lambda.ts';
import { toNodeListener } from '../../src/doors/node.ts';
import type { Api } from '../../src/index.ts';

declare const api: Api;

/** Every door fits where its platform wants it, with the types of that platform. */
export const fits = (): readonly unknown[] => [
  createServer(toNodeListener(api)),
  createHttp2Server(toNodeListener(api)),
  express().use(toExpressMiddleware(api)).use('/a', toExpressMiddleware(api)),
  toExpressMiddleware(api) satisfies RequestHandler,
  new Koa<{ user: string }>().use(toKoaMiddleware(api)),
  toKoaMiddleware(api) satisfies Middleware,
  fastify().register(toFastifyPlugin(api)),
  fastify({ http2: true }).register(toFastifyPlugin(api)),
  toFetchHandler(api) satisfies (request: Request) => Promise<Response>,
  toFetchHandler(api) satisfies (
    request: Request,
    env: { KEY: string },
    context: object,
  ) => Promise<Response>,
  new Hono().all('*', (context) => toFetchHandler(api)(context.req.raw)),
  ((context, next) =>
    toFetchHandler(api, { fallback: () => next() })(context.req.raw)) satisfies MiddlewareHandler,
  toLambdaHandler(api) satisfies APIGatewayProxyHandler,
  toLambdaHandler(api) satisfies APIGatewayProxyHandlerV2,
  toLambdaHandler(api) satisfies ALBHandler,
  toLambdaHandler(api) satisfies LambdaFunctionURLHandler,
];
