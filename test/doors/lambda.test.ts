import { describe, expect, test } from 'vitest';
import { type LambdaOptions, type LambdaResult, toLambdaHandler } from '../../src/doors/lambda.ts';
import { type Api, bind, reply } from '../../src/index.ts';
import type { AuditRequest, CalledDoor, DoorAbility } from '../../src/testing/index.ts';
import { createAuthority } from '../certificates.ts';
import { documentOf, operation } from '../document-of.ts';
import { auditing } from './auditing.ts';
import {
  bytesOf,
  type LambdaEvent,
  linesOf,
  toBalancerEvent,
  toHttpEvent,
  toRestEvent,
} from './lambda-events.ts';

type ToEvent = (request: AuditRequest) => Promise<LambdaEvent>;

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.byteLength > 0) yield bytes;
}

const start =
  (toEvent: ToEvent) =>
  (api: Api): CalledDoor => {
    const answer = toLambdaHandler(api);
    return {
      async call(request) {
        // An event goes through JSON on its way, and so does a result.
        const event = JSON.parse(JSON.stringify(await toEvent(request))) as LambdaEvent;
        const result = JSON.parse(JSON.stringify(await answer(event))) as LambdaResult;
        // A gateway sends no body with an answer to HEAD, nor with these.
        return { status: result.statusCode, headers: linesOf(result), body: once(bytesOf(result)) };
      },
    };
  };

const LACKS: readonly DoorAbility[] = ['connections', 'streams', 'body-stream', 'disconnect'];

describe('Lambda', () => {
  auditing('a REST API', start(toRestEvent), { lacks: LACKS });
  auditing('an HTTP API', start(toHttpEvent('prod')), { lacks: LACKS });
  auditing('a function URL', start(toHttpEvent('$default')), { lacks: LACKS });
  auditing('a load balancer with lists', start(toBalancerEvent(true)), { lacks: LACKS });
});

const QUERY = {
  parameters: ['list', 'text'].map((name) => ({
    name,
    in: 'query',
    explode: false,
    schema: name === 'list' ? { type: 'array', items: { type: 'string' } } : { type: 'string' },
  })),
};

const api = await bind(
  documentOf(
    {
      '/call': { get: operation('call', QUERY), post: operation('post') },
      '/one': { get: operation('one') },
      '/stage/call': { get: operation('staged') },
      '/bytes/{type}/{subtype}': {
        get: {
          operationId: 'bytes',
          parameters: ['type', 'subtype'].map((name) => ({ name, in: 'path', required: true, schema: {} })),
          responses: { 200: { description: '', content: { '*/*': {} } } },
        },
      },
      '/fields': { get: operation('fields') },
      '/{rest}': {
        get: operation('rest', { parameters: [{ name: 'rest', in: 'path', required: true, schema: {} }] }),
      },
    },
    { servers: [{ url: '/' }, { url: '/v1' }] },
  ),
  {
    call: ({ query, http }) => ({ ...query, uri: http.uri, ip: http.clientIp, protocol: http.protocol }),
    one: ({ http }) => ({ one: [http.headers['x-one']].flat().join(', ') }),
    post: () => ({}),
    staged: () => ({ isStaged: true }),
    rest: ({ path }) => path,
    bytes: ({ path }) =>
      reply(200, Buffer.from([0x61, 0xc3, 0xa9]), { contentType: `${path['type']}/${path['subtype']}` }),
    fields: () => reply(200, {}, { headers: { 'set-cookie': ['a=1', 'b=2'], link: ['</a>', '</b>'] } }),
  },
  { collisions: 'concrete-first' },
);

const ask = async (toEvent: ToEvent, target: string, more: object = {}, options: LambdaOptions = {}) => {
  const headers = [['Host', 'api.example.com']] as const;
  const event = await toEvent({ method: 'GET', target, headers });
  return toLambdaHandler(api, options)({ ...event, ...more } as LambdaEvent);
};

const json = ({ body }: LambdaResult): unknown => JSON.parse(body);

const KINDS = [
  ['REST API', toRestEvent],
  ['HTTP API', toHttpEvent('prod')],
  ['function URL', toHttpEvent('$default')],
  ['load balancer with lists', toBalancerEvent(true)],
  ['load balancer without lists', toBalancerEvent(false)],
] as const;

