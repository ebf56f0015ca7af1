/** A value for each name, or a list of them. */
type Fields = Readonly<Record<string, string | undefined>>;
type Lists = Readonly<Record<string, readonly string[] | undefined>>;

/** A certificate that API Gateway has verified. */
export interface GatewayCertificate {
  /** In PEM. */
  readonly clientCertPem: string;
}

interface AnyEvent {
  readonly headers?: Fields | null | undefined;
  readonly body?: string | null | undefined;
  readonly isBase64Encoded?: boolean | undefined;
}

/** REST APIs, HTTP APIs with payloads of version 1.0, and load balancers. */
interface ListingEvent extends AnyEvent {
  readonly httpMethod: string;
  readonly path: string;
  readonly multiValueHeaders?: Lists | null | undefined;
  readonly queryStringParameters?: Fields | null | undefined;
  readonly multiValueQueryStringParameters?: Lists | null | undefined;
}

/** An event of a REST API, or of an HTTP API with payloads of version 1.0, which says so. */
export interface RestEvent extends ListingEvent {
  readonly version?: string | undefined;
  readonly requestContext: {
    readonly stage?: string | undefined;
    readonly path?: string | undefined;
    readonly identity?:
      | { readonly sourceIp?: string | null | undefined; readonly clientCert?: GatewayCertificate | null }
      | undefined;
  };
}

/** An event of an Application Load Balancer. */
export interface BalancerEvent extends ListingEvent {
  readonly requestContext: { readonly elb: object };
}

/** An event of an HTTP API with payloads of version 2.0, or of a function URL. */
export interface HttpEvent extends AnyEvent {
  readonly version: string;
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: readonly string[] | null | undefined;
  readonly requestContext: {
    readonly stage?: string | undefined;
    readonly http: { readonly method: string; readonly sourceIp?: string | undefined };
    readonly authentication?: { readonly clientCert?: GatewayCertificate | null } | null | undefined;
  };
}

/** What Lambda calls a function with, for HTTP. */
export type LambdaEvent = RestEvent | BalancerEvent | HttpEvent;

export const isHttpEvent = (event: LambdaEvent): event is HttpEvent => 'rawPath' in event;

export const isBalancerEvent = (event: LambdaEvent): event is BalancerEvent => 'elb' in event.requestContext;

type Members = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null;

const isText = (value: unknown): value is string => typeof value === 'string';

const isTextOrNone = (value: unknown): boolean => value === undefined || value === null || isText(value);

const isListOrNone = (value: unknown): boolean =>
  value === undefined || value === null || Array.isArray(value);

const isHttpShaped = ({ rawPath, rawQueryString, cookies }: Members, { http }: Members): boolean =>
  isText(rawPath) &&
  isTextOrNone(rawQueryString) &&
  isListOrNone(cookies) &&
  isObject(http) &&
  isText(http['method']);

const isListing = ({ httpMethod, path }: Members, about: Members): boolean =>
  isText(httpMethod) && isText(path) && isTextOrNone(about['path']);

/** Whether something is an event of an HTTP request. What is wrong with a field of it alone is left out of the request. */
export function isEvent(event: unknown): event is LambdaEvent {
  if (!isObject(event) || !isObject(event['requestContext']) || !isTextOrNone(event['body'])) return false;
  const about = event['requestContext'];
  return 'rawPath' in event ? isHttpShaped(event, about) : isListing(event, about);
}

/** The texts among what is told of a name. */
export const textsOf = (told: unknown): readonly string[] => [told].flat().filter(isText);
