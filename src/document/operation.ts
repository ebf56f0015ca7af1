/** A document of any version in common words: plain data that can be written down and read back. */

/** `#/components/schemas/Pet`, or `pets/pet.yaml#/Pet` for a file other than the root. Segments are escaped as in RFC 6901. */
export type Pointer = string;

export type Version = '2.0' | '3.0' | '3.1' | '3.2';

export type TypeName = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/**
 * What a schema lets a text become: references followed, allOf joined, unions as alternatives.
 * `types` empty means that the schema says nothing of types.
 */
export interface Shape {
  readonly types: readonly TypeName[];
  readonly format?: string;
  /** `enum`, or `const` as a list of one. */
  readonly enum?: readonly unknown[];
  readonly items?: Shape;
  readonly prefixItems?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  /** Shape of properties not named; `false` where there may be none. */
  readonly additional?: Shape | false;
  /** Branches of oneOf and anyOf. */
  readonly anyOf?: readonly Shape[];
}

export type ParameterLocation = 'path' | 'query' | 'header' | 'cookie' | 'querystring';

/** 3.x styles, and 2.0's tsv as `tabDelimited`. */
export type Style =
  | 'simple'
  | 'label'
  | 'matrix'
  | 'form'
  | 'spaceDelimited'
  | 'pipeDelimited'
  | 'tabDelimited'
  | 'deepObject'
  | 'cookie';

export interface Parameter {
  readonly name: string;
  readonly in: ParameterLocation;
  readonly pointer: Pointer;
  readonly required: boolean;
  readonly style: Style;
  readonly explode: boolean;
  readonly allowEmptyValue: boolean;
  /** The schema that the typed value has to fit; null when the document gives none. */
  readonly schema: Pointer | null;
  readonly shape: Shape;
  /** Whether the schema asks nothing that casting to `shape` has not shown already, so that no check is needed. */
  readonly plain: boolean;
  /** Value when the parameter is not sent. The property is absent where the document gives none. */
  readonly default?: unknown;
  /** Media type of a `content` parameter. */
  readonly content?: string;
  /** 2.0 arrays within arrays: how the items of the items are joined. */
  readonly itemStyle?: readonly Style[];
}

/** What routing has to know of a path parameter. */
export type PathParameter = Pick<Parameter, 'name' | 'in' | 'style' | 'content' | 'shape'>;

/** How one field or part of a form is written (3.x Encoding Object). */
export interface Encoding extends Encodings {
  /** Media types that a part may have, as written: `image/png, image/*`. */
  readonly contentType?: string;
  readonly style: Style;
  readonly explode: boolean;
  /** Whether the document names style, explode or allowReserved, which switches contentType off (3.x Encoding Object). */
  readonly styled: boolean;
  /** Header fields of a part, beside content-type. */
  readonly headers?: readonly Parameter[];
}

/** Encodings by the name of a field and, since 3.2, by the position of a part. */
export interface Encodings {
  readonly encoding?: Readonly<Record<string, Encoding>> | undefined;
  /** Of the first parts of a multipart body without names (3.2). */
  readonly prefixEncoding?: readonly Encoding[] | undefined;
  /** Of all other parts of such a body (3.2). */
  readonly itemEncoding?: Encoding | undefined;
}

export interface MediaType extends Encodings {
  /** As declared, lower case: `application/json`, `text/*`, `application/json; profile=x`. */
  readonly type: string;
  readonly pointer: Pointer;
  readonly schema: Pointer | null;
  /** What each item of a sequence (JSON Lines, server-sent events, …) has to fit (3.2). */
  readonly itemSchema?: Pointer;
  /** Only for urlencoded and multipart bodies, whose fields are text to be cast. */
  readonly shape?: Shape | undefined;
  /** Of an answer: whether its schema speaks of null. Absent where nobody has looked yet. */
  readonly nullable?: boolean;
}

export interface Body {
  readonly pointer: Pointer;
  readonly required: boolean;
  readonly content: readonly MediaType[];
}

export interface ResponseRecord {
  /** `200`, `2XX` or `default`. */
  readonly status: string;
  readonly pointer: Pointer;
  readonly content: readonly MediaType[];
  /** The header fields that it declares. Absent where nobody has looked yet. */
  readonly headers?: readonly Parameter[];
}

/** One alternative: all of these schemes. No scheme at all means anonymous. */
export type Requirement = readonly { readonly scheme: string; readonly scopes: readonly string[] }[];

export interface SecurityScheme {
  readonly name: string;
  readonly pointer: Pointer;
  readonly type: 'http' | 'apiKey' | 'oauth2' | 'openIdConnect' | 'mutualTLS';
  /** Of `http`: `basic`, `bearer`, … in lower case. */
  readonly scheme?: string;
  /** Of `apiKey`. */
  readonly in?: 'header' | 'query' | 'cookie';
  /** Of `apiKey`: name of the header, query parameter or cookie. */
  readonly parameter?: string;
}

/** What an operation says of its runs under `x-opbind`. A member is absent where nothing is said of it. */
export interface OperationSettings {
  /** Whether its caller waits for the end of a run, or asks for it later. */
  readonly mode?: 'wait' | 'poll';
  /** Milliseconds that a run may take; 0 for no limit. */
  readonly timeout?: number;
  /** Milliseconds that a caller waits for a run before it is told where to ask. */
  readonly wait?: number;
  /** How often a run that failed is tried again. */
  readonly retry?: number;
  /** What becomes of the header `Idempotency-Key`. */
  readonly idempotency?: 'honour' | 'require' | 'ignore';
}

export interface Operation {
  /** operationId, or `GET /pets` where the document names none. */
  readonly id: string;
  /** Upper case. */
  readonly method: string;
  readonly template: string;
  readonly pointer: Pointer;
  /** Paths of the servers that apply, without trailing slash; `''` when there is none. At least one. */
  readonly basePaths: readonly string[];
  readonly parameters: readonly Parameter[];
  /** What routing has to know of those in the path, where the others are not at hand before they are needed. */
  readonly inPath?: readonly PathParameter[];
  readonly body: Body | null;
  readonly responses: readonly ResponseRecord[];
  /** Alternatives; an empty list means that the document asks for nothing. */
  readonly security: readonly Requirement[];
  readonly settings: OperationSettings;
}

/** Where schemas are found. References stay as they are; this resolves them, one step at a time. */
export interface Schemas {
  readonly version: Version;
  /** The node at a pointer, as written; undefined where there is none. */
  at(pointer: Pointer): unknown;
  /** The pointer that a `$ref` in the node at `base` leads to; undefined where it leads nowhere. Follows `$id` and `$anchor` in 3.1 and later. */
  target(base: Pointer, ref: string): Pointer | undefined;
}
