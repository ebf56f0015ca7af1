/**
 * What types of an operation tell: which values its trigger holds, and what may be answered. They have the shape of openapi-typescript;
 * those of `opbind types` have the members `trigger` and `answers` beside, for what processes see otherwise than clients.
 */

import type { UploadedFile } from './body/file.ts';
import type { Reply, ReplyObject, replied } from './http/reply.ts';
import type { Problem } from './problem/problem.ts';
import type { ServerSentEvent } from './response/events.ts';

declare const untyped: unique symbol;

/** Stands where no types of the document are given. All values are `unknown` then. */
export interface Untyped {
  readonly [untyped]: never;
}

/** Type of a member, without undefined; `never` where there is none. */
type Member<T, Key extends PropertyKey> = Key extends keyof T ? NonNullable<T[Key]> : never;

// Parameters

type Empty = Readonly<Record<never, never>>;

/** What `opbind types` says of a group of parameters, or of the body, that a process does not receive as clients send it. */
type TriggerOf<Op, Group extends string> = Member<Member<Op, 'trigger'>, Group>;

type OrEmpty<T> = [T] extends [never] ? Empty : T;

/** Sent or not, a declared parameter is there: cast and filled, or else `null` where the document lets it be left out. */
type Filled<Group, Cast> = {
  readonly [Name in keyof Group]-?: Name extends keyof Cast
    ? Cast[Name]
    : Empty extends Pick<Group, Name>
      ? Group[Name] | null
      : Group[Name];
};

/** Parameters that only processes see, for the group is one text to clients: the whole query (3.2). */
type Beside<Group, Cast> = [Exclude<keyof Cast, keyof Group>] extends [never]
  ? unknown
  : { readonly [Name in Exclude<keyof Cast, keyof Group>]: Cast[Name] };

type GroupOf<Op, Location extends string> = Member<Member<Op, 'parameters'>, Location>;

type JoinedParameters<Group, Cast> = [Group] extends [never]
  ? Readonly<Cast>
  : Filled<Group, Cast> & Beside<Group, Cast>;

type ParametersOf<Op, Location extends string> = Op extends Untyped
  ? Readonly<Record<string, unknown>>
  : JoinedParameters<GroupOf<Op, Location>, OrEmpty<TriggerOf<Op, Location>>>;

/** Path parameters of an operation, cast to their types. */
export type PathOf<Op> = ParametersOf<Op, 'path'>;

/** Query parameters of an operation: the value, or `null` where an optional one was not sent. */
export type QueryOf<Op> = ParametersOf<Op, 'query'>;

/** Declared headers of an operation, under the names that the document spells: the value, or `null`. */
export type HeadersOf<Op> = ParametersOf<Op, 'header'>;

/** Declared cookies of an operation: the value, or `null`. */
export type CookiesOf<Op> = ParametersOf<Op, 'cookie'>;

// Media types

type Sequence =
  | Labelled<`application/${'jsonl' | 'x-jsonlines' | 'jsonlines' | 'x-ndjson' | 'ndjson' | 'json-seq'}`>
  | Labelled<'text/event-stream' | `${string}+json-seq`>;
type Labelled<Type extends string> = Type | `${Type};${string}`;
type Json = `${string}/json` | `${string}/json;${string}` | `${string}+json${string}`;
type Xml = `${string}/xml${string}` | `${string}+xml${string}`;
type Form = 'application/x-www-form-urlencoded';
type Multipart = `multipart/${string}`;
type AnyType = '*/*' | 'application/*';

type Bytes = Uint8Array | ArrayBuffer | AsyncIterable<Uint8Array> | ReadableStream<Uint8Array> | Blob;

/** Where openapi-typescript says string, a part of a form may be a file. */
type Part<T> = string extends T
  ? T | UploadedFile
  : T extends readonly (infer Item)[]
    ? Part<Item>[]
    : T extends Blob
      ? UploadedFile
      : T;

type PartsOf<T> = T extends object ? { [Name in keyof T]: Part<T[Name]> } : T;

/** The whole where the document describes the whole, else one item after the other. */
type ItemsOf<T> = T extends readonly unknown[] ? T : AsyncIterable<T>;

/** openapi-typescript calls binary content a string: it arrives as bytes. */
type Received<Type, T> = Type extends Sequence
  ? ItemsOf<T>
  : Type extends Multipart
    ? PartsOf<T>
    : Type extends Json | Xml | Form | `text/${string}`
      ? T
      : Type extends AnyType
        ? T | Uint8Array
        : Uint8Array;

type Items<T> = T extends readonly (infer Item)[]
  ? Iterable<Item> | AsyncIterable<Item>
  : Iterable<T> | AsyncIterable<T>;

/** All but JSON may be written already, as text or bytes. An event is a value, or an object that says more of it. */
type Sendable<Type, T> = Type extends Sequence
  ? Items<T> | (Type extends `text/${string}` ? Items<ServerSentEvent> : never) | string | Bytes
  : Type extends Json
    ? T
    : T | string | Bytes;

// Body

type ReceivedOf<Body> = Body extends { content: infer Content }
  ? { [Type in keyof Content]: Received<Type, Content[Type]> }[keyof Content]
  : never;