describe('an event tells who calls, and what', () => {
  test.each(KINDS)('%s', async (kind, toEvent) => {
    expect(json(await ask(toEvent, '/v1/call?list=a,b&text=c%26d'))).toEqual({
      list: ['a', 'b'],
      text: 'c&d',
      uri: `https://api.example.com/v1/call?list=a,b&text=c%26d`,
      ip: '198.51.100.7',
      protocol: 'https',
    });
    expect(kind).toBeTruthy();
  });

  test.each<[what: string, toEvent: ToEvent, target: string, rest: string]>([
    ['decoded characters', toHttpEvent('$default'), '/a b é', 'a b é'],
    ['encoded ones', toHttpEvent('$default'), '/a%20b%2Fc', 'a b/c'],
  ])('the path with %s', async (_, toEvent, target, rest) =>
    expect(json(await ask(toEvent, target))).toEqual({ rest }),
  );

  test('over http too, of a load balancer', async () => {
    const more = { multiValueHeaders: { 'x-forwarded-proto': ['http'], host: ['a'] } };
    expect(json(await ask(toBalancerEvent(true), '/call', more))).toMatchObject({
      protocol: 'http',
      ip: null,
    });
  });
});

describe('the stage of a path', () => {
  const onHttp = toHttpEvent('stage');
  const version = { version: '1.0' };
  const restContext = { requestContext: { stage: 'stage', path: '/stage/call' } };
  test.each<
    [
      what: string,
      toEvent: ToEvent,
      target: string,
      more: object,
      LambdaOptions,
      status: number,
      body: object,
    ]
  >([
    ['is left out by a REST API', toRestEvent, '/call', restContext, {}, 200, { list: null }],
    ['is kept of a REST API', toRestEvent, '/call', restContext, { stage: 'keep' }, 200, { isStaged: true }],
    ['may begin a path of a REST API', toRestEvent, '/stage/call', restContext, {}, 200, { isStaged: true }],
    ['is stripped of an HTTP API', onHttp, '/call', {}, {}, 200, { list: null }],
    ['is kept of an HTTP API', onHttp, '/call', {}, { stage: 'keep' }, 200, { isStaged: true }],
    [
      'is stripped of an HTTP API of version 1.0',
      toRestEvent,
      '/stage/call',
      { ...restContext, ...version },
      {},
      200,
      { list: null },
    ],
    ['is not what begins like it', onHttp, '', { rawPath: '/stagecall' }, {}, 200, { rest: 'stagecall' }],
    ['may be all of a path', onHttp, '', { rawPath: '/stage' }, {}, 404, { code: 'route-not-found' }],
  ])('%s', async (_, toEvent, target, more, options, status, body) => {
    const result = await ask(toEvent, target, more, options);
    expect([result.statusCode, json(result)]).toEqual([status, expect.objectContaining(body)]);
  });
});

