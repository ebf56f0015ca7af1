import type {
  BalancerEvent,
  HttpEvent,
  LambdaEvent,
  LambdaResult,
  RestEvent,
} from '../../src/doors/lambda.ts';
import type { AuditRequest } from '../../src/testing/index.ts';

type Lists = Record<string, string[]>;

function listsOf(pairs: Iterable<readonly [string, string]>): Lists {
  const lists: Lists = {};
  for (const [name, value] of pairs) lists[name] = [...(lists[name] ?? []), value];
  return lists;
}

const lastOf = (lists: Lists): Record<string, string> =>
  Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.at(-1) ?? '']));

const joinedOf = (lists: Lists): Record<string, string> =>
  Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.join(',')]));

const pairsOf = (query: string): [string, string][] =>
  query === ''
    ? []
    : query.split('&').map((pair) => {
        const [name = '', ...value] = pair.split('=');
        return [name, value.join('=')];
      });

const decoded = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Lists;
  readonly body: string | null;
  readonly isBase64Encoded: boolean;
}

const IS_TEXT = /json|text|urlencoded/;

async function sentOf(request: AuditRequest, isLowerCase: boolean): Promise<Sent> {
  const [path = '', query = ''] = request.target.split('?');
  const named = request.headers.map(
    ([name, value]) => [isLowerCase ? name.toLowerCase() : name, value] as const,
  );
  const headers = listsOf([
    ...named,
    ['x-forwarded-for', '203.0.113.1, 198.51.100.7'],
    ['x-forwarded-proto', 'https'],
  ]);
  const chunks: Uint8Array[] = [];
  if (request.body instanceof Uint8Array) chunks.push(request.body);
  else for await (const chunk of request.body ?? []) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const type = request.headers.find(([name]) => name === 'content-type')?.[1] ?? '';
  const isBase64Encoded = bytes.byteLength > 0 && !IS_TEXT.test(type);
  const body = bytes.byteLength === 0 ? null : bytes.toString(isBase64Encoded ? 'base64' : 'utf8');
  return { method: request.method, path, query, headers, body, isBase64Encoded };
}

/** A REST API decodes query strings, and tells of fields both ways. */
export async function toRestEvent(request: AuditRequest): Promise<RestEvent> {
  const { method: httpMethod, path, query, headers, ...content } = await sentOf(request, false);
  const parameters = listsOf(pairsOf(query).map(([name, value]) => [decoded(name), decoded(value)]));
  return {
    resource: '/{proxy+}',
    path,
    httpMethod,
    headers: lastOf(headers),
    multiValueHeaders: headers,
    queryStringParameters: query === '' ? null : lastOf(parameters),
    multiValueQueryStringParameters: query === '' ? null : parameters,
    pathParameters: { proxy: path.slice(1) },
    stageVariables: null,
    requestContext: {
      accountId: '123456789012',
      apiId: '1234567890',
      domainName: '1234567890.execute-api.eu-west-1.amazonaws.com',
      domainPrefix: '1234567890',
      httpMethod,
      identity: { sourceIp: '198.51.100.7', userAgent: 'audit', clientCert: null },
      path: `/prod${path}`,
      protocol: 'HTTP/1.1',
      requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      resourcePath: '/{proxy+}',
      stage: 'prod',
    },
    ...content,
  } as unknown as RestEvent;
}

/** An HTTP API, or a function URL, which has only the stage `$default`. */
export const toHttpEvent =
  (stage: string) =>
  async (request: AuditRequest): Promise<HttpEvent> => {
    const { method, path, query, headers, ...content } = await sentOf(request, true);
    const { cookie: cookies, ...fields } = headers;
    const rawPath = stage === '$default' ? path : `/${stage}${path}`;
    return {
      version: '2.0',
      routeKey: '$default',
      rawPath,
      rawQueryString: query,
      ...(cookies && { cookies: cookies.flatMap((list) => list.split('; ')) }),
      headers: joinedOf(fields),
      requestContext: {
        accountId: '123456789012',
        apiId: '1234567890',
        domainName: '1234567890.execute-api.eu-west-1.amazonaws.com',
        domainPrefix: '1234567890',
        http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '198.51.100.7', userAgent: 'audit' },
        requestId: 'id',
        routeKey: '$default',
        stage,
        time: '12/Mar/2020:19:03:58 +0000',
        timeEpoch: 1583348638390,
      },
      ...(content.body === null ? { isBase64Encoded: false } : content),
    } as unknown as HttpEvent;
  };

/** A load balancer hands names and values on as they came, in one of two ways. */
export const toBalancerEvent =
  (isMultiValue: boolean) =>
  async (request: AuditRequest): Promise<BalancerEvent> => {
    const { method: httpMethod, path, query, headers, body, isBase64Encoded } = await sentOf(request, true);
    const parameters = listsOf(pairsOf(query));
    const fields = isMultiValue
      ? { multiValueHeaders: headers, multiValueQueryStringParameters: parameters }
      : { headers: joinedOf(headers), queryStringParameters: lastOf(parameters) };
    return {
      requestContext: {
        elb: {
          targetGroupArn:
            'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/audit/49e9d65c45c6791a',
        },
      },
      httpMethod,
      path,
      ...fields,
      body: body ?? '',
      isBase64Encoded,
    } as unknown as BalancerEvent;
  };

/** The lines that a gateway makes of a result. */
export function linesOf({ headers, multiValueHeaders, cookies }: LambdaResult): [string, string][] {
  const lines = Object.entries(headers ?? {});
  for (const [name, values] of Object.entries(multiValueHeaders ?? {}))
    for (const value of values) lines.push([name, value]);
  for (const cookie of cookies ?? []) lines.push(['set-cookie', cookie]);
  return lines;
}

export const bytesOf = ({ body, isBase64Encoded }: LambdaResult): Buffer =>
  Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');

export type { LambdaEvent };