/** The body as a process receives it, where types say so. */
type BodyFor<Op, Body> = [TriggerOf<Op, 'body'>] extends [never] ? Body : { content: TriggerOf<Op, 'body'> };

/** Body of an operation, parsed and checked, whichever of its media types was sent; `undefined` where an optional one was not. */
export type BodyOf<Op> = Op extends Untyped
  ? unknown
  : Op extends { requestBody: infer Body }
    ? ReceivedOf<BodyFor<Op, Body>>
    : ReceivedOf<BodyFor<Op, Member<Op, 'requestBody'>>> | undefined;

// Answers

type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
type NumberOf<Text> = Text extends `${infer Value extends number}` ? Value : never;
type Hundred<First extends string> = NumberOf<`${First}${Digit}${Digit}`>;
type Success = Hundred<'2'>;
type Status = Success | Hundred<'3'> | Hundred<'4'> | Hundred<'5'>;

type Covered<Key> = Key extends number ? Key : Key extends `${infer First}XX` ? Hundred<First> : never;

/** Statuses that a key of `responses` speaks for: a code before its range, a range before `default`. */
type StatusOf<Key, Keys> = Key extends number
  ? Key
  : Key extends 'default'
    ? Exclude<Status, Covered<Keys>>
    : Exclude<Extract<Status, Covered<Key>>, Extract<Keys, number>>;

type ContentOf<Response> = Response extends { content: infer Content }
  ? { [Type in keyof Content]: Sendable<Type, Content[Type]> }[keyof Content]
  : undefined;

/** Of several replies the compiler takes one to guide what it infers from literals; the contents of all, joined to each, leave it no choice. */
type ReplyOf<Responses> = {
  [Key in keyof Responses]:
    | (Reply<StatusOf<Key, keyof Responses>, ContentOf<Responses[Key]>> &
        Reply<number, ContentOf<Responses[keyof Responses]>>)
    | Unmarked<ReplyObject<StatusOf<Key, keyof Responses>, ContentOf<Responses[Key]> | string>>;
}[keyof Responses];

/** The type itself if it is no union, else `never`. */
type Only<T, All = T> = T extends unknown ? ([All] extends [T] ? T : never) : never;

/** Key of the response that a plain value is sent with: the only 2xx, else 200. */
type PlainKey<Keys> = [Extract<Keys, Success>] extends [never]
  ? Extract<Keys, '2XX' extends Keys ? '2XX' : 'default'>
  : [Only<Extract<Keys, Success>>] extends [never]
    ? Extract<Keys, 200>
    : Only<Extract<Keys, Success>>;

type EmptyKey<Responses, Keys extends keyof Responses> = {
  [Key in Keys]: ContentOf<Responses[Key]> extends undefined ? Key : never;
}[Keys];

// biome-ignore lint/suspicious/noConfusingVoidType: a process that returns nothing has the type void
type Nothing = void;

/** Nothing is sent with the only empty 2xx, else with 204. */
type NothingOf<Keys> = [204 extends Keys ? 204 : Only<Keys>] extends [never] ? never : Nothing;

/** A reply is no plain value, not even where all members of the plain value are optional. */
type Unmarked<T> = T extends object ? T & { readonly [replied]?: never } : Exclude<T, undefined>;

type PlainOf<Responses> =
  | Unmarked<ContentOf<Responses[PlainKey<keyof Responses>]>>
  | NothingOf<EmptyKey<Responses, Extract<keyof Responses, Success> | PlainKey<keyof Responses>>>;

type ResponsesOf<Op> = [Member<Op, 'answers'>] extends [never]
  ? Member<Op, 'responses'>
  : Member<Op, 'answers'>;

/**
 * What a process may answer: the plain value of the status it is sent with, a `reply()` of any declared status and its content,
 * the same as an object with `HttpStatusCode` and `Content`, a {@link Problem}, or a Fetch `Response`, of which types know nothing.
 */
export type Answer<Op> = Op extends Untyped
  ? unknown
  : [Member<Op, 'responses'>] extends [never]
    ? unknown
    : PlainOf<ResponsesOf<Op>> | ReplyOf<ResponsesOf<Op>> | Unmarked<Problem> | Unmarked<Response>;

// Operations

type Method = 'get' | 'put' | 'post' | 'delete' | 'options' | 'head' | 'patch' | 'trace' | 'query';

type RoutesOf<Paths> = {
  [Path in keyof Paths & string]: {
    [Name in keyof Paths[Path] & Method]: [Member<Paths[Path], Name>] extends [never]
      ? never
      : `${Uppercase<Name>} ${Path}`;
  }[keyof Paths[Path] & Method];
}[keyof Paths & string];

/**
 * The operations of openapi-typescript's `paths` under the names that opbind gives to operations without an operationId: `GET /pets`.
 * `opbind types` writes those among `operations`, where nothing of this is needed.
 *
 * @example
 * interface paths {
 *   '/pets': { get: { responses: { 200: { content: { 'application/json': string[] } } } } };
 * }
 * bind<OperationsOf<paths>>('pets.yaml', { 'GET /pets': () => ['Rex'] });
 */
export type OperationsOf<Paths> = {
  [Route in RoutesOf<Paths>]: Route extends `${infer Name} ${infer Path}`
    ? Member<Member<Paths, Path>, Lowercase<Name>>
    : never;
};