describe('a result', () => {
  test.each<[type: string, isBase64Encoded: boolean]>([
    ['text/plain', false],
    ['application/json', false],
    ['application/vnd.api+json', false],
    ['application/xml', false],
    ['image/svg+xml', false],
    ['image/png', true],
    ['application/octet-stream', true],
    ['application/jsonish', true],
  ])('of %s is base64: %s', async (type, isBase64Encoded) => {
    const result = await ask(toRestEvent, `/bytes/${type}`);
    expect([result.isBase64Encoded, bytesOf(result).toString()]).toEqual([isBase64Encoded, 'aé']);
  });

  test.each<[kind: string, toEvent: ToEvent, fields: object]>([
    [
      'REST API',
      toRestEvent,
      { multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'], link: ['</a>', '</b>'] } },
    ],
    ['HTTP API', toHttpEvent('prod'), { cookies: ['a=1', 'b=2'], headers: { link: '</a>, </b>' } }],
    [
      'load balancer with lists',
      toBalancerEvent(true),
      {
        statusDescription: '200 OK',
        multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'], link: ['</a>', '</b>'] },
      },
    ],
    [
      'load balancer without lists',
      toBalancerEvent(false),
      { statusDescription: '200 OK', headers: { 'set-cookie': 'b=2', link: '</a>, </b>' } },
    ],
  ])('has the fields that a %s reads', async (_, toEvent, fields) => {
    const result = await ask(toEvent, '/fields');
    expect(result).toMatchObject(fields);
    const known = ['statusCode', 'body', 'isBase64Encoded', ...Object.keys(fields)];
    expect(Object.keys(result).sort()).toEqual(known.sort());
  });
});

const REST = { httpMethod: 'GET', path: '/call', requestContext: {} };
const HTTP = {
  version: '2.0',
  rawPath: '/call',
  rawQueryString: '',
  requestContext: { http: { method: 'GET' } },
};

describe('what is no request', () => {
  test.each<[event: unknown]>([
    [{}],
    [null],
    ['warm up'],
    [{ Records: [] }],
    [{ httpMethod: 'GET', path: '/' }],
    [{ ...REST, requestContext: null }],
    [{ ...REST, requestContext: 'x' }],
    [{ ...REST, path: null }],
    [{ ...REST, httpMethod: 1 }],
    [{ ...REST, body: 5 }],
    [{ ...REST, body: { parsed: { a: 1 } } }],
    [{ ...HTTP, rawPath: null }],
    [{ ...HTTP, rawQueryString: 5 }],
    [{ ...HTTP, requestContext: {} }],
    [{ ...HTTP, requestContext: { http: null } }],
    [{ ...HTTP, requestContext: { http: { method: null } } }],
    [{ ...HTTP, cookies: 'a=1' }],
  ])('%j', async (event) => {
    await expect(toLambdaHandler(api)(event as LambdaEvent)).rejects.toThrow(/none of an HTTP request/);
  });
});

describe('a member that is none', () => {
  test.each<[member: object]>([
    [{ headers: { x: null } }],
    [{ headers: { x: 5 } }],
    [{ headers: 'x' }],
    [{ multiValueHeaders: { x: null } }],
    [{ multiValueHeaders: { x: [null] } }],
    [{ queryStringParameters: { text: null } }],
    [{ queryStringParameters: { text: 5 } }],
    [{ multiValueQueryStringParameters: { text: null } }],
    [{ multiValueQueryStringParameters: { text: [null] } }],
  ])('%j is left out', async (member) => {
    const result = await toLambdaHandler(api)({ ...REST, ...member } as unknown as LambdaEvent);
    expect([result.statusCode, json(result)]).toMatchObject([200, { text: null }]);
  });

  test('so is a cookie, of an HTTP API', async () => {
    const result = await toLambdaHandler(api)({ ...HTTP, cookies: [null] } as unknown as LambdaEvent);
    expect(result.statusCode).toBe(200);
  });
});

describe('a field whose name comes in two cases has both values', () => {
  test.each<[fields: object]>([
    [{ headers: { 'X-One': 'a', 'x-one': 'b' } }],
    [{ multiValueHeaders: { 'X-One': ['a'], 'x-one': ['b'] } }],
  ])('%j', async (fields) => {
    const result = await toLambdaHandler(api)({ ...REST, path: '/one', ...fields } as unknown as LambdaEvent);
    expect(json(result)).toEqual({ one: 'a, b' });
  });
});

test.each(['REST', 'HTTP'])(
  'a client certificate that the gateway of a %s API has verified is known',
  async (kind) => {
    const authority = await createAuthority('CN=authority');
    const { cert: clientCertPem } = await authority.issue('CN=client');
    const secured = await bind(
      documentOf(
        { '/a': { get: operation('a') } },
        {
          components: { securitySchemes: { tls: { type: 'mutualTLS' } } },
          security: [{ tls: [] }],
        },
      ),
      { a: ({ username }) => ({ username }) },
      {
        authenticators: {
          tls: (_, { request }) =>
            request.clientCertificate ? { name: request.clientCertificate.subject } : null,
        },
      },
    );
    const answer = async (clientCert: object | null) => {
      const event = await (kind === 'REST' ? toRestEvent : toHttpEvent('$default'))({
        method: 'GET',
        target: '/a',
        headers: [],
      });
      const context = kind === 'REST' ? { identity: { clientCert } } : { authentication: { clientCert } };
      return toLambdaHandler(secured)({
        ...event,
        requestContext: { ...event.requestContext, ...context },
      } as LambdaEvent);
    };
    expect(json(await answer({ clientCertPem }))).toEqual({ username: 'CN=client' });
    expect((await answer({ clientCertPem: 'CERT_CONTENT' })).statusCode).toBe(401);
    expect((await answer(null)).statusCode).toBe(401);
  },
);
